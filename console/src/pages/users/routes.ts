import { IconUsers } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
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
  component: lazyPage(() => import('./page.tsx'), 'UsersPanel'),
});

export const usersSection = {
  group: 'company',
  to: '/settings/users',
  icon: IconUsers,
  label: ({ users }) => users.title,
  permission: 'users:read',
} as const satisfies SettingsSection;
