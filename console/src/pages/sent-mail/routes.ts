import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../routing/parents.ts';
import { set, whole, type RawSearch } from '../../routing/search.ts';

/** Opened from Operations, under `npm start` only. */
export const sentMailRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/operations/sent-mail',
  validateSearch: (raw: RawSearch) => set({ mail: whole(raw['mail']) }),
  component: lazyRouteComponent(() => import('./page.tsx'), 'SentMailPage'),
});
