import { IconMailCog } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { mailboxesSearch, mailboxSearch } from './search.ts';

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/mailboxes',
  validateSearch: mailboxesSearch,
  component: lazyPage(() => import('./list/page.tsx'), 'MailboxesPage'),
});

const newRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/mailboxes/new',
  component: lazyPage(() => import('./connection/wizard.tsx'), 'NewMailboxPage'),
});

const recordRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/mailboxes/$id',
  validateSearch: mailboxSearch,
  component: lazyPage(() => import('./record/page.tsx'), 'MailboxPage'),
});

const editRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/mailboxes/$id/edit',
  component: lazyPage(() => import('./connection/edit.tsx'), 'EditMailboxPage'),
});

export const mailboxesRoutes = [listRoute, newRoute, recordRoute, editRoute] as const;

export const mailboxesEntry = {
  group: 'activity',
  to: '/mailboxes',
  icon: IconMailCog,
  label: ({ navigation }) => navigation.mailboxes,
  permission: 'mailboxes:read',
} as const satisfies NavigationEntry;
