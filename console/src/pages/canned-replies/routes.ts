import { IconMessage2Bolt } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { SettingsSection } from '../../routing/navigation.ts';
import { settingsRoute } from '../../routing/parents.ts';
import { pagesSearch } from '../../routing/search.ts';

export const cannedRepliesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/canned-replies',
  validateSearch: pagesSearch,
  component: lazyPage(() => import('./page.tsx'), 'CannedRepliesPanel'),
});

export const cannedRepliesSection = {
  group: 'company',
  to: '/settings/canned-replies',
  icon: IconMessage2Bolt,
  label: ({ cannedReplies }) => cannedReplies.title,
  permission: 'canned_replies:write',
} as const satisfies SettingsSection;
