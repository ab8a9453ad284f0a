import { autoReplyAsked } from '../../domain/auto-replies/events.ts';
import { AppError } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { saveAutoReply } from '../../queries/auto-replies/changes.ts';
import type { AutoReplyRow } from '../../queries/auto-replies/records.ts';
import { aboutAutoReply, auditedAutoReply } from './facts.ts';
import { staleReasonOf, type Locked } from './lock.ts';
import { wakeAutoReplyRun } from './run.ts';

/**
 * A person wants a draft although rules speak against it: it is written, and waits for a person, never sent by itself.
 * Errors: `conflict` unless it was refused and is not old. Twice: it is being written.
 */
export const liftRefusal = async (tx: Transaction, locked: Locked): Promise<AutoReplyRow> => {
  const { row } = locked;
  const stale = row.status === 'refused' ? await staleReasonOf(tx, locked) : null;
  if (row.status !== 'refused' || stale !== null) {
    throw new AppError('conflict', `it is ${stale ?? row.status}`, {
      details: { reason: stale === null ? row.status : 'superseded', status: row.status },
    });
  }
  const after = await saveAutoReply(tx, row, { status: 'drafting', mode: 'validation' });
  tx.emit(autoReplyAsked, {
    ...aboutAutoReply(after),
    before: { status: row.status },
    after: auditedAutoReply(after, { lifted: row.refusals }),
  });
  wakeAutoReplyRun(tx, after);
  return after;
};
