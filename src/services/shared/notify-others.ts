import type { Transaction } from '../../platform/database.ts';

interface NotifyOthersInput {
  category: string;
  userIds: readonly (number | null)[];
  params: object;
}

/**
 * The recipients of a fact's notification, without the user who made the change. Out: empty if no other user
 * is to be notified.
 */
export const notifyOthers = (
  { actor }: Transaction,
  { category, userIds, params }: NotifyOthersInput,
): { notify?: { userIds: number[]; category: string; params: object } } => {
  const others = [...new Set(userIds)].filter(
    (id): id is number => id !== null && id !== actor.userId,
  );
  return others.length === 0 ? {} : { notify: { userIds: others, category, params } };
};
