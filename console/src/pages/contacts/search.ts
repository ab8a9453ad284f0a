import { flag, id, oneOf, set, text, whole, type RawSearch } from '../../routing/search.ts';

/** The `?` of the lists and pages of people and organisations. */

/** By name is the default order. */
const SORTS = ['-name', 'created_at', '-created_at', 'updated_at', '-updated_at'] as const;
const LACKS = ['email', 'phone'] as const;

export const organisationsSearch = (raw: RawSearch) =>
  set({
    q: text(raw['q']),
    lacks: oneOf(LACKS, raw['lacks']),
    sort: oneOf(SORTS, raw['sort']),
    view: whole(raw['view']),
    new: flag(raw['new']),
  });
export type OrganisationsSearch = ReturnType<typeof organisationsSearch>;

export const peopleSearch = (raw: RawSearch) =>
  set({ ...organisationsSearch(raw), organisation_id: id(raw['organisation_id']) });
export type PeopleSearch = ReturnType<typeof peopleSearch>;

/** The record that is compared with the one of the page, to merge them. */
export const contactSearch = (raw: RawSearch) =>
  set({ edit: flag(raw['edit']), merge: flag(raw['merge']), other: id(raw['other']) });
