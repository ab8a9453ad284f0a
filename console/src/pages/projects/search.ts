import { flag, id, oneOf, set, text, type RawSearch } from '../../routing/search.ts';

/** The `?` of the list of projects. */

export const projectsSearch = (raw: RawSearch) =>
  set({
    q: text(raw['q']),
    is_closed: oneOf(['true', 'false'], raw['is_closed']),
    person_id: id(raw['person_id']),
    organisation_id: id(raw['organisation_id']),
    view: id(raw['view']),
    new: flag(raw['new']),
    /** The project whose form is open. */
    project: id(raw['project']),
  });
export type ProjectsSearch = ReturnType<typeof projectsSearch>;
