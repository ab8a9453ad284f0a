import { z } from '@hono/zod-openapi';
import { mailboxCreated, mailboxDeleted, mailboxUpdated } from '../../domain/mailboxes/events.ts';
import {
  MAILBOX_COUNT_MAX,
  MailboxIn,
  MailboxOut,
  MailboxParams,
  MailboxPatch,
  MailboxQuery,
  MailboxSenderServerOut,
} from '../../domain/mailboxes/shapes.ts';
import { learntServer } from '../../domain/messages/learnt-server.ts';
import { decodeCursor, pageOf, toPage } from '../../domain/shared/pages.ts';
import { listMailSamples } from '../../queries/mailboxes/mail-samples.ts';
import { deleteMailbox, listMailboxes } from '../../queries/mailboxes/records.ts';
import { changeMailbox, createMailbox } from '../../services/mailboxes/save.ts';
import { removeSchedule } from '../../services/mailboxes/schedule.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { foundMailbox, lockedMailbox, requireMailbox } from './find.ts';
import { auditedMailbox, mailboxOut } from './views.ts';

/** Endpoints to list and change mailboxes. */

const SERVERS = {
  imap: { host: 'imap.example.com', port: 993, security: 'tls' },
  smtp: { host: 'smtp.example.com', port: 465, security: 'tls' },
  username: 'contact@abj.example',
  credentials: { method: 'password', password: 'a-password-of-the-mailbox' },
} as const;

export const CONNECTION_SAMPLE = {
  email: 'contact@abj.example',
  provider: 'other',
  ...SERVERS,
} as const;

const CONTENT = {
  name: 'ABJ – Contact',
  call_centre_id: null,
  signature: 'L’équipe ABJ',
  trusted_authserv_id: 'mx.example.com',
  is_active: true,
};

export const mailboxEndpoints = (deps: ApiDeps): Endpoint[] => [
  list(deps),
  create(deps),
  read(deps),
  senderServer(deps),
  update(deps),
  remove(deps),
];

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'mailboxes.list',
      method: 'get',
      path: '/inbox/integrations',
      permission: 'mailboxes:read',
      summary: 'List mailboxes, with their state',
      query: MailboxQuery,
      status: 200,
      answer: pageOf(MailboxOut),
    },
    async ({ query, read }) => {
      const afterId = decodeCursor(query.cursor, z.number());
      const rows = await read((tx) => listMailboxes(tx, { afterId, limit: query.limit + 1 }));
      const page = toPage(rows, query.limit, (row) => row.id);
      const now = deps.clock.now();
      return { body: { ...page, data: page.data.map((row) => mailboxOut(row, now)) } };
    },
  );

const create = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'mailboxes.create',
      method: 'post',
      path: '/inbox/integrations',
      permission: 'mailboxes:write',
      summary: 'Connect a mailbox',
      description: `It is synchronised every minute from then on. \`POST /inbox/integrations/test\` tries the connection before. Refused with 409 if the company has ${MAILBOX_COUNT_MAX} mailboxes.`,
      body: MailboxIn,
      sample: { ...CONNECTION_SAMPLE, ...CONTENT, first_sync_days: 30 },
      status: 201,
      answer: MailboxOut,
    },
    async ({ body, write }) =>
      write(async (tx) => {
        const id = await createMailbox(deps, tx, body);
        const mailbox = await requireMailbox(tx, id);
        tx.emit(mailboxCreated, { subjectId: id, after: auditedMailbox(mailbox) });
        return {
          body: mailboxOut(mailbox, deps.clock.now()),
          headers: { Location: `/inbox/integrations/${id}` },
        };
      }),
  );

const read = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'mailboxes.read',
      method: 'get',
      path: '/inbox/integrations/{id}',
      permission: 'mailboxes:read',
      summary: 'One mailbox',
      params: MailboxParams,
      load: foundMailbox,
      status: 200,
      answer: MailboxOut,
    },
    async ({ read }) =>
      read((_, mailbox) => Promise.resolve({ body: mailboxOut(mailbox, deps.clock.now()) })),
  );

const senderServer = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'mailboxes.sender_server',
      method: 'get',
      path: '/inbox/integrations/{id}/sender-server',
      permission: 'mailboxes:write',
      summary: 'Which server seems to confirm the senders of a mailbox',
      description:
        'A proposal for `trusted_authserv_id`, from the mails of the last 90 days. Ask the provider before you choose it: senders can forge such names where the server adds none.',
      params: MailboxParams,
      load: foundMailbox,
      status: 200,
      answer: MailboxSenderServerOut,
    },
    async ({ read }) =>
      read(async (tx, { id }) => {
        const learnt = learntServer(await listMailSamples(tx, { mailboxId: id }));
        return {
          body: {
            suggested: learnt.suggested,
            mail_count: learnt.mailCount,
            named_count: learnt.namedCount,
            domain_count: learnt.domainCount,
          },
        };
      }),
  );

const update = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'mailboxes.update',
      method: 'patch',
      path: '/inbox/integrations/{id}',
      permission: 'mailboxes:write',
      summary: 'Change, pause or resume a mailbox',
      description:
        'A field that is absent stays. If a server or the user name changes, the credentials are given again. New credentials, and `is_active: true` on a mailbox that is paused or was stopped, start the synchronisation again. Refused with 409 if `version` is not the current version.',
      params: MailboxParams,
      load: lockedMailbox,
      body: MailboxPatch,
      sample: { version: 1, ...SERVERS, ...CONTENT },
      status: 200,
      answer: MailboxOut,
    },
    async ({ body, write }) =>
      write(async (tx, before) => {
        await changeMailbox(deps, tx, before, body);
        const after = await requireMailbox(tx, before.id);
        tx.emit(mailboxUpdated, {
          subjectId: before.id,
          before: auditedMailbox(before),
          after: { ...auditedMailbox(after), has_new_credentials: body.credentials !== undefined },
        });
        return { body: mailboxOut(after, deps.clock.now()) };
      }),
  );

const remove = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'mailboxes.delete',
      method: 'delete',
      path: '/inbox/integrations/{id}',
      permission: 'mailboxes:write',
      summary: 'Disconnect a mailbox',
      description: 'Its conversations and its history stay; its credentials are deleted.',
      params: MailboxParams,
      load: lockedMailbox,
      status: 204,
    },
    async ({ write }) =>
      write(async (tx, mailbox) => {
        await deleteMailbox(tx, mailbox.id);
        removeSchedule(tx, mailbox.id);
        tx.emit(mailboxDeleted, { subjectId: mailbox.id, before: auditedMailbox(mailbox) });
        return {};
      }),
  );
