import { z } from '@hono/zod-openapi';
import { ACTION_STATUSES } from './statuses.ts';

/** The claim of a dispatch: the first flow that asks may carry the action out. */

/**
 * Why a claim is refused: another execution has claimed the dispatch, the action was settled, it is in
 * another round, this round was not sent yet, or this execution has given its claim back.
 */
export const CLAIM_REFUSALS = [
  'claimed',
  'settled',
  'other_round',
  'not_sent',
  'released',
] as const;
export type ClaimRefusal = (typeof CLAIM_REFUSALS)[number];

export const ClaimIn = z
  .strictObject({
    claimedBy: z.string().min(1).max(200).nullish().openapi({
      description:
        "Id of the flow's execution. The same execution may repeat its claim, for instance when the answer was lost.",
    }),
  })
  .openapi('ActionClaim');

export const ClaimOut = z
  .object({
    id: z.uuid(),
    round: z.int().min(1),
    status: z.enum(ACTION_STATUSES),
    claimed_at: z.iso.datetime(),
  })
  .openapi('ActionClaimResult');

/** `webhook-id` of a dispatch, in two parts. Undefined: not one of ours. */
export const parseDispatchMessageId = (
  text: string,
): { actionId: string; round: number } | undefined => {
  const [, actionId, round] = /^([0-9a-f-]{36}):(\d{1,9})$/i.exec(text) ?? [];
  return actionId === undefined
    ? undefined
    : { actionId: actionId.toLowerCase(), round: Number(round) };
};

const Release = z.looseObject({
  claim: z.literal('released'),
  claimedBy: z.string().min(1).max(200).nullish(),
});

/**
 * The execution that gives its claim back: it answers an error with `claim: "released"` and its `claimedBy`
 * when it has done nothing. Undefined: none does. Without it an error may come from a proxy while the flow
 * goes on.
 */
export const releaseOf = (body: string | null): { claimedBy: string | null } | undefined => {
  if (body === null || !body.includes('"released"')) return undefined;
  try {
    const { success, data } = Release.safeParse(JSON.parse(body));
    return success ? { claimedBy: data.claimedBy ?? null } : undefined;
  } catch {
    return undefined;
  }
};
