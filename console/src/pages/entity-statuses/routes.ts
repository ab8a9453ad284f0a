import { IconTags } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { SettingsSection } from '../../routing/navigation.ts';
import { settingsRoute } from '../../routing/parents.ts';
import { oneOf, set, type RawSearch } from '../../routing/search.ts';
import { ENTITY_TYPES } from '../entities/types.ts';

export const entityStatusesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/statuses',
  validateSearch: (raw: RawSearch) => set({ type: oneOf(ENTITY_TYPES, raw['type']) }),
  component: lazyPage(() => import('./page.tsx'), 'EntityStatusesPanel'),
});

export const entityStatusesSection = {
  group: 'routing',
  to: '/settings/statuses',
  icon: IconTags,
  label: ({ entityStatuses }) => entityStatuses.title,
  permission: 'entity_statuses:write',
} as const satisfies SettingsSection;
