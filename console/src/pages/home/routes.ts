import { IconHome } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';

export const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./page.tsx'), 'HomePage'),
});

export const homeEntry = {
  section: 'work',
  to: '/',
  icon: IconHome,
  label: ({ home }) => home.title,
  permission: null,
} as const satisfies NavigationEntry;
