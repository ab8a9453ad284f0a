import { searched } from '../../domain/search/events.ts';
import { mergeRanked } from '../../domain/search/rank.ts';
import type { SearchHit } from '../../domain/search/shapes.ts';
import { scopeOf, type Caller } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { searchEntityIds } from '../../queries/search/entities.ts';
import type { SearchInput } from './source.ts';
import { SEARCH_SOURCES } from './sources.ts';

/** Asks every source that the caller may read, and writes one audit entry with the ids of what is shown. */
export const search = async (
  tx: Transaction,
  caller: Caller,
  { text, limit }: { text: string; limit: number },
): Promise<SearchHit[]> => {
  const findEntityIds = rememberEntityIds(tx);
  const found = await Promise.all(
    SEARCH_SOURCES.map(async ({ permission, find }) => {
      const scope = scopeOf(caller, permission);
      return scope ? find(tx, { text, scope, userId: caller.userId, limit, findEntityIds }) : [];
    }),
  );
  const hits = mergeRanked(found, limit);
  tx.emit(searched, { subjectId: '*', after: { shown: idsByKind(hits) } });
  return hits;
};

/** So many of the newest matches are ranked. A text that more records match is too short to rank well. */
const ENTITY_COUNT_MAX = 100;

const rememberEntityIds = (tx: Transaction): SearchInput['findEntityIds'] => {
  const known = new Map<string, Promise<number[]>>();
  return (text) => {
    const found = known.get(text) ?? searchEntityIds(tx, { text, limit: ENTITY_COUNT_MAX });
    known.set(text, found);
    return found;
  };
};

const idsByKind = (hits: readonly SearchHit[]): Record<string, (string | number)[]> =>
  Object.fromEntries(
    [...Map.groupBy(hits, ({ kind }) => kind)].map(([kind, of]) => [kind, of.map(({ id }) => id)]),
  );
