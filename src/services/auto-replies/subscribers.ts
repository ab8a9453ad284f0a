import type { FolderAutoReply } from '../../domain/auto-replies/settings.ts';
import type { Transaction } from '../../platform/database.ts';
import type { AutoReplyRow } from '../../queries/auto-replies/records.ts';
import { listDraftSubscribers } from '../../queries/auto-replies/subscribers.ts';
import { colleaguesWithin } from '../shared/colleagues.ts';
import { deciderOf } from './facts.ts';

/**
 * Who else is told that a draft waits. Of a draft that nobody has, those who may decide about it and want mails about
 * drafts: others see it in the list, and would be told of every one.
 */
export const subscribersOf = async (
  tx: Transaction,
  row: AutoReplyRow,
  { approvers }: Pick<FolderAutoReply, 'approvers'>,
): Promise<number[]> => {
  if (deciderOf(row) !== null) return [];
  const people = await colleaguesWithin(tx, {
    userIds: await listDraftSubscribers(tx),
    permission: 'auto_replies:decide',
    owned: { userId: row.conversation_assigned_to, callCentreId: row.call_centre_id },
  });
  return people.filter(({ role }) => approvers === 'team' || role !== 'agent').map(({ id }) => id);
};
