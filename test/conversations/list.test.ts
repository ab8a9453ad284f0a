/** Goal: lists show what they are asked for, in order, page after page. Method: the routes on real Postgres. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { ConversationCountsOut } from '../../src/domain/conversations/counts.ts';
import { MessageOut } from '../../src/domain/conversations/messages.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { answerOf } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';
import {
  ConversationPage,
  conversationsAs,
  insertConversation,
  insertFolder,
  insertMessage,
} from '../support/conversations.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company } = api;
const owner = conversationsAs(api, company.owner.key);
beforeEach(() => api.superuser`truncate conversations, inbox_folders cascade`);

const HOUR_MS = 3_600_000;
const ago = (hours: number): Date => new Date(Date.now() - hours * HOUR_MS);
const insert = (input: Omit<Parameters<typeof insertConversation>[1], 'company'> = {}) =>
  insertConversation(api, { company, ...input });

describe('filters', () => {
  test('spam, archived, snoozed ones and newsletters are hidden unless asked for', async () => {
    const shown = await insert();
    const resolved = await insert({ status: 'resolu', lastMessageAt: ago(1) });
    const archived = await insert({ status: 'archive' });
    const spam = await insert({ status: 'spam' });
    const newsletter = await insert({ isNewsletter: true });
    const snoozed = await insert({ snoozedUntil: ago(-1) });
    const awake = await insert({ snoozedUntil: ago(1), lastMessageAt: ago(2) });
    expect(await owner.ids()).toEqual([shown, resolved, awake]);
    expect(await owner.ids('?status=archive')).toEqual([archived]);
    expect(new Set(await owner.ids('?status=archive,spam'))).toEqual(new Set([archived, spam]));
    expect(await owner.ids('?newsletter=true')).toEqual([newsletter]);
    expect(await owner.ids('?snoozed=true')).toEqual([snoozed]);
    expect(await owner.ids('?newsletter=any&snoozed=any')).toHaveLength(5);
  });

  test('by folder, assignee, contact, channel, unread mark, wait and dates', async () => {
    const folder = await insertFolder(api, company, 'Devis');
    const agent = company.agents[0].id;
    const plain = await insert({ lastMessageAt: ago(10) });
    const full = await insert({
      folderId: folder,
      assignedTo: agent,
      isUnread: true,
      channel: 'sms',
      waitingSince: ago(1),
      lastMessageAt: ago(1),
    });
    expect(await owner.ids(`?folder_id=${folder}`)).toEqual([full]);
    expect(await owner.ids('?folder_id=none')).toEqual([plain]);
    expect(await owner.ids(`?assigned_to=${agent}`)).toEqual([full]);
    expect(await owner.ids('?assigned_to=none')).toEqual([plain]);
    expect(await conversationsAs(api, company.agents[0].key).ids('?assigned_to=me')).toEqual([
      full,
    ]);
    expect(await owner.ids('?channel=sms')).toEqual([full]);
    expect(await owner.ids('?unread=true')).toEqual([full]);
    expect(await owner.ids('?unread=false')).toEqual([plain]);
    expect(await owner.ids('?waiting=true')).toEqual([full]);
    const noon = encodeURIComponent(ago(5).toISOString());
    expect(await owner.ids(`?from=${noon}`)).toEqual([full]);
    expect(await owner.ids(`?to=${noon}`)).toEqual([plain]);
  });
});

test('a text finds words and their beginnings in subject, text, sender and attachment names', async () => {
  const first = await insert({ lastMessageAt: ago(1) });
  const second = await insert({ lastMessageAt: ago(2) });
  await insertMessage(api, {
    company,
    conversationId: first,
    subject: 'Inscription à la formation',
    text: 'Je n’ai pas reçu la convocation',
    senderName: 'Hélène Dûmont',
    senderAddress: 'helene@exemple.fr',
    attachmentNames: 'Pièce d’identité – été.pdf',
  });
  await insertMessage(api, { company, conversationId: second, text: 'Formation demain' });
  expect(await owner.ids('?q=formation')).toEqual([first, second]);
  for (const text of [
    'formation inscription',
    'CONVOC',
    'helene dumont',
    'hélène',
    'helene@exemple.fr',
    'identite ete',
  ]) {
    expect([text, await owner.ids(`?q=${encodeURIComponent(text)}`)]).toEqual([text, [first]]);
  }
  expect(await owner.ids('?q=convocation%20demain')).toEqual([]);
  expect(await owner.ids('?q=formation&status=archive')).toEqual([]);
});

describe('order', () => {
  /** In each order the ids of all, by pages of two. */
  const paged = async (sort: string, between: () => Promise<unknown>): Promise<number[]> => {
    const ids: number[] = [];
    let cursor: string | null = null;
    do {
      const query: string = `?limit=2&sort=${sort}${cursor === null ? '' : `&cursor=${cursor}`}`;
      const page = await answerOf(await owner.list(query), 200, ConversationPage);
      ids.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor;
      await between();
    } while (cursor !== null);
    return ids;
  };

  test('each sort has all of them once, whatever arrives meanwhile', async () => {
    const a = await insert({ lastMessageAt: ago(5), priority: 1, status: 'en_cours' });
    const b = await insert({ lastMessageAt: ago(4), waitingSince: ago(9), status: 'resolu' });
    const c = await insert({ lastMessageAt: ago(3), status: 'urgent' });
    const d = await insert({ lastMessageAt: ago(2), waitingSince: ago(8), priority: -1 });
    const e = await insert({ lastMessageAt: ago(1), waitingSince: ago(7) });
    expect(await paged('date', () => Promise.resolve())).toEqual([a, b, c, d, e]);
    const arrive = () => insert({ lastMessageAt: ago(-1), status: 'urgent', priority: 1 });
    const withoutNew = async (sort: string) => (await paged(sort, arrive)).filter((id) => id <= e);
    expect(await withoutNew('-date')).toEqual([e, d, c, b, a]);
    expect(await withoutNew('priority')).toEqual([a, e, c, b, d]);
    expect(await withoutNew('status')).toEqual([c, e, d, a, b]);
    expect(await withoutNew('waiting')).toEqual([b, d, e, c, a]);
  });

  test('a cursor that no list issued is refused', async () => {
    expect((await owner.list('?cursor=abc')).status).toBe(422);
  });
});

test('counters have open conversations by status, folder and assignee', async () => {
  const folder = await insertFolder(api, company, 'Devis');
  const agent = company.agents[0].id;
  await insert({ folderId: folder, assignedTo: agent, isUnread: true, status: 'en_cours' });
  await insert({ isUnread: true, status: 'urgent' });
  await insert({ folderId: folder });
  await insert({ status: 'resolu' });
  await insert({ snoozedUntil: ago(-1) });
  await insert({ isNewsletter: true, isUnread: true });
  await insert({ status: 'spam', isUnread: true });
  const counts = await answerOf(await owner.list('/counts'), 200, ConversationCountsOut);
  expect(counts).toEqual({
    count: 3,
    unread_count: 2,
    statuses: [
      { status: 'en_cours', count: 1, unread_count: 1 },
      { status: 'nouveau', count: 1, unread_count: 0 },
      { status: 'urgent', count: 1, unread_count: 1 },
    ],
    folders: [
      { folder_id: null, count: 1, unread_count: 1 },
      { folder_id: folder, count: 2, unread_count: 1 },
    ],
    assignees: [
      { user_id: null, count: 2, unread_count: 1 },
      { user_id: agent, count: 1, unread_count: 1 },
    ],
    snoozed_count: 1,
    auto_reply_count: 0,
    unread_newsletter_count: 1,
    unread_spam_count: 1,
  });
});

test('messages come newest first, in pages, long texts cut', async () => {
  const conversationId = await insert();
  const messages: number[] = [];
  for (const hours of [3, 2, 1]) {
    messages.push(
      await insertMessage(api, {
        company,
        conversationId,
        at: ago(hours),
        text: 'é'.repeat(12_000),
      }),
    );
  }
  const Page = pageOf(MessageOut);
  const first = await answerOf(await owner.get(conversationId, '/messages?limit=2'), 200, Page);
  const rest = await answerOf(
    await owner.get(conversationId, `/messages?limit=2&cursor=${first.next_cursor}`),
    200,
    Page,
  );
  expect([...first.data, ...rest.data].map(({ id }) => id)).toEqual(messages.toReversed());
  expect(first.data[0]).toMatchObject({ is_text_cut: true, text: 'é'.repeat(10_000) });
  const whole = await owner.get(conversationId, `/messages/${messages[0]}`);
  expect(await answerOf(whole, 200, MessageOut)).toMatchObject({
    is_text_cut: false,
    text: 'é'.repeat(12_000),
  });
  expect((await owner.read(conversationId)).last_message_id).toBe(messages[2]);
});
