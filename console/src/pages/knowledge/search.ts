import { id, oneOf, pageFields, set, text, type RawSearch } from '../../routing/search.ts';

export const ARTICLE_STATES = ['usable', 'not_usable'] as const;

/** `article`: the one that is open. */
export const knowledgeSearch = (raw: RawSearch) =>
  set({
    ...pageFields(raw),
    q: text(raw['q']),
    state: oneOf(ARTICLE_STATES, raw['state']),
    article: id(raw['article']),
  });
