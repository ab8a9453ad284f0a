import { v7 as uuidv7 } from 'uuid';
import { DEFAULT_ROUTES, resolveRoute } from '../../src/domain/action-routes/routing.ts';
import type { EventDeclaration } from '../../src/domain/shared/declare-event.ts';
import { json } from '../../src/platform/json.ts';
import type { Transaction } from '../../src/platform/database.ts';
import { acceptedAt, type Decision, type LiveRecord } from './decisions.ts';

/** The rows of a history, as the product writes them, with instants of the past. */

export interface Fact {
  event: Pick<EventDeclaration, 'name' | 'subjectType' | 'audit'> & { data: unknown };
  at: number;
  userId: number | null;
  subjectId: string;
  data: Record<string, unknown>;
  before?: unknown;
  after?: unknown;
  /** Of an event that is delivered to webhooks, too. */
  eventId?: string;
  callCentreId?: number | null;
  formId?: number | null;
}

export interface Notice {
  at: number;
  userId: number;
  categorie: string;
  type: string;
  level: string;
  code: string;
  params: Record<string, unknown>;
  subjectType: 'action' | 'entity' | 'lead' | 'webhook';
  subjectId: string;
  readAt: number | null;
}

export interface History {
  decisions: Decision[];
  facts: Fact[];
  notices: Notice[];
}

export const CLAIM_LEAD_MS = 500;
export const claimOf = (actionId: string): string => `demo-${actionId}`;

const CALLBACK_TIMEOUT_MS = 24 * 3_600_000;

export const insertHistory = async (
  tx: Transaction,
  { decisions, facts, notices }: History,
  records: readonly LiveRecord[],
): Promise<void> => {
  await updateRecords(tx, records);
  await insert(
    tx,
    'actions',
    decisions.map((decision) => actionRow(decision)),
  );
  await insert(tx, 'action_attempts', decisions.flatMap(attemptRows));
  await insert(tx, 'action_claims', decisions.flatMap(claimRows));
  await insert(tx, 'action_callbacks', decisions.flatMap(callbackRows));
  await insertNotices(tx, notices);
  await insertFacts(tx, facts);
};

export const insertNotices = (tx: Transaction, notices: readonly Notice[]): Promise<void> =>
  insert(tx, 'notifications', notices.toSorted((left, right) => left.at - right.at).map(noticeRow));

/** In order of time. */
export const insertFacts = async (tx: Transaction, facts: readonly Fact[]): Promise<void> => {
  const inOrder = facts.toSorted((left, right) => left.at - right.at);
  await insert(tx, 'events', inOrder.filter(({ event }) => event.data !== null).map(eventRow));
  await insert(tx, 'facts', inOrder.map(factRow));
};

/** The columns are those of the first row; the others have defaults. */
export const insert = async (
  { sql, actor }: Transaction,
  table: string,
  rows: readonly object[],
): Promise<void> => {
  const [first] = rows;
  if (first === undefined) return;
  const columns = ['company_id', ...Object.keys(first)];
  const owned = rows.map((row) => ({ company_id: actor.companyId, ...row }));
  await sql`
    insert into ${sql(table)} (${sql(columns)})
    select ${sql(columns)}
    from jsonb_populate_recordset(null::${sql(table)}, ${json(sql, owned)})
  `;
};

const updateRecords = async (
  { sql, actor }: Transaction,
  records: readonly LiveRecord[],
): Promise<void> => {
  const rows = records.map(({ id, data, version, createdAt, updatedAt }) => ({
    id,
    data,
    version,
    created_at: iso(createdAt),
    updated_at: iso(updatedAt),
  }));
  await sql`
    update entities
    set data = record.data,
        version = record.version,
        created_at = record.created_at,
        updated_at = record.updated_at
    from jsonb_to_recordset(${json(sql, rows)}) as record(
      id bigint, data jsonb, version integer, created_at timestamptz, updated_at timestamptz
    )
    where entities.company_id = ${actor.companyId}::bigint and entities.id = record.id
  `;
};

export const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

const actionRow = (decision: Decision) => {
  const { type, record, decider, attempts, status, settledAt } = decision;
  const { route, isUnrouted } = resolveRoute(DEFAULT_ROUTES, type.code);
  const isDispatched = attempts.some(({ outcome }) => outcome === 'accepted');
  const dispatchedAt = isDispatched ? acceptedAt(attempts) : null;
  return {
    id: decision.id,
    status,
    format: 'enriched',
    action_type: type.code,
    action_source: `admin.${record.type}s.detail`,
    action_button: type.code.toLowerCase(),
    entity_id: record.id,
    entite_type: record.type,
    entite_id: record.ref,
    entite_data: decision.data,
    decide_par: decider.id,
    call_centre_id: decider.callCentreId,
    decision_type: type.decisionType,
    commentaire: decision.comment,
    metadonnees: decision.metadata,
    route_prefix: isUnrouted ? null : route.prefix,
    route_index: route.index,
    route_workflow: route.workflow,
    is_unrouted: isUnrouted,
    expects_callback: route.expectsCallback,
    callback_timeout_seconds: route.callbackTimeoutSeconds,
    round: 1,
    attempt_count: attempts.length,
    outcome_code: decision.code,
    outcome_message: decision.message === '' ? null : decision.message,
    created_by: decider.id,
    created_at: iso(decision.at),
    dispatched_at: dispatchedAt === null ? null : iso(dispatchedAt),
    deadline_at: dispatchedAt === null ? null : iso(dispatchedAt + CALLBACK_TIMEOUT_MS),
    settled_at: iso(settledAt),
    updated_at: iso(settledAt),
  };
};

const attemptRows = ({ id, attempts }: Decision) =>
  attempts.map(({ at, outcome, statusCode, errorCode, durationMs, answer }, position) => ({
    action_id: id,
    attempt: position + 1,
    round: 1,
    outcome,
    status_code: statusCode,
    error_code: errorCode,
    response_body: JSON.stringify(answer),
    started_at: iso(at),
    duration_ms: durationMs,
  }));

const claimRows = ({ id, callbacks: [first] }: Decision) =>
  first === undefined
    ? []
    : [
        {
          action_id: id,
          round: 1,
          claimed_by: claimOf(id),
          claimed_at: iso(first.at - CLAIM_LEAD_MS),
        },
      ];

const callbackRows = ({ id, callbacks, statutDossier }: Decision) =>
  callbacks.map(({ at, status, message, data }) => ({
    action_id: id,
    callback_id: `${id}:1:${status === 'progress' ? 'progress' : 'final'}`,
    round: 1,
    status,
    message,
    statut_dossier: status === 'progress' ? null : statutDossier,
    data,
    outcome: 'applied',
    is_late: false,
    received_at: iso(at),
  }));

const noticeRow = (notice: Notice) => ({
  user_id: notice.userId,
  categorie: notice.categorie,
  type: notice.type,
  level: notice.level,
  code: notice.code,
  params: notice.params,
  subject_type: notice.subjectType,
  subject_id: notice.subjectId,
  read_at: notice.readAt === null ? null : iso(notice.readAt),
  dismissed_at: notice.readAt === null ? null : iso(notice.readAt),
  created_at: iso(notice.at),
});

const eventRow = ({ event, at, subjectId, data, eventId, callCentreId, formId }: Fact) => ({
  id: eventId ?? uuidv7({ msecs: at }),
  type: event.name,
  subject_type: event.subjectType,
  subject_id: subjectId,
  call_centre_id: callCentreId ?? null,
  form_id: formId ?? null,
  data,
  occurred_at: iso(at),
});

/** Feeds the audit trail only. No stream was open then. */
const factRow = ({ event, at, userId, subjectId, data, before, after }: Fact) => ({
  occurred_at: iso(at),
  resource_id: subjectId,
  audit: {
    operation: event.audit,
    resource_type: event.subjectType,
    resource_id: subjectId,
    user_id: userId,
    api_key_id: null,
    request_id: null,
    ip: null,
    before: before ?? null,
    after: after ?? (event.data === null ? null : data),
  },
});
