import { IconHome } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';

export const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  component: lazyPage(() => import('./page.tsx'), 'HomePage'),
});

export const homeEntry = {
  group: 'start',
  to: '/',
  icon: IconHome,
  label: ({ navigation }) => navigation.home,
  permission: null,
} as const satisfies NavigationEntry;
