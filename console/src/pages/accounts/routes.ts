import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
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
  component: lazyRouteComponent(() => import('./sign-in.tsx'), 'SignInPage'),
});

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitation',
  component: lazyRouteComponent(() => import('./invitation.tsx'), 'InvitationPage'),
});

export const signedOutRoutes = [signInRoute, invitationRoute] as const;

export const profileRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/profile',
  component: lazyRouteComponent(() => import('./profile.tsx'), 'ProfilePanel'),
});

export const profileSection = {
  to: '/settings/profile',
  label: ({ profile }) => profile.title,
  permission: 'account:read',
} as const satisfies SettingsSection;
