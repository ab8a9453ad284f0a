import { IconFolders } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/inbox-folders',
  component: lazyPage(() => import('./list/page.tsx'), 'InboxFoldersPage'),
});

const newRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/inbox-folders/new',
  component: lazyPage(() => import('./form/page.tsx'), 'NewInboxFolderPage'),
});

const editRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/inbox-folders/$id',
  component: lazyPage(() => import('./form/page.tsx'), 'EditInboxFolderPage'),
});

export const inboxFoldersRoutes = [listRoute, newRoute, editRoute] as const;

export const inboxFoldersEntry = {
  group: 'activity',
  to: '/inbox-folders',
  icon: IconFolders,
  label: ({ navigation }) => navigation.inboxFolders,
  permission: 'inbox_folders:write',
} as const satisfies NavigationEntry;
