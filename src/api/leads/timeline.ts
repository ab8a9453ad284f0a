import { z } from '@hono/zod-openapi';
import {
  fieldChanges,
  TimelineKey,
  TimelineQuery,
  isWorthShowing,
  timelinePosition,
} from '../../domain/entity-timeline/shapes.ts';
import { leadTimelineRead } from '../../domain/leads/events.ts';
import { LeadParams } from '../../domain/leads/shapes.ts';
import { LeadTimelineEntryOut } from '../../domain/leads/timeline.ts';
import { decodeCursor, pageOf, toPage } from '../../domain/shared/pages.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  findLeadCreation,
  listLeadChanges,
  listUserNames,
  type LeadChangeRow,
} from '../../queries/leads/timeline.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { viewInReach } from './views.ts';

/** What happened to a lead, from the audit trail. */

export const leadTimelineEndpoint = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'leads.timeline',
      method: 'get',
      path: '/api/leads/{id}/timeline',
      permission: 'leads:read',
      summary: 'What happened to a lead, newest first',
      description: 'Each read is recorded in the audit trail.',
      params: LeadParams,
      load: viewInReach,
      query: TimelineQuery,
      status: 200,
      answer: pageOf(LeadTimelineEntryOut),
    },
    async ({ query, read }) => {
      const cursor = decodeCursor(query.cursor, TimelineKey);
      return read(async (tx, { id }) => {
        tx.emit(leadTimelineRead, { subjectId: id });
        const entries = await timelineOf(tx, {
          leadId: id,
          before: cursor === undefined ? undefined : timelinePosition(cursor),
          limit: query.limit + 1,
        });
        const page = toPage(entries, query.limit, (entry) => `${entry.at} ${entry.id}`);
        return { body: { ...page, data: page.data.filter(isWorthShowing) } };
      });
    },
  );

type Entry = z.infer<typeof LeadTimelineEntryOut>;
type Input = Parameters<typeof listLeadChanges>[1];

const NOTHING = {
  changes: [],
  assignment: null,
  status: null,
  called_at: null,
  person_id: null,
  organisation_id: null,
};

/** Sorts before anything else of its instant. */
const CREATION_KEY = 'a';

const timelineOf = async (tx: Transaction, input: Input): Promise<Entry[]> => {
  const rows = await listLeadChanges(tx, input);
  const names = await listUserNames(tx, rows.flatMap(assigneesOf));
  const entries = rows.map((row) => ({
    ...NOTHING,
    id: row.key,
    at: row.at,
    by: row.by,
    ...contentOf(row, names),
  }));
  const isLastPage = rows.length < input.limit;
  const creation = isLastPage ? await findLeadCreation(tx, input.leadId) : undefined;
  if (creation === undefined) return entries;
  const created = { ...NOTHING, ...creation, id: CREATION_KEY, kind: 'created' as const };
  return isPast(created, input.before) ? entries : [...entries, created];
};

const isPast = ({ at, id }: Entry, before: Input['before']): boolean =>
  before !== undefined && `${at} ${id}` >= `${before.at} ${before.key}`;

const Assigned = z.object({ assigned_to: z.number().nullable().default(null) });
const Statuses = z.object({ status: z.string() });
const Called = z.object({ called_at: z.iso.datetime() });
const Converted = z.object({ person_id: z.number(), organisation_id: z.number().nullable() });

const assigneesOf = ({ operation, before, after }: LeadChangeRow): number[] =>
  operation === 'leads.assign'
    ? [before, after].flatMap((values) => Assigned.parse(values ?? {}).assigned_to ?? [])
    : [];

const contentOf = (
  { operation, before, after }: LeadChangeRow,
  names: ReadonlyMap<number, string>,
): Partial<Entry> & Pick<Entry, 'kind'> => {
  switch (operation) {
    case 'leads.assign': {
      const person = (values: LeadChangeRow['before']) => {
        const { assigned_to: id } = Assigned.parse(values ?? {});
        return id === null ? null : { id, name: names.get(id) ?? null };
      };
      return { kind: 'assigned', assignment: { from: person(before), to: person(after) } };
    }
    case 'leads.status': {
      const [from, to] = [Statuses.parse(before).status, Statuses.parse(after).status];
      return { kind: 'status_changed', status: { from, to } };
    }
    case 'leads.convert':
      return { kind: 'converted', ...Converted.parse(after) };
    case 'leads.confirm_email':
      return { kind: 'email_confirmed' };
    case 'leads.update': {
      const changes = fieldChanges(before ?? {}, after ?? {});
      const called = Called.safeParse(after);
      return called.success
        ? {
            kind: 'called',
            called_at: called.data.called_at,
            changes: changes.filter(({ field }) => field !== 'called_at'),
          }
        : { kind: 'changed', changes };
    }
  }
};
