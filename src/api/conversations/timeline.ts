import { z } from '@hono/zod-openapi';
import { conversationTimelineRead } from '../../domain/conversations/events.ts';
import { ConversationParams } from '../../domain/conversations/shapes.ts';
import { CONVERSATION_STATUSES } from '../../domain/conversations/statuses.ts';
import { ConversationTimelineEntryOut } from '../../domain/conversations/timeline.ts';
import {
  fieldChanges,
  TimelineKey,
  TimelineQuery,
  isWorthShowing,
  timelinePosition,
} from '../../domain/entity-timeline/shapes.ts';
import { decodeCursor, pageOf, toPage } from '../../domain/shared/pages.ts';
import { listConversationChanges, type TimelineRow } from '../../queries/conversations/timeline.ts';
import { listUserNames } from '../../queries/leads/timeline.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { findInReach } from './views.ts';

/** What happened to a conversation besides its messages. */

export const conversationTimelineEndpoint = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'conversations.timeline',
      method: 'get',
      path: '/inbox/conversations/{id}/timeline',
      permission: 'conversations:read',
      summary: 'What happened to a conversation besides its messages, newest first',
      description: 'Each read is recorded in the audit trail.',
      params: ConversationParams,
      load: findInReach,
      query: TimelineQuery,
      status: 200,
      answer: pageOf(ConversationTimelineEntryOut),
    },
    async ({ query, read }) => {
      const cursor = decodeCursor(query.cursor, TimelineKey);
      return read(async (tx, { id }) => {
        tx.emit(conversationTimelineRead, { subjectId: id });
        const rows = await listConversationChanges(tx, {
          conversationId: id,
          before: cursor === undefined ? undefined : timelinePosition(cursor),
          limit: query.limit + 1,
        });
        const names = await listUserNames(tx, rows.flatMap(assigneesOf));
        const page = toPage(rows, query.limit, (row) => `${row.at} ${row.key}`);
        const data = page.data.map((row) => entryOf(row, names)).filter(isWorthShowing);
        return { body: { ...page, data } };
      });
    },
  );

type Entry = z.infer<typeof ConversationTimelineEntryOut>;

const NOTHING = {
  status: null,
  assignment: null,
  filing: null,
  snoozed_until: null,
  changes: [],
  conversation_id: null,
};

const entryOf = (row: TimelineRow, names: ReadonlyMap<number, string>): Entry => ({
  ...NOTHING,
  id: row.key,
  at: row.at,
  by: row.by,
  ...contentOf(row, names),
});

const Status = z.object({ status: z.enum(CONVERSATION_STATUSES) });
const Assigned = z.object({ assigned_to: z.number().nullable().default(null) });
const Snoozed = z.object({ snoozed_until: z.iso.datetime().nullable().default(null) });
const Other = z.object({ conversation_id: z.number() });
const Filed = z.object({
  folder_id: z.number().nullable(),
  folder_name: z.string().nullable(),
  source: z.enum(['rules', 'reclassify', 'person', 'ai']),
  reason: z.record(z.string(), z.unknown()),
});

const assigneesOf = ({ operation, before, after }: TimelineRow): number[] =>
  operation === 'conversations.assign'
    ? [before, after].flatMap((values) => Assigned.parse(values ?? {}).assigned_to ?? [])
    : [];

const contentOf = (
  { operation, before, after }: TimelineRow,
  names: ReadonlyMap<number, string>,
): Partial<Entry> & Pick<Entry, 'kind'> => {
  switch (operation) {
    case 'conversations.create':
      return { kind: 'created' };
    case 'conversations.status': {
      const [from, to] = [Status.parse(before).status, Status.parse(after).status];
      return { kind: 'status_changed', status: { from, to } };
    }
    case 'conversations.assign': {
      const person = (values: TimelineRow['before']) => {
        const { assigned_to: id } = Assigned.parse(values ?? {});
        return id === null ? null : { id, name: names.get(id) ?? null };
      };
      return { kind: 'assigned', assignment: { from: person(before), to: person(after) } };
    }
    case 'filed': {
      const { folder_id: id, folder_name: name, source, reason } = Filed.parse(after);
      return {
        kind: 'filed',
        filing: { folder: id === null ? null : { id, name }, source, reason },
      };
    }
    case 'conversations.update': {
      const isOfFolder = (field: string) => field === 'folder_id' || field === 'is_folder_manual';
      const changes = fieldChanges(before ?? {}, after ?? {});
      return { kind: 'changed', changes: changes.filter(({ field }) => !isOfFolder(field)) };
    }
    case 'conversations.snooze':
      return { kind: 'snoozed', snoozed_until: Snoozed.parse(after ?? {}).snoozed_until };
    case 'conversations.wake':
      return { kind: 'woken' };
    case 'conversations.link':
      return { kind: 'linked', changes: fieldChanges(before ?? {}, after ?? {}) };
    case 'conversations.merge':
      return { kind: 'merged', conversation_id: Other.parse(after).conversation_id };
    case 'conversations.split':
      return { kind: 'split', conversation_id: Other.parse(after).conversation_id };
  }
};
