import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import { shellRoute } from '../../routing/parents.ts';
import { set, text, type RawSearch } from '../../routing/search.ts';

/** The parts of `ui/`, each by an example. Only development and test builds have this page. */

export const HAS_EXAMPLES = import.meta.env.DEV || import.meta.env['VITE_EXAMPLES'] === '1';

export const examplesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/examples',
  validateSearch: (raw: RawSearch) =>
    set({ example: text(raw['example']), letter: text(raw['letter']) }),
  component: lazyPage(() => import('./page.tsx'), 'ExamplesPage'),
});
