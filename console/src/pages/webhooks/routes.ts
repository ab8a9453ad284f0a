import { IconWebhook } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { webhookSearch, webhooksSearch } from './search.ts';

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/webhooks',
  validateSearch: webhooksSearch,
  component: lazyPage(() => import('./list/page.tsx'), 'WebhooksPage'),
});

const newRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/webhooks/new',
  component: lazyPage(() => import('./form/page.tsx'), 'NewWebhookPage'),
});

const recordRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/webhooks/$id',
  validateSearch: webhookSearch,
  component: lazyPage(() => import('./record/page.tsx'), 'WebhookPage'),
});

const editRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/webhooks/$id/edit',
  component: lazyPage(() => import('./form/page.tsx'), 'EditWebhookPage'),
});

export const webhooksRoutes = [listRoute, newRoute, recordRoute, editRoute] as const;

export const webhooksEntry = {
  group: 'activity',
  to: '/webhooks',
  icon: IconWebhook,
  label: ({ navigation }) => navigation.webhooks,
  permission: 'webhooks:read',
} as const satisfies NavigationEntry;
