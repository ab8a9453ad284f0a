import { IconListDetails } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { SettingsSection } from '../../routing/navigation.ts';
import { settingsRoute } from '../../routing/parents.ts';
import { flag, oneOf, set, text, type RawSearch } from '../../routing/search.ts';
import { ACTION_ENTITY_TYPES } from '../entities/types.ts';

export const actionTypesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/action-types',
  validateSearch: (raw: RawSearch) =>
    set({
      q: text(raw['q']),
      entity_type: oneOf(ACTION_ENTITY_TYPES, raw['entity_type']),
      edit: text(raw['edit']),
      new: flag(raw['new']),
      /** The code that the form for a new type starts with. */
      code: text(raw['code']),
    }),
  component: lazyPage(() => import('./page.tsx'), 'ActionTypesPage'),
});

export const actionTypesSection = {
  group: 'routing',
  to: '/settings/action-types',
  icon: IconListDetails,
  label: ({ actionTypes }) => actionTypes.title,
  permission: 'action_types:write',
} as const satisfies SettingsSection;
