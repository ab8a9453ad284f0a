/** Goal: two conversations become one, and one two, with all that belongs to them. Method: the routes. */
import { afterAll, beforeEach, expect, test } from 'vitest';
import { answerOf } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';
import { MessageOut } from '../../src/domain/conversations/messages.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { conversationsAs, insertConversation, insertMessage } from '../support/conversations.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company, superuser: sql } = api;
const [agent] = company.agents;
const as = conversationsAs(api, agent.key);

const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 30, hour));

let winner: number;
let loser: number;
beforeEach(async () => {
  await sql`truncate conversations cascade`;
  winner = await insertConversation(api, { company, subject: 'Devis' });
  loser = await insertConversation(api, { company, subject: 'Re: Devis', isUnread: true });
});

const message = (conversationId: number, hour: number, more = {}) =>
  insertMessage(api, { company, conversationId, at: at(hour), text: `à ${hour} h`, ...more });
const messagesOf = async (id: number): Promise<number[]> =>
  (await answerOf(await as.get(id, '/messages'), 200, pageOf(MessageOut))).data.map(
    (one) => one.id,
  );
const threadsOf = async (id: number) =>
  (
    await sql`
      select internet_message_id from thread_ids where conversation_id = ${id}
      order by internet_message_id
    `
  ).map((row) => row['internet_message_id']);

test('a merge moves everything, and the address of the loser shows the winner', async () => {
  const first = await message(winner, 8, { internetMessageId: 'a@x', text: 'à 8 h' });
  const second = await message(loser, 9, { internetMessageId: 'b@x' });
  await sql`insert into thread_ids values (${company.id}, 'a@x', ${loser})`;
  await sql`
    insert into conversation_notes (company_id, conversation_id, author_id, text)
    values (${company.id}, ${loser}, ${agent.id}, 'À rappeler')
  `;
  await sql`
    insert into tasks (company_id, conversation_id, title) values (${company.id}, ${loser}, 'Appeler')
  `;
  await sql`
    insert into reply_drafts (company_id, conversation_id, user_id, content)
    values (${company.id}, ${loser}, ${agent.id}, '{"text": "Bonjour"}')
  `;
  const merged = await as.posted(loser, 'merge', { version: 1, into_id: winner });
  expect(merged).toMatchObject({
    id: winner,
    message_count: 2,
    is_unread: true,
    last_message_at: at(9).toISOString(),
    waiting_since: at(8).toISOString(),
    preview: 'à 9 h',
    version: 2,
  });
  expect(await messagesOf(winner)).toEqual([second, first]);
  expect(await threadsOf(winner)).toEqual(['a@x', 'b@x']);
  expect(await threadsOf(loser)).toEqual([]);
  for (const table of ['conversation_notes', 'tasks', 'reply_drafts']) {
    const rows = await sql`select conversation_id from ${sql(table)}`;
    expect([table, rows.map((row) => row['conversation_id'])]).toEqual([table, [winner]]);
  }
  expect((await as.read(loser)).id).toBe(winner);
  expect((await as.patch(loser, { version: 1, status: 'resolu' })).status).toBe(404);
  expect(await as.ids()).toEqual([winner]);
});

test('the address of a conversation that was merged twice shows the last winner', async () => {
  const last = await insertConversation(api, { company });
  await as.posted(loser, 'merge', { version: 1, into_id: winner });
  await as.posted(winner, 'merge', { version: 2, into_id: last });
  expect((await as.read(loser)).id).toBe(last);
});

test('an open conversation that is merged into a resolved one reopens it', async () => {
  await as.patched(winner, { version: 1, status: 'resolu' });
  const merged = await as.posted(loser, 'merge', { version: 1, into_id: winner });
  expect(merged).toMatchObject({ status: 'nouveau', resolved_at: null });
});

test('a merge into itself, of two channels, or of an old version is refused', async () => {
  const sms = await insertConversation(api, { company, channel: 'sms' });
  const status = async (body: object) => (await as.post(loser, 'merge', body)).status;
  expect(await status({ version: 1, into_id: loser })).toBe(409);
  expect(await status({ version: 1, into_id: sms })).toBe(409);
  expect(await status({ version: 2, into_id: winner })).toBe(409);
  expect(await status({ version: 1, into_id: 999_999 })).toBe(422);
});

test('a split moves exactly the chosen messages, and what answers them follows', async () => {
  const stays = await message(winner, 8, { internetMessageId: 'a@x' });
  const moves = await message(winner, 9, { internetMessageId: 'b@x', subject: 'Autre question' });
  const later = await message(winner, 10, { internetMessageId: 'c@x' });
  await sql`
    insert into message_attachments (
      company_id, conversation_id, message_id, file_name, media_type, size_bytes, sha256
    )
    values (${company.id}, ${winner}, ${moves}, 'a.pdf', 'application/pdf', 1, ${'0'.repeat(64)})
  `;
  const split = await as.posted(winner, 'split', { version: 1, message_ids: [moves] }, 201);
  expect(split).toMatchObject({
    subject: 'Autre question',
    split_from_id: winner,
    contact_address: 'marie@example.com',
    message_count: 1,
    has_attachments: true,
    waiting_since: at(9).toISOString(),
  });
  expect(await messagesOf(split.id)).toEqual([moves]);
  expect(await messagesOf(winner)).toEqual([later, stays]);
  expect(await threadsOf(split.id)).toEqual(['b@x']);
  expect(await threadsOf(winner)).toEqual(['a@x', 'c@x']);
  expect(await as.read(winner)).toMatchObject({ message_count: 2, version: 2 });
});

test('a split of all messages, or of those of another conversation, is refused', async () => {
  const only = await message(winner, 8);
  const other = await message(loser, 9);
  await message(winner, 9);
  const status = async (ids: number[]) =>
    (await as.post(winner, 'split', { version: 1, message_ids: ids })).status;
  expect(await status([only, other])).toBe(422);
  const [, second] = await messagesOf(winner);
  expect(await status([only, second ?? 0, ...(await messagesOf(winner))])).toBe(422);
});

test('what was split off can be merged back', async () => {
  await message(winner, 8);
  const moves = await message(winner, 9);
  const split = await as.posted(winner, 'split', { version: 1, message_ids: [moves] }, 201);
  const merged = await as.posted(split.id, 'merge', { version: 1, into_id: winner });
  expect(merged).toMatchObject({ id: winner, message_count: 2 });
});
