import type { BULK_OPERATIONS } from '../../domain/conversations/changes.ts';
import type { Transaction } from '../../platform/database.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { changeConversation, type AskedChange, type Together } from './change.ts';
import { removeConversation } from './delete.ts';
import { markRead } from './read.ts';

/** One operation for several conversations. The caller holds their locks, and has checked the change. */

interface BulkInput {
  operation: (typeof BULK_OPERATIONS)[number];
  change: AskedChange;
  now: Date;
}

/** Out: the ids of those that changed. One that is as asked already is left alone. */
export const changeMany = async (
  tx: Transaction,
  rows: readonly ConversationRow[],
  input: BulkInput,
): Promise<ReadonlySet<number>> => {
  const changed = new Set<number>();
  const togetherOf = countTogether(rows, input);
  for (const row of rows) {
    if (await changeOne(tx, row, input, togetherOf(row))) changed.add(row.id);
  }
  return changed;
};

const changeOne = async (
  tx: Transaction,
  row: ConversationRow,
  input: BulkInput,
  together: Together,
): Promise<boolean> => {
  switch (input.operation) {
    case 'change':
    case 'spam':
    case 'not_spam':
      return (await changeConversation(tx, row, askedOf(row, input), input.now, together)) !== row;
    case 'mark_read':
      return (await markRead(tx, row, { isUnread: false })) !== row;
    case 'mark_unread':
      return (await markRead(tx, row, { isUnread: true })) !== row;
    case 'delete':
      await removeConversation(tx, row);
      return true;
  }
};

const askedOf = (row: ConversationRow, { operation, change }: BulkInput): AskedChange => {
  if (operation === 'spam') return { status: 'spam' };
  return operation === 'not_spam' ? notSpam(row) : change;
};

/** Back to the status before. */
export const notSpam = ({ status, status_before_spam: before }: ConversationRow): AskedChange =>
  status === 'spam' ? { status: before ?? 'nouveau' } : {};

/** Of those that a user gets, or whose new status a user is told, the first tells how many there are. */
const countTogether = (rows: readonly ConversationRow[], input: BulkInput) => {
  const changes = rows.map((row) => {
    const { assigned_to: userId = row.assigned_to, status = row.status } = askedOf(row, input);
    return {
      row,
      userId,
      isAssigned: userId !== row.assigned_to,
      isMoved: status !== row.status,
    };
  });
  const assigned = changes.filter(({ isAssigned }) => isAssigned);
  const movedOf = Map.groupBy(
    changes.filter(({ isMoved }) => isMoved),
    ({ userId }) => userId,
  );
  const countFor = (list: typeof changes, row: ConversationRow): number =>
    list[0]?.row === row ? list.length : 0;
  return (row: ConversationRow): Together => {
    const { assigned_to: userId = row.assigned_to } = askedOf(row, input);
    return {
      assignedCount: countFor(assigned, row),
      statusCount: countFor(movedOf.get(userId) ?? [], row),
    };
  };
};
