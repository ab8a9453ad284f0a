import { mailboxTested } from '../../domain/mailboxes/events.ts';
import { PRESETS } from '../../domain/mailboxes/presets.ts';
import { MailboxParams, MailboxTestIn } from '../../domain/mailboxes/shapes.ts';
import { MailboxTestOut, PresetsOut } from '../../domain/mailboxes/tests.ts';
import { openAccount } from '../../services/mailboxes/accounts.ts';
import { loginOf, testConnection } from '../../services/mailboxes/check.ts';
import { connectionOf } from '../../services/mailboxes/connection.ts';
import { imapOf, smtpOf } from '../../services/mailboxes/save.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { createPace, type Pace } from '../http/pace.ts';
import { CONNECTION_SAMPLE } from './endpoints.ts';
import { foundMailbox } from './find.ts';

/** Endpoints to set up a mailbox: presets, and connection tests. */

/** Each connects to servers that the company chose. Counted by each process. */
const TESTS_PER_MINUTE_MAX = 30;

export const mailboxTestEndpoints = (deps: ApiDeps): Endpoint[] => {
  const pace = createPace(TESTS_PER_MINUTE_MAX, 'connections were tested often enough');
  return [presets(deps), testBefore(deps, pace), testSaved(deps, pace)];
};

const presets = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'mailboxes.presets',
      method: 'get',
      path: '/inbox/integrations/presets',
      permission: 'mailboxes:read',
      summary: 'Mail servers of well-known providers',
      description: 'An address belongs to the provider whose `domains` hold its domain.',
      status: 200,
      answer: PresetsOut,
    },
    () =>
      Promise.resolve({
        body: {
          data: PRESETS.map((preset) => ({
            ...preset,
            domains: [...preset.domains],
            auth_methods: [...preset.auth_methods],
          })),
        },
      }),
  );

const WHAT =
  'Connects to the IMAP server, logs in and lists the folders; connects to the SMTP server and logs in. Sends nothing and changes nothing. Takes up to 30 seconds.';

const testBefore = (deps: ApiDeps, pace: Pace): Endpoint =>
  endpoint(
    deps,
    {
      id: 'mailboxes.test_connection',
      method: 'post',
      path: '/inbox/integrations/test',
      permission: 'mailboxes:write',
      summary: 'Try a connection before it is saved',
      description: WHAT,
      body: MailboxTestIn,
      sample: CONNECTION_SAMPLE,
      status: 200,
      answer: MailboxTestOut,
    },
    async ({ body, caller, read }) => {
      await pace(caller.companyId);
      const connection = connectionOf(deps, body);
      await read((tx) => {
        const { imap, smtp, username } = connection;
        tx.emit(mailboxTested, { subjectId: '*', after: { imap, smtp, username } });
        return Promise.resolve();
      });
      return {
        body: await testConnection(deps, connection, () => loginOf(deps, connection)),
      };
    },
  );

const testSaved = (deps: ApiDeps, pace: Pace): Endpoint =>
  endpoint(
    deps,
    {
      id: 'mailboxes.test',
      method: 'post',
      path: '/inbox/integrations/{id}/test',
      permission: 'mailboxes:write',
      summary: 'Try the connection of a mailbox',
      description: WHAT,
      params: MailboxParams,
      load: foundMailbox,
      status: 200,
      answer: MailboxTestOut,
    },
    async ({ caller, read }) => {
      await pace(caller.companyId);
      const mailbox = await read((tx, mailbox) => {
        tx.emit(mailboxTested, { subjectId: mailbox.id });
        return Promise.resolve(mailbox);
      });
      const named = { companyId: caller.companyId, mailboxId: mailbox.id };
      const servers = { imap: imapOf(mailbox), smtp: smtpOf(mailbox) };
      const open = async () => (await openAccount(deps, named)).login;
      return { body: await testConnection(deps, servers, open) };
    },
  );
