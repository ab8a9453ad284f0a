/**
 * Goal: whoever reads a conversation sees which of its mails no person approved, and a list keeps them apart. Method: the
 * routes and the activities on real Postgres, a model of the test.
 */
import { afterAll, expect, test } from 'vitest';
import { MessageOut } from '../../src/domain/conversations/messages.ts';
import { AutoReplyOut } from '../../src/domain/auto-replies/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { answerOf } from '../support/actions.ts';
import { startAutoReplyWorld } from '../support/auto-replies.ts';

const world = await startAutoReplyWorld();
afterAll(() => world.stop());
const { api, receive, folder } = world;
const { company } = api;

const ended = async (mode: 'auto' | 'validation') => {
  const received = await receive(await folder({ mode }));
  const draft = await received.draft();
  if (mode === 'validation') {
    const { content_hash: hash } = await draft.read();
    expect((await draft.decide('approve', { content_hash: hash })).status).toBe(200);
  }
  world.forwardMs(1_000);
  return { ...received, draft };
};

const list = async (query: string) => {
  const answer = await api.request(`/inbox/auto-replies?${query}`, { key: company.owner.key });
  return (await answerOf(answer, 200, pageOf(AutoReplyOut))).data.map(({ id }) => id);
};

const sentIn = async (conversationId: number, { key } = company.owner) => {
  const path = `/inbox/conversations/${conversationId}/messages`;
  const { data } = await answerOf(await api.request(path, { key }), 200, pageOf(MessageOut));
  const one = await api.request(`${path}/${data[0]?.id ?? 0}`, { key });
  expect(await answerOf(one, 200, MessageOut)).toMatchObject({ auto_reply: data[0]?.auto_reply });
  return data.map(({ direction, auto_reply: kind }) => [direction, kind]);
};

test('a mail that left without a person is marked, for an agent too', async () => {
  const { conversationId, draft } = await ended('auto');
  await api.superuser`
    update conversations set call_centre_id = ${company.callCentreId} where id = ${conversationId}
  `;
  const expected = [
    ['out', 'alone'],
    ['in', null],
  ];
  expect(await sentIn(conversationId)).toEqual(expected);
  expect(await sentIn(conversationId, company.agents[0])).toEqual(expected);
  const { sent_message_id: messageId } = await draft.read();
  await api.request(`/inbox/messages/${String(messageId)}/cancel`, {
    key: company.owner.key,
    method: 'POST',
  });
  expect(await sentIn(conversationId)).toEqual([
    ['out', null],
    ['in', null],
  ]);
});

test('a mail that a person approved says so, one that a person wrote says nothing', async () => {
  const { conversationId } = await ended('validation');
  await api.request(`/inbox/conversations/${conversationId}/reply`, {
    key: company.owner.key,
    body: { text: 'Je vous appelle.', last_message_id: null },
  });
  expect(await sentIn(conversationId)).toContainEqual(['out', 'approved']);
  expect(await sentIn(conversationId)).not.toContainEqual(['out', 'alone']);
});

test('ended ones are listed with the last decision first, those of nobody apart', async () => {
  const before = new Set(await list('status=accepted&limit=100'));
  const ids: string[] = [];
  for (const mode of ['validation', 'auto', 'validation', 'auto'] as const) {
    ids.unshift((await ended(mode)).draft.id);
  }
  // Of the last one decided, the message came first.
  await api.superuser`
    update auto_replies set expires_at = now() + interval '1 minute' where id = ${ids[0] ?? ''}
  `;
  const added = async (query: string) =>
    (await list(`${query}&limit=100`)).filter((id) => !before.has(id));
  expect(await added('status=accepted')).toEqual(ids);
  expect(await added('approval=alone')).toEqual([ids[0], ids[2]]);
  expect(await added('status=accepted&approval=person')).toEqual([ids[1], ids[3]]);
  const first = await api.request('/inbox/auto-replies?approval=alone&limit=1', {
    key: company.owner.key,
  });
  const { next_cursor: cursor } = await answerOf(first, 200, pageOf(AutoReplyOut));
  expect(await list(`approval=alone&limit=1&cursor=${cursor ?? ''}`)).toEqual([ids[2]]);
});
