import { IconBriefcase } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { projectsSearch } from './search.ts';

export const projectsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/projects',
  validateSearch: projectsSearch,
  component: lazyPage(() => import('./page.tsx'), 'ProjectsPage'),
});

export const projectsEntry = {
  group: 'clients',
  to: '/projects',
  icon: IconBriefcase,
  label: ({ navigation }) => navigation.projects,
  permission: 'projects:read',
} as const satisfies NavigationEntry;
