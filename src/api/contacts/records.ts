import { organisationTimelineRead, personTimelineRead } from '../../domain/contacts/events.ts';
import type { ContactKind } from '../../domain/contacts/kinds.ts';
import { ContactLinksOut } from '../../domain/contacts/merges.ts';
import {
  ContactParams,
  MATCH_COUNT_MAX,
  MatchesOut,
  MatchQuery,
} from '../../domain/contacts/shapes.ts';
import { ContactTimelineEntryOut, ContactTimelineQuery } from '../../domain/contacts/timeline.ts';
import {
  TimelineKey,
  isWorthShowing,
  timelinePosition,
} from '../../domain/entity-timeline/shapes.ts';
import { decodeCursor, pageOf, toPage } from '../../domain/shared/pages.ts';
import { countLinks } from '../../queries/contacts/merges.ts';
import { listMatches } from '../../queries/contacts/matches.ts';
import { contactTimeline } from '../../services/contacts/timeline.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { listDuplicates, matchesRead } from './duplicates.ts';
import { KINDS } from './kinds.ts';

/** What people and organisations have in common: matches, duplicates, what refers to them, timeline. */

const timelineRead = { person: personTimelineRead, organisation: organisationTimelineRead };

/** Before the routes with `{id}`. */
export const matchEndpoint = (deps: ApiDeps, kind: ContactKind): Endpoint => {
  const { name, path, permission, plural } = KINDS[kind];
  return endpoint(
    deps,
    {
      id: `${name}.matches`,
      method: 'get',
      path: `${path}/matches`,
      permission: permission.read,
      summary: `${plural} with this e-mail address or telephone number`,
      description: 'To warn before one is created twice. Recorded in the audit trail.',
      query: MatchQuery,
      status: 200,
      answer: MatchesOut,
    },
    async ({ query, read }) =>
      read(async (tx) => {
        const data = await listMatches(tx, kind, {
          emails: query.email === undefined ? [] : [query.email],
          phones: query.phone === undefined ? [] : [query.phone],
          exceptId: query.except_id,
          limit: MATCH_COUNT_MAX,
        });
        tx.emit(matchesRead[kind], { subjectId: '*', after: { ids: data.map(({ id }) => id) } });
        return { body: { data } };
      }),
  );
};

export const recordEndpoints = (deps: ApiDeps, kind: ContactKind): Endpoint[] => [
  duplicates(deps, kind),
  links(deps, kind),
  timeline(deps, kind),
];

const duplicates = (deps: ApiDeps, kind: ContactKind): Endpoint => {
  const { name, path, permission, plural, find } = KINDS[kind];
  return endpoint(
    deps,
    {
      id: `${name}.duplicates`,
      method: 'get',
      path: `${path}/{id}/duplicates`,
      permission: permission.read,
      summary: `${plural} that have an e-mail address or telephone number of this one`,
      params: ContactParams,
      load: ({ tx, params }) => find(tx, params),
      status: 200,
      answer: MatchesOut,
    },
    async ({ read }) =>
      read(async (tx, row) => {
        const data = await listDuplicates(tx, kind, row);
        tx.emit(matchesRead[kind], { subjectId: row.id, after: { ids: data.map(({ id }) => id) } });
        return { body: { data } };
      }),
  );
};

const links = (deps: ApiDeps, kind: ContactKind): Endpoint => {
  const { name, path, permission, find } = KINDS[kind];
  return endpoint(
    deps,
    {
      id: `${name}.links`,
      method: 'get',
      path: `${path}/{id}/links`,
      permission: permission.read,
      summary: 'How many records belong to it: a merge moves them',
      params: ContactParams,
      load: ({ tx, params }) => find(tx, params),
      status: 200,
      answer: ContactLinksOut,
    },
    async ({ read }) => read(async (tx, row) => ({ body: await countLinks(tx, kind, row.id) })),
  );
};

const timeline = (deps: ApiDeps, kind: ContactKind): Endpoint => {
  const { name, path, permission, find } = KINDS[kind];
  return endpoint(
    deps,
    {
      id: `${name}.timeline`,
      method: 'get',
      path: `${path}/{id}/timeline`,
      permission: permission.read,
      summary: 'What happened to it, newest first',
      description:
        'Its changes and merges, those of the records that were merged into it, and the events of its leads that the caller may read. Each read is recorded in the audit trail.',
      params: ContactParams,
      load: ({ tx, params }) => find(tx, params),
      query: ContactTimelineQuery,
      status: 200,
      answer: pageOf(ContactTimelineEntryOut),
    },
    async ({ query, caller, read }) => {
      const cursor = decodeCursor(query.cursor, TimelineKey);
      return read(async (tx, row) => {
        tx.emit(timelineRead[kind], { subjectId: row.id });
        const entries = await contactTimeline(tx, caller, {
          kind,
          id: row.id,
          before: cursor === undefined ? undefined : timelinePosition(cursor),
          limit: query.limit + 1,
        });
        const page = toPage(entries, query.limit, ({ at, id }) => `${at} ${id}`);
        return { body: { ...page, data: page.data.filter(isWorthShowing) } };
      });
    },
  );
};
