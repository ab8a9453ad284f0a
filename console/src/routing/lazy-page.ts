import { lazyRouteComponent } from '@tanstack/react-router';

/** The file of a page could not be loaded: the connection is lost, or a release has replaced it. */
export class MissingFileError extends Error {}

/**
 * A page in a file of its own. The router's own `lazyRouteComponent` reloads the window at once if
 * the file can't be loaded. Without a connection that would take the whole console away.
 */
export const lazyPage: typeof lazyRouteComponent = (importer, exportName) =>
  lazyRouteComponent(async () => {
    try {
      return await importer();
    } catch (cause) {
      throw new MissingFileError('the file of the page could not be loaded', { cause });
    }
  }, exportName);
