import type { PendingQuery, Row, TransactionSql } from 'postgres';
import { v7 as uuidv7 } from 'uuid';
import { PREFERENCE_DEFAULT } from '../domain/notifications/defaults.ts';
import type { EventDeclaration } from '../domain/shared/declare-event.ts';
import { deliveryWorkflowId } from '../ids.ts';
import { commandRow, deliverySubject, mailCommand, type Command } from './commands.ts';
import { fanOut } from './fan-out.ts';
import { json } from './json.ts';
import { kindOf } from './notification-kind.ts';

/** Writes the facts and commands that a transaction collected. */

/** The company, user and request that a transaction works for. */
export interface Actor {
  companyId: number;
  userId: number | null;
  apiKeyId?: number | null;
  requestId?: string | null;
  ip?: string | null;
}

/** Who may receive a fact on the stream. Both null: everyone in the company who may read its topic. */
export interface Audience {
  userId: number | null;
  callCentreId: number | null;
}

interface Occurrence {
  subjectId: string | number;
  audience?: Audience;
  /** The form that the record came from: webhooks may be bound to it. */
  formId?: number | null;
  /** For the audit trail: the values before and after, or the ids read. `after` defaults to `data`. */
  before?: object | null;
  after?: object | null;
  occurredAt?: Date;
  /** One of many facts. Another fact reports all of them to the audit trail and the stream. */
  isPartOfBatch?: boolean;
  /** Recipients and parameters, for events that declare a notification. */
  notify?: { userIds: readonly number[]; category: string; params: object };
}

/** Input of `tx.emit`: one fact, as the service reports it. */
export type Emission<Data> = Occurrence &
  (Data extends undefined ? { data?: undefined } : { data: Data });

/** An emission with its event. */
export interface Fact {
  event: EventDeclaration;
  emission: Occurrence & { data?: unknown };
}

/** Errors: `ZodError` if `data` does not match the event's schema; thrown where the fact is emitted. */
export const toFact = <Data>(event: EventDeclaration<Data>, emission: Emission<Data>): Fact => ({
  event,
  emission: event.data === null ? emission : { ...emission, data: event.data.parse(emission.data) },
});

type Connection = TransactionSql<{ bigint: number }>;

/**
 * Builds one statement that writes public events, notifications, commands, and the rows of `facts`
 * (for the audit trail and the stream). Facts are appended without an order, so transactions of one
 * company don't wait for each other. `seal_facts` orders them later (ADR 0014).
 */
export const recordFacts = (
  sql: Connection,
  actor: Actor,
  facts: readonly Fact[],
  commands: readonly Command[],
): PendingQuery<Row[]> => {
  const events = facts.flatMap(eventRow);
  const notifications = facts.flatMap(notificationRows);
  const parts = [
    ...(events.length > 0 ? [insertEvents(sql, actor, events), fanOut(sql, actor)] : []),
    ...(notifications.length > 0 ? [insertNotifications(sql, actor, notifications)] : []),
    ...(commands.length > 0 ? [insertCommands(sql, actor, commands)] : []),
  ];
  const [first, ...rest] = parts;
  const prefix =
    first === undefined
      ? sql``
      : sql`with ${rest.reduce((list, part) => sql`${list}, ${part}`, first)}`;
  return sql`
    ${prefix}
    insert into facts (company_id, audit, topic, resource_id, user_id, call_centre_id, data)
    select ${actor.companyId}::bigint, fact.audit, fact.topic, fact.resource_id, fact.user_id,
      fact.call_centre_id, fact.data
    from jsonb_to_recordset(${json(
      sql,
      facts.flatMap((fact) => factRow(actor, fact)),
    )}) as fact(
      audit jsonb, topic text, resource_id text, user_id bigint, call_centre_id bigint, data jsonb
    )
    ${notifications.length === 0 ? sql`` : announceNotifications(sql, actor)}
  `;
};

const insertEvents = (sql: Connection, { companyId }: Actor, events: readonly object[]) => sql`
  event_rows as materialized (
    select event.*
    from jsonb_to_recordset(${json(sql, events)}) as event(
      id uuid, workflow_id text, subject text, type text, subject_type text, subject_id text,
      call_centre_id bigint, form_id bigint, data jsonb, occurred_at timestamptz
    )
  ),
  new_events as (
    insert into events
      (id, company_id, type, subject_type, subject_id, call_centre_id, form_id, data, occurred_at)
    select id, ${companyId}::bigint, type, subject_type, subject_id, call_centre_id, form_id, data,
      occurred_at
    from event_rows
  )
`;

/**
 * Also asks for a mail, for the users who want one of this kind at once. One run per user gathers them. A command
 * that waits serves this notification too: the lock keeps the relay from taking it before this commit. The
 * relay takes the commands of a run one by one, so one for each notification would pile up.
 */
const insertNotifications = (
  sql: Connection,
  { companyId }: Actor,
  rows: readonly { user_id: number }[],
) => sql`
  new_notifications as (
    insert into notifications (
      company_id, user_id, categorie, type, code, params, level, subject_type, subject_id,
      is_mail_wanted, is_digest_wanted
    )
    select ${companyId}::bigint, notification.user_id, notification.categorie, notification.type,
      notification.code, notification.params, notification.level, notification.subject_type,
      notification.subject_id,
      coalesce(preference.email and not preference.is_daily, ${PREFERENCE_DEFAULT.email}::boolean),
      coalesce(preference.email and preference.is_daily, ${PREFERENCE_DEFAULT.is_daily}::boolean)
    from jsonb_to_recordset(${json(sql, rows)}) as notification(
      user_id bigint, categorie text, type text, code text, params jsonb, level text,
      subject_type text, subject_id text
    )
    left join notification_preferences preference
      on preference.company_id = ${companyId}::bigint
      and preference.user_id = notification.user_id
      and preference.kind = ${kindOf(sql, sql`notification.type`)}
    returning id, user_id, type, level, subject_type, subject_id, is_mail_wanted
  ),
  wanted_mails as (
    select command.*
    from jsonb_to_recordset(${json(
      sql,
      [...new Set(rows.map((row) => row.user_id))].map((userId) => ({
        user_id: userId,
        ...commandRow(mailCommand(companyId, userId)),
      })),
    )}) as command(
      user_id bigint, workflow_id text, operation text, name text, task_queue text, input jsonb,
      signal jsonb, subject text
    )
    where command.user_id in (select user_id from new_notifications where is_mail_wanted)
  ),
  waiting_mails as (
    select commands.workflow_id
    from commands
    where commands.company_id = ${companyId}::bigint
      and commands.workflow_id in (select workflow_id from wanted_mails)
      and commands.leased_until is null
    for key share
  ),
  mail_commands as (
    insert into commands
      (company_id, workflow_id, operation, name, task_queue, input, signal, schedule, subject)
    select ${companyId}::bigint, workflow_id, operation, name, task_queue, input, signal, null,
      subject
    from wanted_mails
    where workflow_id not in (select workflow_id from waiting_mails)
  )
`;

const announceNotifications = (sql: Connection, { companyId }: Actor) => sql`
  union all
  select ${companyId}::bigint, null, 'notification.created', id::text, user_id, null,
    jsonb_build_object(
      'id', id,
      'level', level,
      'action_id', case when subject_type = 'action' then subject_id end,
      'is_muted', exists (
        select from notification_preferences preference
        where preference.company_id = ${companyId}::bigint
          and preference.user_id = new_notifications.user_id
          and preference.kind = ${kindOf(sql, sql`new_notifications.type`)}
          and not preference.console
      )
    )
  from new_notifications
`;

const insertCommands = (sql: Connection, { companyId }: Actor, commands: readonly Command[]) => sql`
  new_commands as (
    insert into commands
      (company_id, workflow_id, operation, name, task_queue, input, signal, schedule, subject)
    select ${companyId}::bigint, command.workflow_id, command.operation, command.name,
      command.task_queue, command.input, command.signal, command.schedule, command.subject
    from jsonb_to_recordset(${json(sql, commands.map(commandRow))}) as command(
      workflow_id text, operation text, name text, task_queue text, input jsonb, signal jsonb,
      schedule jsonb, subject text
    )
  )
`;

const eventRow = ({ event, emission }: Fact) => {
  if (event.data === null) return [];
  const id = uuidv7();
  return [
    {
      id,
      workflow_id: deliveryWorkflowId(id),
      subject: deliverySubject(id),
      type: event.name,
      subject_type: event.subjectType,
      subject_id: String(emission.subjectId),
      call_centre_id: emission.audience?.callCentreId ?? null,
      form_id: emission.formId ?? null,
      data: emission.data,
      occurred_at: (emission.occurredAt ?? new Date()).toISOString(),
    },
  ];
};

const notificationRows = ({ event, emission }: Fact) =>
  event.notification === null || emission.notify === undefined
    ? []
    : emission.notify.userIds.map((userId) => ({
        user_id: userId,
        categorie: emission.notify?.category,
        type: event.notification?.type(emission.data),
        code: event.notification?.code,
        params: emission.notify?.params,
        level: event.notification?.level(emission.data),
        subject_type: event.subjectType,
        subject_id: String(emission.subjectId),
      }));

/** The `facts` row for the audit trail and the stream. Empty if the event feeds neither. */
const factRow = (actor: Actor, { event, emission }: Fact) => {
  if (event.audit === null && event.stream === null) return [];
  if (emission.isPartOfBatch === true) return [];
  const subjectId = String(emission.subjectId);
  return [
    {
      audit: event.audit === null ? null : auditEntry(actor, event, emission),
      topic: event.stream?.topic ?? null,
      resource_id: subjectId,
      user_id: emission.audience?.userId ?? null,
      call_centre_id: emission.audience?.callCentreId ?? null,
      data: event.stream?.data(emission.data, subjectId) ?? null,
    },
  ];
};

const auditEntry = (actor: Actor, event: EventDeclaration, emission: Fact['emission']) => ({
  operation: event.audit,
  resource_type: event.subjectType,
  resource_id: String(emission.subjectId),
  user_id: actor.userId,
  api_key_id: actor.apiKeyId ?? null,
  request_id: actor.requestId ?? null,
  ip: actor.ip ?? null,
  before: emission.before ?? null,
  after: emission.after ?? (event.data === null ? null : emission.data),
});
