import { IconRoute } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { set, text, type RawSearch } from '../../routing/search.ts';

export const actionRoutesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/routes',
  validateSearch: (raw: RawSearch) => set({ action_type: text(raw['action_type']) }),
  component: lazyRouteComponent(() => import('./page.tsx'), 'ActionRoutesPage'),
});

export const actionRoutesEntry = {
  section: 'configuration',
  to: '/routes',
  icon: IconRoute,
  label: ({ routes }) => routes.title,
  permission: 'action_routes:read',
} as const satisfies NavigationEntry;
