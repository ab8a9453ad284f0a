import { IconListDetails } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { flag, oneOf, set, text, type RawSearch } from '../../routing/search.ts';
import { ENTITY_TYPES } from '../entities/types.ts';

export const actionTypesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/action-types',
  validateSearch: (raw: RawSearch) =>
    set({
      q: text(raw['q']),
      entity_type: oneOf(ENTITY_TYPES, raw['entity_type']),
      edit: text(raw['edit']),
      new: flag(raw['new']),
      /** The code that the form for a new type starts with. */
      code: text(raw['code']),
    }),
  component: lazyRouteComponent(() => import('./page.tsx'), 'ActionTypesPage'),
});

export const actionTypesEntry = {
  section: 'configuration',
  to: '/action-types',
  icon: IconListDetails,
  label: ({ actionTypes }) => actionTypes.title,
  permission: 'action_types:read',
} as const satisfies NavigationEntry;
