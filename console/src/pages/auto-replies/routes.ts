import { IconChecks } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { useConversationCounts } from '../conversations/counts.ts';
import { autoRepliesSearch } from './search.ts';

/** One page for both addresses: the list stays while another draft is opened. */
const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/auto-replies',
  validateSearch: autoRepliesSearch,
  component: lazyPage(() => import('./list/page.tsx'), 'AutoRepliesPage'),
});

const openRoute = createRoute({ getParentRoute: () => listRoute, path: '$id' });

const linkRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/auto-replies/$id/link',
  component: lazyPage(() => import('./link.tsx'), 'DraftLinkPage'),
});

const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/inbox-folders/$id/auto-reply',
  component: lazyPage(() => import('./settings/page.tsx'), 'FolderAutoReplyPage'),
});

export const autoRepliesRoutes = [
  listRoute.addChildren([openRoute]),
  linkRoute,
  settingsRoute,
] as const;

export const autoRepliesEntry = {
  group: 'start',
  to: '/auto-replies',
  icon: IconChecks,
  label: ({ navigation }) => navigation.autoReplies,
  permission: 'auto_replies:decide',
  useCount: () => useConversationCounts()?.auto_reply_count,
} as const satisfies NavigationEntry;
