import { flag, oneOf, set, splitList, text, whole, type RawSearch } from '../../routing/search.ts';

/** The `?` of a list of records. */

const ENTITY_SORTS = [
  'created_at',
  'updated_at',
  '-updated_at',
  'ref',
  '-ref',
  'label',
  '-label',
  'statut_dossier',
  '-statut_dossier',
] as const;

export const entitiesSearch = (raw: RawSearch) =>
  set({
    q: text(raw['q']),
    statut_dossier: codes(raw['statut_dossier']),
    sort: oneOf(ENTITY_SORTS, raw['sort']),
    view: whole(raw['view']),
    new: flag(raw['new']),
  });
export type EntitiesSearch = ReturnType<typeof entitiesSearch>;

/** Each company has its own statuses: any text is a code, also with a comma in it. */
const codes = (value: unknown): string[] | undefined => {
  const given = Array.isArray(value) ? value.map(String) : splitList(text(value) ?? '');
  const present = given.filter((code) => code !== '');
  return present.length > 0 ? present : undefined;
};
