/**
 * Goal: a mailbox is connected, changed and disconnected with its schedule, and its secret leaves by no way.
 * Method: the api in-process; rows, commands and audit trail as they are stored.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openAccount } from '../../src/services/mailboxes/accounts.ts';
import { MailboxSenderServerOut } from '../../src/domain/mailboxes/shapes.ts';
import { startTestApi } from '../support/api.ts';
import { createIngest, mailOf } from '../support/mails.ts';
import {
  faultsOf,
  MAILBOX_BODY,
  mailboxesAs,
  PASSWORD_OF_MAILBOX,
} from '../support/mailbox-calls.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { call, create, read, change, refusal } = mailboxesAs(api, api.company.owner.key);

const CommandRow = z.object({
  operation: z.string(),
  schedule: z.looseObject({ isPaused: z.boolean() }).nullable(),
});
const commandsOf = async (id: number): Promise<string[]> => {
  const rows = await api.superuser`
    select operation, schedule
    from commands
    where workflow_id = ${`mailbox/${id}/sync`}
    order by id
  `;
  return rows.map((row) => {
    const { operation, schedule } = CommandRow.parse(row);
    return schedule === null
      ? operation
      : `${operation} ${schedule.isPaused ? 'paused' : 'running'}`;
  });
};

const loginOf = async (id: number) =>
  (await openAccount(api.deps, { companyId: api.company.id, mailboxId: id })).login;

describe('connecting a mailbox', () => {
  test('takes the servers of the provider that its address belongs to', async () => {
    const mailbox = await create({
      email: 'Atelier.Bijou@GMAIL.com',
      imap: undefined,
      smtp: undefined,
    });
    expect(mailbox).toMatchObject({
      email: 'atelier.bijou@gmail.com',
      provider: 'gmail',
      imap: { host: 'imap.gmail.com', port: 993, security: 'tls' },
      smtp: { host: 'smtp.gmail.com', port: 465, security: 'tls' },
      username: 'atelier.bijou@gmail.com',
      auth_method: 'password',
      first_sync_days: 30,
      state: 'new',
      version: 1,
    });
  });

  test('makes its schedule', async () => {
    const { id } = await create();
    expect(await commandsOf(id)).toEqual(['schedule_put running']);
    const paused = await create({ is_active: false });
    expect(paused.state).toBe('paused');
    expect(await commandsOf(paused.id)).toEqual(['schedule_put paused']);
  });

  test('refuses a second one of the same address', async () => {
    await create({ email: 'deux@atelier.example' });
    const answer = await call('', { body: { ...MAILBOX_BODY, email: 'Deux@atelier.example' } });
    expect(await faultsOf(answer)).toEqual(['email: taken']);
  });

  test.each([
    [{ imap: undefined }, 'imap: required'],
    [{ imap: { ...MAILBOX_BODY.imap, host: '10.0.0.1' } }, 'imap.host: address_not_allowed'],
    [{ imap: { ...MAILBOX_BODY.imap, host: 'localhost' } }, 'imap.host: address_not_allowed'],
    [{ imap: { ...MAILBOX_BODY.imap, host: 'http://x' } }, 'imap.host: invalid_format'],
    [{ smtp: { ...MAILBOX_BODY.smtp, port: 5432 } }, 'smtp.port: not_one_of'],
    [{ smtp: { ...MAILBOX_BODY.smtp, security: 'none' } }, 'smtp.security: not_one_of'],
    [{ call_centre_id: 999_999 }, 'call_centre_id: unknown_record'],
    [{ username: 'a\r\nb' }, 'username: invalid'],
    [
      { credentials: { method: 'oauth2', client_id: 'c', refresh_token: 'r' } },
      'credentials.token_url: required',
    ],
    [
      {
        credentials: {
          method: 'oauth2',
          client_id: 'c',
          refresh_token: 'r',
          token_url: 'http://169.254.169.254/token',
        },
      },
      'credentials.token_url: address_not_allowed',
    ],
  ])('refuses %j', async (fields, expected) => {
    const answer = await call('', { body: { ...MAILBOX_BODY, ...fields } });
    expect(answer.status).toBe(422);
    expect(await faultsOf(answer)).toEqual([expected]);
  });
});

describe('the secret of a mailbox', () => {
  test('is stored encrypted, and in no answer and no audit entry', async () => {
    const mailbox = await create();
    await change(mailbox.id, { version: 1, credentials: { method: 'password', password: 'neuf' } });
    const [row] = await api.superuser`
      select secret_encrypted from mailboxes where id = ${mailbox.id}
    `;
    const { secret_encrypted: stored } = z
      .object({ secret_encrypted: z.instanceof(Buffer) })
      .parse(row);
    expect(stored.includes(PASSWORD_OF_MAILBOX)).toBe(false);
    expect(await loginOf(mailbox.id)).toEqual({ user: mailbox.email, password: 'neuf' });
    await api.sealFacts();
    const [audit] = await api.superuser`
      select string_agg(entry::text, '') as text
      from audit_entries
      where company_id = ${api.company.id} and entry ->> 'resource_type' = 'mailbox'
    `;
    const texts = [audit?.['text'], JSON.stringify(await read(mailbox.id)), ...api.logLines];
    for (const text of texts) {
      expect(text).not.toContain(PASSWORD_OF_MAILBOX);
      expect(text).not.toContain('neuf');
    }
    expect(audit?.['text']).toContain('"has_new_credentials": true');
  });

  test('stays if a change does not name it', async () => {
    const { id, email } = await create();
    await change(id, { version: 1, name: 'Autre nom', signature: 'À bientôt' });
    expect(await loginOf(id)).toEqual({ user: email, password: PASSWORD_OF_MAILBOX });
  });

  test.each([
    ['imap', { imap: { host: 'imap.attacker.example', port: 993, security: 'tls' } }],
    ['smtp', { smtp: { host: 'smtp.attacker.example', port: 465, security: 'tls' } }],
    ['username', { username: 'autre' }],
  ])('is needed anew when %s changes', async (_, fields) => {
    const { id } = await create();
    expect(await refusal(id, { version: 1, ...fields })).toEqual({
      status: 422,
      faults: ['credentials: required_with'],
    });
    const credentials = { method: 'password', password: 'donné de nouveau' };
    expect(await change(id, { version: 1, ...fields, credentials })).toMatchObject(fields);
  });
});

describe('changing a mailbox', () => {
  test('needs the current version', async () => {
    const { id } = await create();
    await change(id, { version: 1, name: 'Un' });
    expect(await refusal(id, { version: 1, name: 'Deux' })).toEqual({
      status: 409,
      faults: ['version: version_outdated'],
    });
  });

  test('pauses and resumes its schedule', async () => {
    const { id } = await create();
    expect(await change(id, { version: 1, is_active: false })).toMatchObject({ state: 'paused' });
    expect(await change(id, { version: 2, is_active: true })).toMatchObject({ state: 'new' });
    expect(await commandsOf(id)).toEqual([
      'schedule_put running',
      'schedule_put paused',
      'schedule_put running',
    ]);
  });

  test('of another company finds nothing', async () => {
    const { id } = await create();
    const theirs = mailboxesAs(api, api.otherCompany.owner.key);
    expect((await theirs.call(`/${id}`)).status).toBe(404);
  });
});

describe('the server that confirms senders', () => {
  test('is none until one is chosen', async () => {
    const { id } = await create();
    expect(await read(id)).toMatchObject({ trusted_authserv_id: null, confirms_senders: false });
    const chosen = await change(id, { version: 1, trusted_authserv_id: ' MX.Example.com ' });
    expect(chosen).toMatchObject({
      trusted_authserv_id: 'mx.example.com',
      confirms_senders: true,
    });
    const kept = await change(id, { version: 2, name: 'Autre' });
    expect(kept.trusted_authserv_id).toBe('mx.example.com');
  });

  test('is forgotten with the IMAP host', async () => {
    const { id } = await create({ trusted_authserv_id: 'mx.example.com' });
    const moved = await change(id, {
      version: 1,
      imap: { ...MAILBOX_BODY.imap, host: 'imap.autre.example' },
      credentials: MAILBOX_BODY.credentials,
    });
    expect(moved).toMatchObject({ trusted_authserv_id: null, confirms_senders: false });
  });

  test('need not be chosen for Gmail', async () => {
    const gmail = { email: 'serveur@gmail.com', imap: undefined, smtp: undefined };
    expect(await create(gmail)).toMatchObject({
      trusted_authserv_id: null,
      confirms_senders: true,
    });
  });

  test.each(['', 'mx example', 'mx;dmarc=pass', '"mx"'])('refuses the name %j', async (name) => {
    const { id } = await create();
    expect((await refusal(id, { version: 1, trusted_authserv_id: name })).status).toBe(422);
  });

  test('is proposed from the mails of the mailbox', async () => {
    const { id, email } = await create();
    const ingest = createIngest(api, api.company);
    const mailbox = { id, email, callCentreId: null };
    const proposed = async () =>
      MailboxSenderServerOut.parse(await (await call(`/${id}/sender-server`)).json());
    expect(await proposed()).toMatchObject({ suggested: null, mail_count: 0 });
    for (let count = 0; count < 20; count += 1) {
      const headers = { 'authentication-results': 'mx.example.com; dmarc=none' };
      const from = `p${count}@client-${count % 6}.example`;
      await ingest(mailbox, mailOf({ from, to: [email], subject: `S ${count}`, headers }));
    }
    expect(await proposed()).toEqual({
      suggested: 'mx.example.com',
      mail_count: 20,
      named_count: 20,
      domain_count: 6,
    });
  });
});

describe('deleting a mailbox', () => {
  test('removes its schedule and its secret, and keeps the row', async () => {
    const { id, email } = await create();
    expect((await call(`/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await call(`/${id}`)).status).toBe(404);
    expect(await commandsOf(id)).toEqual(['schedule_put running', 'schedule_delete']);
    const [row] = await api.superuser`
      select length(secret_encrypted) as size, deleted_at is not null as is_deleted
      from mailboxes
      where id = ${id}
    `;
    expect(row).toEqual({ size: 0, is_deleted: true });
    await expect(loginOf(id)).rejects.toMatchObject({ code: 'not_found' });
    await create({ email }); // the address is free again
  });
});

test('lists what a supervisor may see, page by page', async () => {
  const asSupervisor = mailboxesAs(api, api.company.supervisor.key);
  const Page = z.object({
    data: z.array(z.object({ id: z.number() })),
    next_cursor: z.string().nullable(),
  });
  const first = Page.parse(await (await asSupervisor.call('?limit=1')).json());
  expect(first.data).toHaveLength(1);
  expect(first.next_cursor).not.toBeNull();
  const refused = await asSupervisor.call('', { body: MAILBOX_BODY });
  expect(refused.status).toBe(403);
});

test('a changed row of the secret can not be read as that of another company', async () => {
  const { id } = await create();
  const [row] = await api.superuser`select secret_encrypted from mailboxes where id = ${id}`;
  const theirs = mailboxesAs(api, api.otherCompany.owner.key);
  const { id: otherId } = await theirs.create();
  await api.superuser`
    update mailboxes set secret_encrypted = ${row?.['secret_encrypted']} where id = ${otherId}
  `;
  await expect(
    openAccount(api.deps, { companyId: api.otherCompany.id, mailboxId: otherId }),
  ).rejects.toThrow();
});
