import { id, oneOf, pageFields, set, text, type RawSearch } from '../../routing/search.ts';

export const COLLECTIONS = ['knowledge', 'references'] as const;
export type Collection = (typeof COLLECTIONS)[number];

export const ARTICLE_STATES = ['usable', 'not_usable'] as const;

/** `article`: the one that is open. */
export const knowledgeSearch = (raw: RawSearch) =>
  set({
    ...pageFields(raw),
    collection: oneOf(COLLECTIONS, raw['collection']),
    q: text(raw['q']),
    state: oneOf(ARTICLE_STATES, raw['state']),
    article: id(raw['article']),
  });

export const knowledgeImportsSearch = (raw: RawSearch) =>
  set({ ...pageFields(raw), collection: oneOf(COLLECTIONS, raw['collection']) });
