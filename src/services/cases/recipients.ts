import type { Transaction } from '../../platform/database.ts';
import type { CaseRow } from '../../queries/cases/records.ts';
import { colleaguesWithin } from '../shared/colleagues.ts';
import { audienceOf } from './facts.ts';

/** Those of the users who are active and see the case: somebody may have left its team since. */
export const whoSeeCase = async (
  tx: Transaction,
  row: Pick<CaseRow, 'assigned_to' | 'call_centre_id'>,
  userIds: readonly (number | null)[],
): Promise<number[]> => {
  const asked = [...new Set(userIds)].filter((id): id is number => id !== null);
  const found = await colleaguesWithin(tx, {
    userIds: asked,
    permission: 'cases:read',
    owned: audienceOf(row),
  });
  return found.map(({ id }) => id);
};
