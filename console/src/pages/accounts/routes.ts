import { IconUserCircle } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { loadMessages } from '../../i18n/catalogues.ts';
import { initialLocale } from '../../i18n/locale.ts';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { SettingsSection } from '../../routing/navigation.ts';
import { rootRoute, settingsRoute } from '../../routing/parents.ts';
import { set, text, type RawSearch } from '../../routing/search.ts';

/** Accepts only an address of this console. Any other could lead to a foreign site after the sign-in. */
const ownPath = (path: string | undefined): string | undefined =>
  path !== undefined && /^\/(?![/\\])/.test(path) ? path : undefined;

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (raw: RawSearch) => set({ next: ownPath(text(raw['next'])) }),
  component: lazyPage(() => import('./sign-in.tsx'), 'SignInPage'),
});

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitation',
  // Outside of the frame, which waits for the words of the other pages.
  loader: async () => void (await loadMessages(initialLocale())),
  component: lazyPage(() => import('./invitation.tsx'), 'InvitationPage'),
});

export const signedOutRoutes = [signInRoute, invitationRoute] as const;

export const profileRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/profile',
  component: lazyPage(() => import('./profile.tsx'), 'ProfilePanel'),
});

export const profileSection = {
  group: 'me',
  to: '/settings/profile',
  icon: IconUserCircle,
  label: ({ profile }) => profile.title,
  permission: 'account:read',
} as const satisfies SettingsSection;
