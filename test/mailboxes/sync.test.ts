/**
 * Goal: every message of a mailbox is stored once, counted once, and announced only if it is news. Method: the
 * activity against Debian's Dovecot and Postgres, a fresh user each test; parser and ingest are stand-ins.
 */
import { createHash } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { purgeUpload } from '../../src/services/attachments/purge.ts';
import { startTestApi } from '../support/api.ts';
import { startDovecot, whyNoDovecot, type DovecotUser } from '../support/dovecot.ts';
import {
  insertMailbox,
  mailOf as rawMailOf,
  standIn,
  storedBy,
  type StandIn,
  type TestMailbox,
} from '../support/mailboxes.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const ago = (days: number): Date => new Date(Date.now() - days * DAY_MS);

const reason = whyNoDovecot();
const api = await startTestApi({ DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true' });
const server = reason === undefined ? await startDovecot() : undefined;
afterAll(async () => {
  await server?.stop();
  await api.stop();
});

let user: DovecotUser;
let mailbox: TestMailbox;
let world: StandIn;
const { superuser: sql } = api;

/** Each test has mails of its own: the same content is one message of the company. */
const mailOf = (subject: string, messageId?: string): string =>
  rawMailOf(subject, { body: `Bonjour ${user.name}`, ...(messageId && { messageId }) });
const connect = async (input: Partial<Parameters<typeof insertMailbox>[1]> = {}): Promise<void> => {
  mailbox = await insertMailbox(api, { port: server?.port ?? 0, user: user.name, ...input });
};
const sync = (overrides: Parameters<TestMailbox['sync']>[0] = {}) =>
  mailbox.sync({ steps: world.steps, ...overrides });
const stored = () => storedBy(api, mailbox.id);
const subjects = async (): Promise<string[]> => (await stored()).map(({ subject }) => subject);
const news = async (): Promise<string[]> =>
  (await stored()).filter(({ isNews }) => isNews).map(({ subject }) => subject);
const items = async () =>
  sql`
    select path, uid::integer, outcome, reason, attempt_count
    from mailbox_items where mailbox_id = ${mailbox.id} order by id
  `;
const cycles = async () =>
  sql`
    select trigger, status, error_code, total_count, done_count, new_count, duplicate_count,
      quarantined_count, pending_count
    from mailbox_cycles where mailbox_id = ${mailbox.id} order by id
  `;
const health = async () => {
  const [row] = await sql`
    select synced_at, failure_code from mailbox_health where mailbox_id = ${mailbox.id}
  `;
  return row;
};

beforeEach(() => {
  if (server === undefined) return;
  user = server.newUser();
  world = standIn();
});

describe.skipIf(reason !== undefined)(`on Dovecot (${reason ?? 'installed'})`, () => {
  test('a first sync reads the last days only, and none of it is news', async () => {
    await user.deliver(mailOf('Ancien'), { receivedAt: ago(40) });
    await user.deliver(mailOf('Récent'), { receivedAt: ago(10) });
    await connect();
    expect(await sync()).toEqual({ status: 'read', isDone: true });
    expect(await subjects()).toEqual(['Récent']);
    expect(await news()).toEqual([]);
    expect(await cycles()).toMatchObject([
      { trigger: 'schedule', status: 'succeeded', total_count: 1, done_count: 1, new_count: 1 },
    ]);
    expect(await health()).toMatchObject({ synced_at: expect.any(Date), failure_code: null });
  });

  test('a message that arrives after the mailbox was connected is news, also in the first sync', async () => {
    await user.deliver(mailOf('Avant'), { receivedAt: ago(1) });
    await connect({ connectedAt: new Date(Date.now() - 60_000) });
    await user.deliver(mailOf('Pendant'));
    await sync();
    await user.deliver(mailOf('Après'));
    await sync();
    expect(await subjects()).toEqual(['Avant', 'Pendant', 'Après']);
    expect(await news()).toEqual(['Pendant', 'Après']);
  });

  test('a cycle without news changes nothing but the time of the last cycle', async () => {
    await user.deliver(mailOf('Un'));
    await connect();
    await sync();
    const before = { cycles: await cycles(), items: await items() };
    await sql`update mailbox_health set synced_at = null where mailbox_id = ${mailbox.id}`;
    expect(await sync()).toEqual({ status: 'read', isDone: true });
    expect({ cycles: await cycles(), items: await items() }).toEqual(before);
    expect(await health()).toMatchObject({ synced_at: expect.any(Date) });
  });

  test('the folder of sent mail is read too', async () => {
    await connect();
    await user.deliver(mailOf('Question'));
    await user.deliver(mailOf('Réponse'), { folder: 'Sent' });
    await sync();
    expect((await stored()).map(({ role, subject }) => [role, subject])).toEqual([
      ['inbox', 'Question'],
      ['sent', 'Réponse'],
    ]);
  });

  test('one mail without Message-ID that is synchronised three times is one message', async () => {
    await connect();
    for (let count = 0; count < 3; count += 1) {
      await user.deliver(mailOf('Sans identifiant'));
      await sync();
    }
    expect(await subjects()).toEqual(['Sans identifiant']);
    expect((await items()).map((item) => item['outcome'])).toEqual([
      'new',
      'duplicate',
      'duplicate',
    ]);
  });

  test('two different mails with one Message-ID are both kept', async () => {
    await connect();
    await user.deliver(mailOf('Un', 'x@example.com'));
    await user.deliver(mailOf('Deux', 'x@example.com'));
    await sync();
    expect(await subjects()).toEqual(['Un', 'Deux']);
  });

  test('a poisoned message is tried in three cycles, then quarantined; the others are read', async () => {
    world.poisonous.add('Poison');
    await connect();
    for (const subject of ['Un', 'Poison', 'Deux']) await user.deliver(mailOf(subject));
    const outcomes = [];
    for (let count = 0; count < 4; count += 1) {
      await sync();
      const poison = (await items()).find((item) => item['uid'] === 2);
      outcomes.push([poison?.['outcome'], poison?.['attempt_count']]);
    }
    expect(outcomes).toEqual([
      ['pending', 1],
      ['pending', 2],
      ['quarantined', 3],
      ['quarantined', 3],
    ]);
    expect(await subjects()).toEqual(['Un', 'Deux']);
    expect(await cycles()).toMatchObject([
      { new_count: 2, pending_count: 1, total_count: 3 },
      { new_count: 0, pending_count: 1 },
      { new_count: 0, quarantined_count: 1 },
    ]);
  });

  test('a message that can not be stored does not take its neighbours with it', async () => {
    world.unstorable.add('Deux');
    await connect();
    for (const subject of ['Un', 'Deux', 'Trois']) await user.deliver(mailOf(subject));
    await sync();
    expect((await subjects()).toSorted()).toEqual(['Trois', 'Un']);
    expect(await items()).toMatchObject([
      { outcome: 'new' },
      { outcome: 'pending', reason: 'not_stored' },
      { outcome: 'new' },
    ]);
    world.unstorable.clear();
    await sync();
    expect(await subjects()).toContain('Deux');
    expect(await news()).toContain('Deux');
  });

  test('a mail whose content a purge removes before it is stored is read again with its file', async () => {
    await connect();
    const raw = mailOf('Relevé');
    const sha256 = createHash('sha256').update(raw).digest('hex');
    const [upload] = await sql`
      insert into message_attachments (
        company_id, file_name, media_type, size_bytes, sha256, created_at
      )
      values (${api.company.id}, 'a.eml', 'message/rfc822', ${raw.length}, ${sha256}, ${ago(8)})
      returning id
    `;
    const purge = () =>
      purgeUpload(
        { ...api.deps, announce: () => undefined },
        { company_id: api.company.id, attachment_id: Number(upload?.['id']) },
      );
    world.onParse = purge;
    await user.deliver(raw);
    expect(await sync()).toMatchObject({ status: 'failed' });
    expect(await stored()).toEqual([]);
    world.onParse = () => undefined;
    await sql`update mailbox_leases set retry_at = null where mailbox_id = ${mailbox.id}`;
    expect(await sync()).toMatchObject({ status: 'read' });
    expect(await subjects()).toEqual(['Relevé']);
    expect(await api.deps.files.has({ companyId: api.company.id, sha256 })).toBe(true);
    expect(await items()).toMatchObject([{ outcome: 'new' }]);
  });

  test('after a change of UIDVALIDITY only what came since the last cycle is news', async () => {
    await connect();
    for (const subject of ['Un', 'Deux']) await user.deliver(mailOf(subject));
    await sync();
    await user.deliver(mailOf('Trois'));
    await user.deliver(mailOf('Retrouvé'), { receivedAt: ago(2) });
    await user.renumber({ uidValidity: 4242 });
    await sync();
    expect((await subjects()).toSorted()).toEqual(['Deux', 'Retrouvé', 'Trois', 'Un']);
    expect((await news()).toSorted()).toEqual(['Deux', 'Trois', 'Un']);
    const outcomes = (await items()).map((item) => String(item['outcome']));
    expect(outcomes.sort()).toEqual(['duplicate', 'duplicate', 'new', 'new', 'new', 'new']);
    await user.deliver(mailOf('Quatre'));
    await sync();
    expect(await news()).toContain('Quatre');
  });

  test('lost state is rebuilt, and known messages are not read again', async () => {
    await connect();
    await user.deliver(mailOf('Un'));
    await sync();
    await sql`delete from mailbox_folders where mailbox_id = ${mailbox.id}`;
    await user.deliver(mailOf('Deux'));
    const parsed: string[] = [];
    world.onParse = (subject) => void parsed.push(subject);
    await sync();
    expect(parsed).toEqual(['Deux']);
    expect(await news()).toEqual(['Un', 'Deux']);
    expect(await subjects()).toEqual(['Un', 'Deux']);
  });

  test('a process that dies between two messages loses none and doubles none', async () => {
    await connect();
    for (let count = 0; count < 60; count += 1) await user.deliver(mailOf(`Mail ${count}`));
    world.onParse = (subject) => {
      if (subject === 'Mail 45') throw Object.assign(new Error('died'), { code: 'unavailable' });
    };
    expect(await sync()).toMatchObject({ status: 'failed' });
    expect((await subjects()).length).toBeGreaterThan(0);
    expect((await subjects()).length).toBeLessThan(60);
    world.onParse = () => undefined;
    await sync();
    expect(await subjects()).toHaveLength(60);
    expect(new Set(await subjects()).size).toBe(60);
    expect((await items()).every((item) => item['outcome'] === 'new')).toBe(true);
  });

  test('a message that kills every run is quarantined, and the mailbox goes on', async () => {
    await connect();
    for (const subject of ['Un', 'Tueur', 'Deux']) await user.deliver(mailOf(subject));
    for (let count = 0; count < 8; count += 1) {
      const reached = Promise.withResolvers<undefined>();
      world.onParse = (subject) => {
        if (subject !== 'Tueur') return undefined;
        reached.resolve(undefined);
        return new Promise(() => undefined); // as of a process that died
      };
      await Promise.race([sync(), reached.promise]);
      await sql`update mailbox_leases set holder = null where mailbox_id = ${mailbox.id}`;
    }
    expect(await items()).toMatchObject([
      { outcome: 'new' },
      { outcome: 'quarantined', reason: 'interrupted' },
      { outcome: 'new' },
    ]);
  });

  test('files that are away for hours cost no message', async () => {
    await connect();
    for (const subject of ['Un', 'Deux']) await user.deliver(mailOf(subject));
    world.onParse = (subject) => {
      if (subject === 'Deux') throw Object.assign(new Error('away'), { code: 'unavailable' });
    };
    for (let count = 0; count < 7; count += 1) await sync();
    world.onParse = () => undefined;
    await sync();
    expect(await subjects()).toEqual(['Un', 'Deux']);
  });

  test('an empty message is a message', async () => {
    await connect();
    await user.deliver('');
    await sync();
    expect(await items()).toMatchObject([{ outcome: 'new' }]);
  });

  test('the schedule of a mailbox that the database does not know is removed', async () => {
    await connect();
    await sql`update mailboxes set deleted_at = now() where id = ${mailbox.id}`;
    expect(await sync()).toEqual({ status: 'gone', isDone: true });
    const commands = await sql`
      select 1 from commands
      where workflow_id = ${`mailbox/${mailbox.id}/sync`} and operation = 'schedule_delete'
    `;
    expect(commands).toHaveLength(1);
  });

  test('wrong credentials are told to the health of the mailbox', async () => {
    await connect({ password: 'faux' });
    expect(await sync()).toEqual({ status: 'failed', isDone: true });
    expect(await health()).toMatchObject({ failure_code: 'credentials_refused' });
    expect(await cycles()).toMatchObject([{ status: 'failed', error_code: 'credentials_refused' }]);
  });

  test('two cycles of one mailbox never run at once', async () => {
    await connect();
    await user.deliver(mailOf('Un'));
    let second: unknown;
    world.onParse = async () => {
      second ??= await mailbox.sync({ steps: world.steps });
    };
    await sync();
    expect(second).toEqual({ status: 'busy', isDone: true });
  });

  test('a large folder is read in calls of bounded time', async () => {
    await connect();
    for (let count = 0; count < 600; count += 1) {
      await user.deliver(mailOf(`Mail ${count}`), { receivedAt: ago(1) });
    }
    const results = [];
    for (let count = 0; count < 5; count += 1) results.push(await sync({ partMs: 0 }));
    expect(results.map(({ isDone }) => isDone)).toContain(true);
    expect(await subjects()).toHaveLength(600);
  });
});
