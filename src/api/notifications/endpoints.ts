import { notificationWords } from '../../domain/notifications/texts.ts';
import { suggestedActionTypes } from '../../domain/notifications/suggestions.ts';
import { notificationRead } from '../../domain/notifications/events.ts';
import { z } from '@hono/zod-openapi';
import { ACTION_SAMPLE, ActionAcceptedOut, ActionBody } from '../../domain/actions/shapes.ts';
import {
  NotificationOut,
  NotificationParams,
  NotificationQuery,
} from '../../domain/notifications/shapes.ts';
import { CountOut, decodeCursor, pageOf, toPage } from '../../domain/shared/pages.ts';
import type { Transaction } from '../../platform/database.ts';
import { notFound } from '../../errors.ts';
import {
  countUnreadNotifications,
  findNotification,
  listNotifications,
  markAllNotificationsRead,
  markNotificationRead,
  type NotificationRow,
} from '../../queries/notifications/records.ts';
import { acceptAction, validateAction } from '../../services/actions/accept.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';

/** Notifications of the caller, and the actions sent from them. Users see only their own. */

export const notificationEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'notifications.list',
      method: 'get',
      path: '/api/v1/notifications',
      permission: 'notifications:read',
      summary: 'List own notifications, newest first',
      query: NotificationQuery,
      status: 200,
      answer: pageOf(NotificationOut),
    },
    async ({ query, scope, read }) => {
      const rows = await read((tx) =>
        listNotifications(tx, {
          scope,
          isRead: query.is_read,
          beforeId: decodeCursor(query.cursor, z.number()),
          limit: query.limit + 1,
        }),
      );
      const page = toPage(rows, query.limit, (row) => row.id);
      return { body: { ...page, data: page.data.map(notificationOut) } };
    },
  ),
  endpoint(
    deps,
    {
      id: 'notifications.unread_count',
      method: 'get',
      path: '/api/v1/notifications/unread-count',
      permission: 'notifications:read',
      summary: 'Count own unread notifications',
      status: 200,
      answer: CountOut,
    },
    async ({ caller, read }) => ({
      body: { count: await read((tx) => countUnreadNotifications(tx, caller.userId)) },
    }),
  ),
  endpoint(
    deps,
    {
      id: 'notifications.read_all',
      method: 'post',
      path: '/api/v1/notifications/read-all',
      permission: 'notifications:update',
      summary: 'Mark all own notifications as read',
      status: 200,
      answer: CountOut,
    },
    async ({ caller, write }) =>
      write(async (tx) => {
        const count = await markAllNotificationsRead(tx, caller.userId);
        if (count > 0) emitRead(tx, 'all');
        return { body: { count } };
      }),
  ),
  endpoint(
    deps,
    {
      id: 'notifications.read',
      method: 'post',
      path: '/api/v1/notifications/{id}/read',
      permission: 'notifications:update',
      summary: 'Mark one notification as read',
      params: NotificationParams,
      status: 200,
      answer: NotificationOut,
    },
    async ({ params: { id }, caller, scope, write }) =>
      write(async (tx) => {
        const isChanged = await markNotificationRead(tx, { id, userId: caller.userId });
        const notification = await findNotification(tx, { id, scope });
        if (!notification) throw notFound('notification');
        if (isChanged) emitRead(tx, id);
        return { body: notificationOut(notification) };
      }),
  ),
  endpoint(
    deps,
    {
      id: 'notifications.act',
      method: 'post',
      path: '/api/v1/notifications/{id}/actions',
      permission: 'actions:create',
      summary: 'Send an action from a notification',
      description:
        'The entity is that of the notification, unless the body names another. The notification is then handled and read; the first answer stays.',
      params: NotificationParams,
      load: ({ tx, params, scope }) => findNotification(tx, { id: params.id, scope }),
      body: z.record(z.string(), z.unknown()),
      bodyDocument: ActionBody,
      sample: ACTION_SAMPLE,
      status: 202,
      answer: ActionAcceptedOut,
    },
    async ({ body, caller, write }) =>
      write(async (tx, notification) => {
        const validated = await validateAction(tx, caller, body, {
          id: notification.id,
          entiteType: notification.entite_type,
          entiteId: notification.entite_ref,
        });
        const accepted = await acceptAction(tx, caller, validated, deps.clock.now());
        return { body: accepted, headers: { Location: `/api/v1/actions/${accepted.id}` } };
      }),
  ),
];

/** Tells the user's other windows, which then update their lists and counts. */
export const emitRead = (tx: Transaction, id: number | 'all'): void =>
  tx.emit(notificationRead, {
    subjectId: id,
    audience: { userId: tx.actor.userId, callCentreId: null },
    data: { id },
  });

export const notificationOut = (row: NotificationRow): z.infer<typeof NotificationOut> => ({
  id: row.id,
  categorie: row.categorie,
  type: row.type,
  ...notificationWords(row.locale, row.code, row.params),
  level: row.level,
  entity:
    row.entite_type === null || row.entite_ref === null
      ? null
      : { type: row.entite_type, ref: row.entite_ref },
  lead_id: row.lead_id,
  lead_import_id: row.lead_import_id,
  knowledge_import_id: row.knowledge_import_id,
  action_id: row.action_id,
  webhook_id: row.webhook_id,
  mailbox_id: row.mailbox_id,
  task_id: row.task_id,
  case_id: row.case_id,
  conversation_id: row.conversation_id,
  suggested_action_types: suggestedActionTypes({
    type: row.type,
    entityType: row.entite_type,
    actionType: row.action_type,
  }),
  read_at: row.read_at?.toISOString() ?? null,
  handled_at: row.handled_at?.toISOString() ?? null,
  handled_by: row.handled_by,
  handled_by_name: row.handled_by_name,
  handled_action_id: row.handled_action_id,
  created_at: row.created_at.toISOString(),
});
