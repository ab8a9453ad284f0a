import { IconBook2 } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { knowledgeImportsSearch, knowledgeSearch } from './search.ts';

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/knowledge',
  validateSearch: knowledgeSearch,
  component: lazyPage(() => import('./page.tsx'), 'KnowledgePage'),
});

const importsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/knowledge/imports',
  validateSearch: knowledgeImportsSearch,
  component: lazyPage(() => import('./imports.tsx'), 'KnowledgeImportsPage'),
});

export const knowledgeRoutes = [listRoute, importsRoute] as const;

export const knowledgeEntry = {
  group: 'activity',
  to: '/knowledge',
  icon: IconBook2,
  label: ({ navigation }) => navigation.knowledge,
  permission: 'knowledge:read',
} as const satisfies NavigationEntry;
