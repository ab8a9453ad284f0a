/**
 * Goal: of two decisions about one draft at once one has an effect, and an approval never beats what makes the draft
 * old. Method: the same rounds as in `npm test`, a thousand of each, on real Postgres and a real SMTP server.
 */
import { afterAll, expect, test } from 'vitest';
import {
  DECISION_PAIRS,
  raceDecisions,
  raceSuperseding,
  type RacedDraft,
} from '../support/auto-reply-races.ts';
import { startAutoReplyWorld } from '../support/auto-replies.ts';

const ROUNDS = 1_000;

const world = await startAutoReplyWorld();
afterAll(() => world.stop());
const { api, folder, receive } = world;
const folderId = await folder();
const otherFolderId = await folder();

const waiting = async (): Promise<RacedDraft> => {
  const received = await receive(folderId);
  const draft = await received.draft();
  return { ...received, draft, shown: await draft.read() };
};

const change = async ({ conversationId }: RacedDraft, patch: object): Promise<void> => {
  for (;;) {
    const [row] =
      await api.superuser`select version from conversations where id = ${conversationId}`;
    const answer = await api.request(`/inbox/conversations/${conversationId}`, {
      method: 'PATCH',
      key: api.company.owner.key,
      body: { version: Number(row?.['version']), ...patch },
    });
    // The approval changed the conversation first: a person would look again.
    if (answer.status !== 409) return expect(answer.status).toBe(200);
  }
};

test(`of two decisions at once one has an effect, ${ROUNDS} times`, async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const pair = DECISION_PAIRS[round % DECISION_PAIRS.length];
    if (pair !== undefined) await raceDecisions(world, await waiting(), pair);
  }
});

test(`an approval never beats what makes the draft old, ${ROUNDS} times`, async () => {
  const events: ((raced: RacedDraft) => Promise<unknown>)[] = [
    ({ again }) => again({ text: 'Et pour deux ?' }),
    (raced) => change(raced, { folder_id: otherFolderId }),
    (raced) => change(raced, { status: 'resolu' }),
  ];
  for (let round = 0; round < ROUNDS; round += 1) {
    const raced = await waiting();
    const happen = events[round % events.length];
    await raceSuperseding(world, raced, async () => happen?.(raced));
  }
});
