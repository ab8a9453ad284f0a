import createFetchClient, { type Middleware } from 'openapi-fetch';
import createQueryClient from 'openapi-react-query';
import { onProbeSignedOut } from './reachability.ts';
import { reach } from './reach.ts';
import type { components, paths } from './schema.d.ts';
import { useOnce } from './use-mutation.ts';

/** The typed client of the api, generated from docs/openapi.json. */

export type Schemas = components['schemas'];

const listeners = new Set<() => void>();

/** Called when the api answers 401: the session has ended. */
export const onSignedOut = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const SESSION_PATHS = ['/api/v1/session', '/api/v1/invitations/accept'];

const watchSession: Middleware = {
  onResponse({ response, schemaPath }) {
    if (response.status === 401 && !SESSION_PATHS.includes(schemaPath)) {
      tellSignedOut();
    }
  },
};

export const tellSignedOut = (): void => {
  for (const listener of listeners) listener();
};
onProbeSignedOut(tellSignedOut);

export const client = createFetchClient<paths>({ baseUrl: window.location.origin, fetch: reach });
client.use(watchSession);

const queries = createQueryClient(client);

/** Hooks for the api. A double click on a button changes something once. */
export const api: typeof queries = {
  ...queries,
  useMutation: (...input) => useOnce(queries.useMutation(...input)),
};

/** Leaves out empty fields, so that they are not sent as parameters. */
export const compact = <T extends object>(
  fields: T,
): { [K in keyof T]?: Exclude<T[K], undefined | null | ''> } =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== undefined && value !== null && value !== '',
    ),
  ) as { [K in keyof T]?: Exclude<T[K], undefined | null | ''> };
