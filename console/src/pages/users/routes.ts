import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { SettingsSection } from '../../routing/navigation.ts';
import { settingsRoute } from '../../routing/parents.ts';
import { oneOf, pageFields, set, text, type RawSearch } from '../../routing/search.ts';
import { ROLES } from './roles.ts';

export const usersRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/users',
  validateSearch: (raw: RawSearch) =>
    set({
      q: text(raw['q']),
      role: oneOf(ROLES, raw['role']),
      is_active: oneOf(['true', 'false'], raw['is_active']),
      ...pageFields(raw),
    }),
  component: lazyRouteComponent(() => import('./page.tsx'), 'UsersPanel'),
});

export const usersSection = {
  to: '/settings/users',
  label: ({ users }) => users.title,
  permission: 'users:read',
} as const satisfies SettingsSection;
