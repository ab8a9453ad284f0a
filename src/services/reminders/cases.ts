import { caseFellDue } from '../../domain/cases/events.ts';
import type { Transaction } from '../../platform/database.ts';
import { listLeadWatchers } from '../../queries/leads/watchers.ts';
import { lockCasesToRemind, markCasesReminded, type DueCaseRow } from '../../queries/reminders.ts';
import { aboutCase, CASE_CATEGORY } from '../cases/facts.ts';
import { whoSeeCase } from '../cases/recipients.ts';

/** Tells people of their cases on the day they are due, and on the next one. */

const BATCH_SIZE = 100;
/** So much later a case is still told of as overdue: after an outage, or the first time. */
const OVERDUE_DAYS = 7;

/**
 * Twice: those who were told of a date are not told again. Out: false if there may be more.
 */
export const remindOfCases = async (tx: Transaction, today: string): Promise<boolean> => {
  const rows = await lockCasesToRemind(tx, {
    today,
    overdueDays: OVERDUE_DAYS,
    limit: BATCH_SIZE,
  });
  for (const row of rows) await remind(tx, row);
  await markCasesReminded(tx, { ids: rows.map(({ id }) => id), today });
  return rows.length < BATCH_SIZE;
};

const remind = async (tx: Transaction, row: DueCaseRow): Promise<void> => {
  const { reference, title, due_on, is_overdue } = row;
  tx.emit(caseFellDue, {
    ...aboutCase(row),
    data: { is_overdue },
    notify: {
      userIds: await recipients(tx, row),
      category: CASE_CATEGORY,
      params: { reference, title, due_on, is_overdue },
    },
  });
};

/** The assignee. Without one who is active: as for a lead, the supervisors of its centre, and the owners. */
const recipients = async (tx: Transaction, row: DueCaseRow): Promise<number[]> => {
  const assignee = await whoSeeCase(tx, row, [row.assigned_to]);
  if (assignee.length > 0) return assignee;
  return whoSeeCase(tx, row, await listLeadWatchers(tx, row.call_centre_id));
};
