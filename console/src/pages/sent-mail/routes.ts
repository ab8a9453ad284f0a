import { IconMailForward } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import { api } from '../../api/client.ts';
import type { SettingsSection } from '../../routing/navigation.ts';
import { settingsRoute } from '../../routing/parents.ts';
import { id, set, type RawSearch } from '../../routing/search.ts';

/** Under `npm start` only. */
export const sentMailRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/sent-mail',
  validateSearch: (raw: RawSearch) => set({ mail: id(raw['mail']) }),
  component: lazyPage(() => import('./page.tsx'), 'SentMailPage'),
});

export const sentMailSection = {
  group: 'oversight',
  to: '/settings/sent-mail',
  icon: IconMailForward,
  label: ({ sentMail }) => sentMail.title,
  permission: 'operations:read',
  useIsShown: () => api.useQuery('get', '/api/v1/operations/summary').data?.has_sent_mail === true,
} as const satisfies SettingsSection;
