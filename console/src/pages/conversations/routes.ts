import { IconMessages } from '@tabler/icons-react';
import { createRoute, notFound } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { id } from '../../routing/search.ts';
import { useUnreadCount } from './counts.ts';
import { conversationsSearch } from './search.ts';

/** One page for both addresses: the list stays while another conversation is opened. */
const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/conversations',
  validateSearch: conversationsSearch,
  component: lazyPage(() => import('./page.tsx'), 'ConversationsPage'),
});

const openRoute = createRoute({
  getParentRoute: () => listRoute,
  path: '$id',
  loader: ({ params }) => {
    // oxlint-disable-next-line typescript/only-throw-error -- how the router takes it
    if (id(params.id) === undefined) throw notFound();
  },
});

export const conversationsRoute = listRoute.addChildren([openRoute]);

export const conversationsEntry = {
  group: 'start',
  to: '/conversations',
  icon: IconMessages,
  label: ({ navigation }) => navigation.conversations,
  permission: 'conversations:read',
  useCount: useUnreadCount,
} as const satisfies NavigationEntry;
