import { client, type Schemas } from '../../api/client.ts';
import { answerOf } from '../../parts/list/pages.ts';

/** The two kinds of contacts: what is the same on their pages, over the paths of each. */

export type Kind = 'person' | 'organisation';
export type Person = Schemas['Person'];
export type Organisation = Schemas['Organisation'];
export type Contact = Person | Organisation;
export type ContactMatch = Schemas['ContactMatch'];
export type ContactPoint = Schemas['ContactPoint'];
export type TimelineEntry = Schemas['ContactTimelineEntry'];

export const KIND_PATHS = {
  person: '/api/v1/people',
  organisation: '/api/v1/organisations',
} as const satisfies Record<Kind, string>;

/** The page of the console. */
export const PAGES = { person: '/people/$id', organisation: '/organisations/$id' } as const;
export const LISTS = { person: '/people', organisation: '/organisations' } as const;

/** Whether the user may, of this kind: `can(permissionOf(kind, 'delete'))`. */
export const permissionOf = (kind: Kind, operation: 'create' | 'update' | 'delete'): string =>
  `${kind === 'person' ? 'people' : 'organisations'}:${operation}`;

const at = (id: number) => ({ params: { path: { id } } });

export const readContact = (kind: Kind, id: number): Promise<Contact> =>
  kind === 'person'
    ? answerOf<Contact>(client.GET('/api/v1/people/{id}', at(id)))
    : answerOf<Contact>(client.GET('/api/v1/organisations/{id}', at(id)));

export const readDuplicates = (kind: Kind, id: number) =>
  kind === 'person'
    ? answerOf(client.GET('/api/v1/people/{id}/duplicates', at(id)))
    : answerOf(client.GET('/api/v1/organisations/{id}/duplicates', at(id)));

export const readLinks = (kind: Kind, id: number) =>
  kind === 'person'
    ? answerOf(client.GET('/api/v1/people/{id}/links', at(id)))
    : answerOf(client.GET('/api/v1/organisations/{id}/links', at(id)));

export const readMatches = (kind: Kind, query: { email?: string; phone?: string }) =>
  kind === 'person'
    ? answerOf(client.GET('/api/v1/people/matches', { params: { query } }))
    : answerOf(client.GET('/api/v1/organisations/matches', { params: { query } }));

export const searchContacts = async (kind: Kind, q: string, limit: number) => {
  const query = { q, limit };
  const { data }: { data: readonly Contact[] } =
    kind === 'person'
      ? await answerOf(client.GET('/api/v1/people', { params: { query } }))
      : await answerOf(client.GET('/api/v1/organisations', { params: { query } }));
  return data;
};

export const readTimeline = (
  kind: Kind,
  id: number,
  query: { limit: number; cursor?: string },
  signal: AbortSignal,
) => {
  const init = { params: { path: { id }, query }, signal };
  return kind === 'person'
    ? answerOf(client.GET('/api/v1/people/{id}/timeline', init))
    : answerOf(client.GET('/api/v1/organisations/{id}/timeline', init));
};

/** Answers nothing. Throws the error of the answer. */
const done = async (answer: Promise<{ error?: unknown }>): Promise<void> => {
  const { error } = await answer;
  if (error !== undefined) throw error;
};

export const deleteContact = (kind: Kind, id: number): Promise<void> =>
  kind === 'person'
    ? done(client.DELETE('/api/v1/people/{id}', at(id)))
    : done(client.DELETE('/api/v1/organisations/{id}', at(id)));

export const restoreContact = (kind: Kind, id: number): Promise<void> =>
  kind === 'person'
    ? done(client.POST('/api/v1/people/{id}/restore', at(id)))
    : done(client.POST('/api/v1/organisations/{id}/restore', at(id)));

export interface MergeRequest {
  loser_id: number;
  version: number;
  loser_version: number;
  /** Whose value stays, by field. */
  fields: Record<string, 'winner' | 'loser'>;
}

export const mergeContacts = (kind: Kind, id: number, body: MergeRequest) =>
  kind === 'person'
    ? answerOf(client.POST('/api/v1/people/{id}/merge', { ...at(id), body }))
    : answerOf(client.POST('/api/v1/organisations/{id}/merge', { ...at(id), body }));

export const undoMerge = (kind: Kind, id: number, mergeId: string) => {
  const init = { params: { path: { id, merge_id: mergeId } } };
  return kind === 'person'
    ? answerOf(client.POST('/api/v1/people/{id}/merges/{merge_id}/undo', init))
    : answerOf(client.POST('/api/v1/organisations/{id}/merges/{merge_id}/undo', init));
};
