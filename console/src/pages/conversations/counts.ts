import { api, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';

/** The counters of open conversations: in the navigation and beside the folders. */

export const useConversationCounts = (): Schemas['ConversationCounts'] | undefined => {
  const isEnabled = useCan()('conversations:read');
  return api.useQuery('get', '/inbox/conversations/counts', {}, { enabled: isEnabled }).data;
};

export const useUnreadCount = (): number | undefined => useConversationCounts()?.unread_count;
