import { expect } from 'vitest';
import type { TestPerson } from './api.ts';
import type { AutoReplyShown, AutoReplyWorld, Draft, Received } from './auto-replies.ts';

/** Two things happen to one draft at once: one of them has an effect, and at most one mail leaves. */

export interface RacedDraft extends Omit<Received, 'draft'> {
  draft: Draft;
  shown: AutoReplyShown;
}

/** Sends what is due, as a worker does that died and comes again. Out: the mails of the draft. */
export const mailsOfDraft = async (
  { api, smtp, activities, forwardMs }: AutoReplyWorld,
  draft: Draft,
) => {
  const { sent_message_id: id } = await draft.read();
  if (id === null) return [];
  const [row] =
    await api.superuser`select uuid, internet_message_id from messages where id = ${id}`;
  forwardMs(10_000);
  const input = { companyId: api.company.id, messageUuid: String(row?.['uuid']) };
  await activities.attemptReply(input);
  await activities.attemptReply(input);
  return smtp
    .mails()
    .filter((mail) => mail.message_id === `<${String(row?.['internet_message_id'])}>`);
};

interface Side {
  name: string;
  decide: (raced: RacedDraft, person: TestPerson) => Promise<Response>;
  /** Of the draft, if it comes first. */
  status: AutoReplyShown['status'];
}

const hashOf = ({ shown }: RacedDraft) => ({ content_hash: shown.content_hash });
const EDITED = 'Bonjour, le dossier complet coûte 1 250,00 €.';

const SIDES = {
  approve: {
    name: 'an approval',
    decide: (raced, person) => raced.draft.decide('approve', hashOf(raced), person),
    status: 'accepted',
  },
  edit: {
    name: 'an approval with another text',
    decide: (raced, person) =>
      raced.draft.decide('approve', { ...hashOf(raced), text: EDITED }, person),
    status: 'accepted',
  },
  reject: {
    name: 'a rejection',
    decide: (raced, person) =>
      raced.draft.decide('reject', { ...hashOf(raced), reason: 'Non' }, person),
    status: 'rejected',
  },
  regenerate: {
    name: 'a wish for another one',
    decide: ({ draft }, person) =>
      draft.decide('regenerate', { instruction: 'Plus court' }, person),
    status: 'drafting',
  },
} satisfies Record<string, Side>;

export const DECISION_PAIRS: readonly (readonly [Side, Side])[] = [
  [SIDES.approve, SIDES.reject],
  [SIDES.approve, SIDES.approve],
  [SIDES.approve, SIDES.edit],
  [SIDES.approve, SIDES.regenerate],
  [SIDES.edit, SIDES.reject],
  [SIDES.reject, SIDES.regenerate],
];

/** Two people decide at once. */
export const raceDecisions = async (
  world: AutoReplyWorld,
  raced: RacedDraft,
  [left, right]: readonly [Side, Side],
): Promise<void> => {
  const { owner, supervisor } = world.api.company;
  const answers = await Promise.all([left.decide(raced, owner), right.decide(raced, supervisor)]);
  const statuses = answers.map(({ status }) => status);
  expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 409]);
  const winner = statuses[0] === 200 ? left : right;
  const after = await raced.draft.read();
  expect(after.status).toBe(winner.status);
  const isSent = winner.status === 'accepted';
  if (winner.status !== 'drafting') {
    expect(after.decided_by).toBe(statuses[0] === 200 ? owner.id : supervisor.id);
  }
  const mails = await mailsOfDraft(world, raced.draft);
  expect(mails).toHaveLength(isSent ? 1 : 0);
  const text = winner === SIDES.edit ? EDITED : raced.shown.text;
  if (isSent) expect(mails[0]?.text.replaceAll('\r\n', '\n')).toContain(text);
};

/** An approval, and something that makes the draft old, at once: it never leaves once that is known. */
export const raceSuperseding = async (
  world: AutoReplyWorld,
  raced: RacedDraft,
  happen: () => Promise<unknown>,
): Promise<void> => {
  const [answer] = await Promise.all([raced.draft.decide('approve', hashOf(raced)), happen()]);
  expect([200, 409]).toContain(answer.status);
  expect(await mailsOfDraft(world, raced.draft)).toEqual([]);
  expect(await raced.draft.read()).toMatchObject({ status: 'superseded' });
};
