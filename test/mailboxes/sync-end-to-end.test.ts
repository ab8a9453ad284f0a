/**
 * Goal: mail in a mailbox becomes conversations. Method: the whole system with a real Temporal, its parser and its
 * ingest, against Debian's Dovecot; a person connects the mailbox and synchronises it over the API.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CycleAcceptedOut, CycleOut } from '../../src/domain/mailboxes/sync-shapes.ts';
import {
  DOVECOT_PASSWORD,
  startDovecot,
  whyNoDovecot,
  type Dovecot,
  type DovecotUser,
} from '../support/dovecot.ts';
import { any, text } from '../support/inbox-folders.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const reason = whyNoDovecot();

describe.skipIf(reason !== undefined)(`on Dovecot (${reason ?? 'installed'})`, () => {
  let stack: TestStack;
  let server: Dovecot;
  let user: DovecotUser;
  let mailboxId: number;

  beforeAll(async () => {
    server = await startDovecot();
    stack = await startTestStack({
      n8n: { url: 'http://127.0.0.1:1/webhook', apiKey: 'unused-unused-unused' },
      taskQueue: 'mail',
    });
    user = server.newUser();
    const imap = { host: '127.0.0.1', port: server.port, security: 'none' };
    const answer = await post('/inbox/integrations', {
      name: 'Accueil',
      email: 'accueil@atelier.example',
      provider: 'other',
      imap,
      smtp: { ...imap, port: 2525 },
      username: user.name,
      credentials: { method: 'password', password: DOVECOT_PASSWORD },
    });
    mailboxId = z.object({ id: z.number() }).parse(answer).id;
  });
  afterAll(async () => {
    await stack.stop();
    await server.stop();
  });

  const post = async (path: string, body?: object): Promise<unknown> => {
    const answer = await stack.request(path, {
      method: 'POST',
      key: stack.company.owner.key,
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.text();
    expect(answer.ok, text).toBe(true);
    return JSON.parse(text);
  };
  const get = async (path: string): Promise<unknown> =>
    (await stack.request(path, { key: stack.company.owner.key })).json();
  /** Through the workflow, to its end. */
  const sync = async (): Promise<z.infer<typeof CycleOut>> => {
    const { id } = CycleAcceptedOut.parse(await post(`/inbox/integrations/${mailboxId}/sync`));
    return until('the cycle ends', async () => {
      const cycle = CycleOut.parse(await get(`/inbox/integrations/${mailboxId}/cycles/${id}`));
      return cycle.finished_at === null ? undefined : cycle;
    });
  };
  const mail = (subject: string, messageId: string | null, lines: string[] = []): string =>
    [
      'From: Marie Dumitru <marie.dumitru@example.com>',
      'To: accueil@atelier.example',
      `Subject: ${subject}`,
      ...(messageId === null ? [] : [`Message-ID: <${messageId}>`]),
      ...lines,
      '',
      `Bonjour, au sujet de ${subject}`,
      '',
    ].join('\r\n');
  const subjects = async (): Promise<string[]> => {
    const list = z
      .object({ data: z.array(z.object({ subject: z.string() })) })
      .parse(await get('/inbox/conversations'));
    return list.data.map(({ subject }) => subject).toSorted();
  };

  test('new mail is a conversation, and an answer to it joins it', async () => {
    await user.deliver(mail('Devis', 'un@example.com'));
    await user.deliver(mail('=?iso-8859-15?Q?R=E9ponse_=A4?=', 'deux@example.com'));
    expect(await sync()).toMatchObject({ status: 'succeeded', new_count: 2 });
    await user.deliver(mail('Re: Devis', 'trois@example.com', ['In-Reply-To: <un@example.com>']));
    expect(await sync()).toMatchObject({ status: 'succeeded', new_count: 1 });
    expect(await subjects()).toEqual(['Devis', 'Réponse €']);
  });

  test('a mail without Message-ID that is delivered three times is one message', async () => {
    for (let count = 0; count < 3; count += 1) await user.deliver(mail('Trois fois', null));
    expect(await sync()).toMatchObject({ new_count: 1, duplicate_count: 2 });
  });

  test('after a change of UIDVALIDITY no conversation is doubled, and nobody is told again', async () => {
    const before = await subjects();
    const countNotifications = async () =>
      (await stack.superuser`select from notifications where company_id = ${stack.company.id}`)
        .length;
    const told = await countNotifications();
    await user.renumber({ uidValidity: 31337 });
    expect(await sync()).toMatchObject({ status: 'succeeded', new_count: 0, duplicate_count: 6 });
    expect(await subjects()).toEqual(before);
    expect(await countNotifications()).toBe(told);
  });

  test('a cycle files what came before a folder was made', async () => {
    await post('/inbox/folders', { name: 'Devis', rules: any(text('subject', 'equals', 'Devis')) });
    await sync();
    const filed = z
      .object({
        data: z.array(z.object({ subject: z.string(), folder_id: z.number().nullable() })),
      })
      .parse(await get('/inbox/conversations'))
      .data.filter(({ folder_id: folderId }) => folderId !== null);
    expect(filed.map(({ subject }) => subject)).toEqual(['Devis']);
  });
});
