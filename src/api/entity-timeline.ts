import type { z } from '@hono/zod-openapi';
import { entityTimelineRead } from '../domain/entities/events.ts';
import { EntityParams } from '../domain/entities/shapes.ts';
import {
  fieldChanges,
  TimelineEntryOut,
  TimelineKey,
  TimelineQuery,
  isWorthShowing,
  timelinePosition,
} from '../domain/entity-timeline/shapes.ts';
import { notificationWords } from '../domain/notifications/texts.ts';
import { decodeCursor, pageOf, toPage } from '../domain/shared/pages.ts';
import { scopeOf, type Caller } from '../domain/shared/permissions.ts';
import type { Transaction } from '../platform/database.ts';
import { findEntity } from '../queries/entities.ts';
import {
  findEntityCreation,
  listEntityActionMoments,
  listEntityChanges,
  listEntityNotifications,
} from '../queries/entity-timeline.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';

/** What happened to a record, from the audit trail, its actions and the caller's notifications. */

export const entityTimelineEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'entities.timeline',
      method: 'get',
      path: '/api/v1/entities/{type}/{ref}/timeline',
      permission: 'entities:read',
      summary: 'What happened to a record, newest first',
      description:
        'Changes of its data for everyone who may read it; its actions and notifications as far as the caller may read them. Each read is recorded in the audit trail.',
      params: EntityParams,
      load: ({ tx, params }) => findEntity(tx, params),
      query: TimelineQuery,
      status: 200,
      answer: pageOf(TimelineEntryOut),
    },
    async ({ query, caller, read }) => {
      const cursor = decodeCursor(query.cursor, TimelineKey);
      return read(async (tx, entity) => {
        tx.emit(entityTimelineRead, { subjectId: entity.id });
        const entries = await timelineOf(tx, caller, {
          entityId: entity.id,
          before: cursor === undefined ? undefined : timelinePosition(cursor),
          limit: query.limit + 1,
        });
        const page = toPage(entries, query.limit, ({ at, id }) => `${at} ${id}`);
        return { body: { ...page, data: page.data.filter(isWorthShowing) } };
      });
    },
  ),
];

type Entry = z.infer<typeof TimelineEntryOut>;
type Position = { at: string; key: string };

const NOTHING = { by: null, changes: [], action: null, notification: null };

/** The newest `limit` entries of all sources together. */
const timelineOf = async (
  tx: Transaction,
  caller: Caller,
  input: { entityId: number; before: Position | undefined; limit: number },
): Promise<Entry[]> => {
  const sources = await Promise.all([
    changesOf(tx, input),
    creationOf(tx, input),
    actionMomentsOf(tx, caller, input),
    notificationsOf(tx, caller, input),
  ]);
  return sources.flat().toSorted(newestFirst).slice(0, input.limit);
};

const newestFirst = (left: Entry, right: Entry): number => {
  const [leftKey, rightKey] = [`${left.at} ${left.id}`, `${right.at} ${right.id}`];
  if (leftKey === rightKey) return 0;
  return leftKey < rightKey ? 1 : -1;
};

type Input = Parameters<typeof listEntityChanges>[1];

const changesOf = async (tx: Transaction, input: Input): Promise<Entry[]> =>
  (await listEntityChanges(tx, input)).map((row) => ({
    ...NOTHING,
    id: row.key,
    kind: 'changed',
    at: row.at,
    by: row.by,
    changes: fieldChanges(row.before ?? {}, row.after ?? {}),
  }));

/** Sorts before anything else of its instant. */
const CREATION_KEY = 'a';

const creationOf = async (tx: Transaction, { entityId, before }: Input): Promise<Entry[]> => {
  const found = await findEntityCreation(tx, entityId);
  if (!found) return [];
  const entry = { ...NOTHING, ...found, id: CREATION_KEY, kind: 'created' as const };
  const isPast = before !== undefined && `${found.at} ${entry.id}` >= `${before.at} ${before.key}`;
  return isPast ? [] : [entry];
};

const actionMomentsOf = async (tx: Transaction, caller: Caller, input: Input): Promise<Entry[]> => {
  const scope = scopeOf(caller, 'actions:read');
  if (scope === undefined) return [];
  const rows = await listEntityActionMoments(tx, { ...input, scope });
  return rows.map(({ key, kind, at, by, ...action }) => ({
    ...NOTHING,
    id: key,
    kind,
    at,
    by,
    action,
  }));
};

const notificationsOf = async (tx: Transaction, caller: Caller, input: Input): Promise<Entry[]> => {
  const scope = scopeOf(caller, 'notifications:read');
  if (scope === undefined) return [];
  const rows = await listEntityNotifications(tx, { ...input, scope });
  return rows.map(({ key, at, id, level, locale, code, params }) => ({
    ...NOTHING,
    id: key,
    kind: 'notified',
    at,
    notification: { id, level, ...notificationWords(locale, code, params) },
  }));
};
