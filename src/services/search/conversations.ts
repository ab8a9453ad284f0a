import { byRank, rankOf } from '../../domain/search/rank.ts';
import type { ConversationHit } from '../../domain/search/shapes.ts';
import { searchConversations, type FoundConversation } from '../../queries/search/conversations.ts';
import type { SearchSource } from './source.ts';

/** So many of the newest matches are ranked. */
const RANKED_COUNT_MAX = 100;

/** Conversations: by words of one of their messages, its sender or the names of its files. Without spam. */
export const conversationSource: SearchSource = {
  permission: 'conversations:read',
  find: async (tx, { text, scope, limit }) => {
    const found = await searchConversations(tx, { text, scope, limit: RANKED_COUNT_MAX });
    return byRank(found.map((one) => hitOf(one, text))).slice(0, limit);
  },
};

const hitOf = (found: FoundConversation, text: string): ConversationHit => {
  const names = [found.contact_name, found.contact_address].filter((name) => name !== null);
  return {
    kind: 'conversation',
    id: found.id,
    title: found.subject,
    subtitle: names.join(' · '),
    rank: rankOf({ title: found.subject, names }, text) ?? 'elsewhere',
    status: found.status,
    last_message_at: found.last_message_at.toISOString(),
  };
};
