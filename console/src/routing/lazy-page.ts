import { lazyRouteComponent } from '@tanstack/react-router';
import { loadFile } from '../api/missing-file.ts';

/**
 * A page in a file of its own. The router's own `lazyRouteComponent` reloads the window at once if
 * the file can't be loaded. Without a connection that would take the whole console away.
 */
export const lazyPage: typeof lazyRouteComponent = (importer, exportName) =>
  lazyRouteComponent(() => loadFile(importer), exportName);
