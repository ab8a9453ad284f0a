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
  const togetherOf = countTogether(rows, input.change);
  for (const row of rows) {
    if (await changeOne(tx, row, input, togetherOf(row))) changed.add(row.id);
  }
  return changed;
};

const changeOne = async (
  tx: Transaction,
  row: ConversationRow,
  { operation, change, now }: BulkInput,
  together: Together,
): Promise<boolean> => {
  switch (operation) {
    case 'change':
      return (await changeConversation(tx, row, change, now, together)) !== row;
    case 'mark_read':
      return (await markRead(tx, row, { isUnread: false })) !== row;
    case 'mark_unread':
      return (await markRead(tx, row, { isUnread: true })) !== row;
    case 'spam':
      return (await changeConversation(tx, row, { status: 'spam' }, now, together)) !== row;
    case 'not_spam':
      return (await changeConversation(tx, row, notSpam(row), now, together)) !== row;
    case 'delete':
      await removeConversation(tx, row);
      return true;
  }
};

/** Back to the status before. */
export const notSpam = ({ status, status_before_spam: before }: ConversationRow): AskedChange =>
  status === 'spam' ? { status: before ?? 'nouveau' } : {};

/** Of those that one user gets, or is told of, the first tells how many there are. */
const countTogether = (rows: readonly ConversationRow[], change: AskedChange) => {
  const changing = rows.filter(
    (row) => change.assigned_to !== undefined && row.assigned_to !== change.assigned_to,
  );
  const byUser = Map.groupBy(rows, ({ assigned_to: user }) =>
    change.assigned_to === undefined ? user : change.assigned_to,
  );
  return (row: ConversationRow): Together => {
    const mates =
      byUser.get(change.assigned_to === undefined ? row.assigned_to : change.assigned_to) ?? [];
    return {
      assignedCount: changing[0] === row ? changing.length : 0,
      statusCount: mates[0] === row ? mates.length : 0,
    };
  };
};
