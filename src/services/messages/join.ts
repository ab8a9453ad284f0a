import { mayJoin, type ThreadCandidate } from '../../domain/messages/threading.ts';
import type { Transaction } from '../../platform/database.ts';
import { findConversation } from '../../queries/conversations/records.ts';
import { mergeConversations } from '../conversations/merge.ts';
import type { ReadMail } from './read.ts';
import type { Thread } from './thread.ts';

export interface JoinedThreads {
  id: number;
  /** The conversations that are this one now. */
  matches: readonly [ThreadCandidate, ...ThreadCandidate[]];
  /** The mail also answers another one, which only a person may merge. */
  hasOtherThread: boolean;
}

/**
 * The conversation that a mail answers. If it answers several that are one thread, because mail arrived in another
 * order, they become one: the oldest. Undefined: it answers none.
 */
export const joinThreads = async (
  tx: Transaction,
  read: ReadMail,
  { matches: [nearest, ...others] }: Thread,
): Promise<JoinedThreads | undefined> => {
  if (nearest === undefined) return undefined;
  const mail = {
    senders: read.senders,
    addresses: read.addresses,
    isOutgoing: read.direction === 'out',
  };
  const matches: [ThreadCandidate, ...ThreadCandidate[]] = [nearest];
  let { id } = nearest;
  let hasOtherThread = false;
  for (const other of others) {
    const isSafe = matches.every((match) => mayJoin(mail, match, other));
    const joinedId = isSafe ? await mergeOlder(tx, id, other.id) : undefined;
    if (joinedId === undefined) {
      // A person split them: that they are two is no news.
      hasOtherThread ||= !other.isSplit && !nearest.isSplit;
      continue;
    }
    id = joinedId;
    matches.push(other);
  }
  return { id, matches, hasOtherThread };
};

/** Out: the one that stays. Undefined: one of them was deleted since it was found. */
const mergeOlder = async (
  tx: Transaction,
  one: number,
  other: number,
): Promise<number | undefined> => {
  const winner = await findConversation(tx, { id: Math.min(one, other), isLocked: true });
  const loser = await findConversation(tx, { id: Math.max(one, other), isLocked: true });
  if (!winner || !loser) return undefined;
  await mergeConversations(tx, { winner, loser });
  return winner.id;
};
