import { settlementWords } from '../../domain/actions/notification-words.ts';
import { autoReplyTodoTitle } from '../../domain/auto-replies/notification-words.ts';
import { conversationTodoTitle } from '../../domain/conversations/notification-words.ts';
import { entityLabel } from '../../domain/entities/types.ts';
import { followUpTodoTitle } from '../../domain/follow-ups/notification-words.ts';
import { suggestedActionTypes } from '../../domain/notifications/suggestions.ts';
import { leadLabel } from '../../domain/leads/labels.ts';
import { todoTitle } from '../../domain/leads/notification-words.ts';
import { notificationWords } from '../../domain/notifications/texts.ts';
import { scopeOf, type Caller, type Permission } from '../../domain/shared/permissions.ts';
import { SEVERITIES, type Severity, type TodoItem } from '../../domain/todo/shapes.ts';
import { taskTodoTitle } from '../../domain/tasks/notification-words.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  findTodoAutoReplies,
  findTodoFollowUps,
  findTodoTasks,
} from '../../queries/todo/inbox-items.ts';
import {
  findTodoActions,
  findTodoConversations,
  findTodoLeads,
  findTodoNotifications,
} from '../../queries/todo/items.ts';
import {
  selectActions,
  selectAutoReplies,
  selectConversations,
  selectFollowUps,
  selectLeads,
  selectNotifications,
  selectTasks,
  type TodoReader,
  type TodoRef,
  type TodoSelect,
} from '../../queries/todo/refs.ts';

/** What puts items into the to-do list. A capability adds a line to `TODO_SOURCES`. */

interface TodoSource {
  permission: Permission;
  select: (tx: Transaction, reader: TodoReader) => TodoSelect;
  /** In: references of this source. Out: their items, in any order. */
  load: (
    tx: Transaction,
    input: { refs: ReadonlyMap<string, TodoRef>; userId: number },
  ) => Promise<TodoItem[]>;
}

const TODO_SOURCES: Record<TodoItem['kind'], TodoSource> = {
  action: { permission: 'actions:read', select: selectActions, load: loadActions },
  conversation: {
    permission: 'conversations:read',
    select: selectConversations,
    load: loadConversations,
  },
  lead: { permission: 'leads:read', select: selectLeads, load: loadLeads },
  notification: {
    permission: 'notifications:read',
    select: selectNotifications,
    load: loadNotifications,
  },
  task: { permission: 'tasks:read', select: selectTasks, load: loadTasks },
  follow_up: { permission: 'follow_ups:read', select: selectFollowUps, load: loadFollowUps },
  auto_reply: {
    permission: 'auto_replies:decide',
    select: selectAutoReplies,
    load: loadAutoReplies,
  },
};

/** The sources that the caller may read, each within the caller's reach, or of it only what is the caller's own. */
export const todoSelects = (tx: Transaction, caller: Caller, isMine = false): TodoSelect[] =>
  Object.values(TODO_SOURCES).flatMap(({ permission, select }) => {
    const scope = scopeOf(caller, permission);
    if (scope === undefined) return [];
    const reader = isMine ? { ...scope, reach: 'own' as const } : scope;
    return [select(tx, { scope: reader, wholeScope: scope, userId: caller.userId })];
  });

/** Out: the items in the order of their references. */
export const loadTodo = async (
  tx: Transaction,
  refs: readonly TodoRef[],
  userId: number,
): Promise<TodoItem[]> => {
  const loaded = await Promise.all(
    Object.entries(TODO_SOURCES).map(async ([kind, source]) => {
      const own = new Map(refs.filter((ref) => ref.kind === kind).map((ref) => [ref.id, ref]));
      return own.size === 0 ? [] : source.load(tx, { refs: own, userId });
    }),
  );
  const items = new Map(loaded.flat().map((item) => [`${item.kind}/${item.id}`, item]));
  return refs.flatMap(({ kind, id }) => items.get(`${kind}/${id}`) ?? []);
};

async function loadActions(
  tx: Transaction,
  { refs, userId }: Parameters<TodoSource['load']>[1],
): Promise<TodoItem[]> {
  const rows = await findTodoActions(tx, { ids: [...refs.keys()], userId });
  return rows.flatMap((row): TodoItem[] => {
    const ref = refs.get(row.id);
    if (ref === undefined) return [];
    const { action_type, status, outcome_code, decide_par, decide_par_name, is_unrouted } = row;
    const words = settlementWords(row.locale, {
      status,
      outcome_code: outcome_code ?? 'callback',
      message: row.outcome_message ?? '',
      action_type,
      subject: null,
      is_late: false,
      is_simulated: false,
    });
    return [
      {
        kind: 'action',
        id: row.id,
        ...placeOf(ref),
        titre: words?.titre ?? action_type,
        entity: entityOf(row.entite_type, row.entite_id, row.entite_data),
        action: { action_type, status, outcome_code, decide_par, decide_par_name, is_unrouted },
        notification_id: row.notification_id,
      },
    ];
  });
}

async function loadLeads(
  tx: Transaction,
  { refs, userId }: Parameters<TodoSource['load']>[1],
): Promise<TodoItem[]> {
  const rows = await findTodoLeads(tx, { ids: [...refs.keys()], userId });
  return rows.flatMap((row): TodoItem[] => {
    const ref = refs.get(String(row.id));
    if (ref === undefined) return [];
    const { id, source, status, assigned_to, email, phone, locale } = row;
    const label = leadLabel(row);
    return [
      {
        kind: 'lead',
        id,
        ...placeOf(ref),
        titre: todoTitle(locale, { isMine: assigned_to === userId }),
        entity: null,
        lead: { label, source, status, assigned_to, email, phone },
      },
    ];
  });
}

async function loadConversations(
  tx: Transaction,
  { refs, userId }: Parameters<TodoSource['load']>[1],
): Promise<TodoItem[]> {
  const rows = await findTodoConversations(tx, { ids: [...refs.keys()], userId });
  return rows.flatMap(({ id, locale, ...conversation }): TodoItem[] => {
    const ref = refs.get(String(id));
    if (ref === undefined) return [];
    return [
      {
        kind: 'conversation',
        id,
        ...placeOf(ref),
        titre: conversationTodoTitle(locale),
        entity: null,
        conversation,
      },
    ];
  });
}

async function loadNotifications(
  tx: Transaction,
  { refs, userId }: Parameters<TodoSource['load']>[1],
): Promise<TodoItem[]> {
  const rows = await findTodoNotifications(tx, { ids: [...refs.keys()], userId });
  return rows.flatMap((row): TodoItem[] => {
    const ref = refs.get(String(row.id));
    if (ref === undefined) return [];
    return [
      {
        kind: 'notification',
        id: row.id,
        ...placeOf(ref),
        ...notificationWords(row.locale, row.code, row.params),
        entity: entityOf(row.entite_type, row.entite_ref, row.entite_data ?? {}),
        webhook_id: row.webhook_id,
        suggested_action_types: suggestedActionTypes({
          type: row.type,
          entityType: row.entite_type,
          actionType: null,
        }),
      },
    ];
  });
}

async function loadTasks(
  tx: Transaction,
  { refs, userId }: Parameters<TodoSource['load']>[1],
): Promise<TodoItem[]> {
  const rows = await findTodoTasks(tx, { ids: [...refs.keys()], userId });
  return rows.flatMap(({ id, locale, ...task }): TodoItem[] => {
    const ref = refs.get(String(id));
    if (ref === undefined) return [];
    const place = placeOf(ref);
    const titre = taskTodoTitle(locale, { isOverdue: place.severity === 'error' });
    return [{ kind: 'task', id, ...place, titre, entity: null, task }];
  });
}

async function loadFollowUps(
  tx: Transaction,
  { refs, userId }: Parameters<TodoSource['load']>[1],
): Promise<TodoItem[]> {
  const rows = await findTodoFollowUps(tx, { ids: [...refs.keys()], userId });
  return rows.flatMap(({ id, locale, ...followUp }): TodoItem[] => {
    const ref = refs.get(String(id));
    if (ref === undefined) return [];
    const titre = followUpTodoTitle(locale);
    return [{ kind: 'follow_up', id, ...placeOf(ref), titre, entity: null, follow_up: followUp }];
  });
}

async function loadAutoReplies(
  tx: Transaction,
  { refs, userId }: Parameters<TodoSource['load']>[1],
): Promise<TodoItem[]> {
  const rows = await findTodoAutoReplies(tx, { ids: [...refs.keys()], userId });
  return rows.flatMap(({ id, locale, expires_at: expiresAt, ...draft }): TodoItem[] => {
    const ref = refs.get(id);
    if (ref === undefined) return [];
    const titre = autoReplyTodoTitle(locale);
    const autoReply = { ...draft, expires_at: expiresAt.toISOString() };
    return [
      { kind: 'auto_reply', id, ...placeOf(ref), titre, entity: null, auto_reply: autoReply },
    ];
  });
}

const placeOf = (ref: TodoRef): { severity: Severity; at: string } => ({
  severity: SEVERITIES[ref.severity] ?? 'warning',
  at: new Date(ref.at_ms).toISOString(),
});

const entityOf = (
  type: NonNullable<TodoItem['entity']>['type'] | null,
  ref: string | null,
  data: Readonly<Record<string, unknown>>,
): TodoItem['entity'] =>
  type === null || ref === null ? null : { type, ref, label: entityLabel(data, ref) };
