import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import { AppError, notFound } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { decideAutoReply } from '../../services/auto-replies/decide.ts';
import { lockAutoReply } from '../../services/auto-replies/lock.ts';
import { requireColleagues } from '../../services/shared/colleagues.ts';

/** What somebody typed in the Temporal UI. */
const SignalledDecision = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('approve'), userId: z.int(), contentHash: z.string().max(64) }),
  z.object({
    kind: z.literal('reject'),
    userId: z.int(),
    contentHash: z.string().max(64),
    reason: z.string().max(200).default('operator'),
  }),
]);

/** Errors: as a decision by the API, so a stranger's id is `validation_failed`. */
export const judgeSignalled = async (
  deps: Pick<Deps, 'clock' | 'encryptionKeys'>,
  tx: Transaction,
  { id, decision }: { id: string; decision: unknown },
): Promise<void> => {
  const { data } = SignalledDecision.safeParse(decision);
  if (data === undefined) throw new AppError('validation_failed', 'this is no decision');
  const locked = await lockAutoReply(tx, id);
  if (locked === undefined) throw notFound('draft');
  const { row } = locked;
  const [user] = await requireColleagues(tx, {
    userIds: [data.userId],
    path: 'userId',
    permission: 'auto_replies:decide',
    owned: { userId: row.conversation_assigned_to, callCentreId: row.call_centre_id },
  });
  if (user === undefined) throw notFound('user');
  await decideAutoReply(deps, tx, { locked, decision: data, role: user.role });
};
