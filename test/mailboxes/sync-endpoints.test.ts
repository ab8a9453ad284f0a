/**
 * Goal: a person starts a cycle, follows it, reads older mail, and decides about messages that could not be read.
 * Method: the api in-process; cycles by the activity against Debian's Dovecot.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CycleAcceptedOut, CycleOut, ItemOut } from '../../src/domain/mailboxes/sync-shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { mailboxSyncWorkflowId } from '../../src/ids.ts';
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
const { supervisor, agents } = api.company;
const mailOf = (subject: string): string => rawMailOf(subject, { body: `Bonjour ${user.name}` });
const sync = () => mailbox.sync({ steps: world.steps });
const call = (path: string, input: Parameters<typeof api.request>[1] = {}) =>
  api.request(`/inbox/integrations/${mailbox.id}${path}`, { key: supervisor.key, ...input });
const post = async (path: string, status: number, body?: unknown): Promise<unknown> => {
  const answer = await call(path, { method: 'POST', ...(body === undefined ? {} : { body }) });
  const text = await answer.text();
  expect(answer.status, text).toBe(status);
  return JSON.parse(text);
};
const cycles = async () => pageOf(CycleOut).parse(await (await call('/cycles')).json()).data;
const items = async (query = '') =>
  pageOf(ItemOut).parse(await (await call(`/items${query}`)).json()).data;
const commands = () => sql`
  select operation, name, signal from commands
  where workflow_id = ${mailboxSyncWorkflowId(mailbox.id)} order by id
`;
const RANGE = { from: ago(100).toISOString(), to: ago(50).toISOString() };

beforeEach(async () => {
  if (server === undefined) return;
  user = server.newUser();
  world = standIn();
  mailbox = await insertMailbox(api, { port: server.port, user: user.name });
});

describe.skipIf(reason !== undefined)(`on Dovecot (${reason ?? 'installed'})`, () => {
  test('a cycle that was asked for is read by the next run, and shows what it found', async () => {
    await user.deliver(mailOf('Un'));
    const asked = CycleAcceptedOut.parse(await post('/sync', 202));
    expect(asked).toMatchObject({
      status: 'waiting',
      workflow_id: mailboxSyncWorkflowId(mailbox.id),
    });
    expect(await commands()).toEqual([
      {
        operation: 'signal_with_start',
        name: 'emailSyncWorkflow',
        signal: { name: 'syncRequested', input: {} },
      },
    ]);
    await sync();
    expect(await cycles()).toMatchObject([
      {
        id: asked.id,
        trigger: 'manual',
        requested_by: supervisor.id,
        status: 'succeeded',
        total_count: 1,
        done_count: 1,
        new_count: 1,
      },
    ]);
    const one = await call(`/cycles/${asked.id}`);
    expect(CycleOut.parse(await one.json())).toMatchObject({ id: asked.id });
    expect(await items(`?cycle_id=${asked.id}&outcome=new`)).toMatchObject([
      { folder: 'INBOX', uid: 1, reason: 'stored', conversation_id: expect.any(Number) },
    ]);
    expect(await items('?outcome=quarantined')).toEqual([]);
  });

  test('asking again joins the cycle that waits', async () => {
    const first = CycleAcceptedOut.parse(await post('/sync', 202));
    expect(await post('/sync', 202)).toMatchObject({ id: first.id });
    await sync();
    expect(await cycles()).toHaveLength(1);
  });

  test('asking while a cycle runs joins it', async () => {
    await user.deliver(mailOf('Un'));
    let joined: unknown;
    world.onParse = async () => {
      joined = await post('/sync', 202);
    };
    await sync();
    expect(await cycles()).toMatchObject([{ id: CycleAcceptedOut.parse(joined).id }]);
  });

  test('a backfill reads its range once, and nothing of it is news', async () => {
    for (const days of [120, 90, 60, 40, 10]) {
      await user.deliver(mailOf(`Il y a ${days} jours`), { receivedAt: ago(days) });
    }
    await sync();
    await post('/backfill', 202, RANGE);
    await sync();
    const stored = await storedBy(api, mailbox.id);
    expect(stored.map(({ subject }) => subject)).toEqual([
      'Il y a 10 jours',
      'Il y a 90 jours',
      'Il y a 60 jours',
    ]);
    expect(stored.some(({ isNews }) => isNews)).toBe(false);
    expect(await cycles()).toMatchObject([
      { trigger: 'backfill', status: 'succeeded', new_count: 2, total_count: 2, ...RANGE },
      { trigger: 'schedule' },
    ]);
    await post('/backfill', 202, RANGE);
    await sync();
    expect((await cycles())[0]).toMatchObject({ trigger: 'backfill', total_count: 0 });
  });

  test('new mail does not wait for a long backfill', async () => {
    for (let count = 0; count < 300; count += 1) {
      await user.deliver(mailOf(`Vieux ${count}`), { receivedAt: ago(60) });
    }
    await sync();
    await post('/backfill', 202, RANGE);
    const read = () => mailbox.sync({ steps: world.steps, partMs: 0 });
    expect(await read()).toMatchObject({ isDone: false });
    await user.deliver(mailOf('Neuf'));
    await read();
    expect((await storedBy(api, mailbox.id)).map(({ subject }) => subject)).toContain('Neuf');
    await read();
    await read();
    expect((await cycles())[0]).toMatchObject({ trigger: 'backfill', status: 'succeeded' });
  });

  test('a second range is refused while one is read, and a range that ends before it begins', async () => {
    await post('/backfill', 202, RANGE);
    await post('/backfill', 202, RANGE);
    await post('/backfill', 409, { ...RANGE, to: ago(51).toISOString() });
    await post('/backfill', 422, { from: RANGE.to, to: RANGE.from });
  });

  test('a person retries a quarantined message, or drops it', async () => {
    world.poisonous.add('Poison');
    await user.deliver(mailOf('Poison'));
    await user.deliver(mailOf('Autre'));
    for (let count = 0; count < 3; count += 1) await sync();
    const [item] = await items('?outcome=quarantined');
    expect(item).toMatchObject({ reason: 'unreadable', attempt_count: 3, error: 'TypeError' });
    await post(`/items/${item?.id}/retry`, 202);
    await sync();
    expect(await items('?outcome=pending')).toMatchObject([{ id: item?.id, attempt_count: 1 }]);
    expect(await post(`/items/${item?.id}/drop`, 200)).toMatchObject({ outcome: 'dropped' });
    world.poisonous.clear();
    await post(`/items/${item?.id}/retry`, 202);
    await sync();
    expect(await items('?outcome=new')).toHaveLength(2);
    await post(`/items/${item?.id}/drop`, 409);
    await post(`/items/${item?.id}/retry`, 409);
  });

  test('an inactive mailbox is not read', async () => {
    await post('/sync', 202);
    await sql`update mailboxes set is_active = false where id = ${mailbox.id}`;
    await post('/sync', 409);
    expect(await sync()).toMatchObject({ status: 'not_due' });
    expect(await cycles()).toMatchObject([{ status: 'failed' }]);
  });

  test('an agent may not', async () => {
    const answer = await call('/sync', { method: 'POST', key: agents[0].key });
    expect(answer.status).toBe(403);
  });
});
