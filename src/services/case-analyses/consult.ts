import type { Deps } from '../../deps.ts';
import type { Gathered, Consulted } from './gather.ts';

/** What modules and the library of references say about a case. */

export const consultForCase = (
  _deps: Pick<Deps, 'database'>,
  _gathered: Gathered,
): Promise<Consulted> => Promise.resolve({ modules: [], answers: [], sources: [] });
