import { actionAccepted, actionClaimed, actionSettled } from '../../src/domain/actions/events.ts';
import { entityCreated, entityUpdated } from '../../src/domain/entities/events.ts';
import { EntityRow, insertEntity } from '../../src/queries/entities.ts';
import type { Transaction } from '../../src/platform/database.ts';
import { z } from 'zod';
import { createChance, type Chance } from './chance.ts';
import {
  DAY_MS,
  decide,
  officeHours,
  type Decision,
  type LiveRecord,
  type Person,
} from './decisions.ts';
import { DEFAULT_ROUTES, resolveRoute } from '../../src/domain/action-routes/routing.ts';
import { addWaitingActions } from './waiting.ts';
import { CALL_CENTRE } from './data.ts';
import { noticeOf, remindersFor, settledData, subjectOf } from './notices.ts';
import { createRecords } from './people.ts';
import { CLAIM_LEAD_MS, claimOf, insertHistory, type Fact, type History } from './rows.ts';

/**
 * Two weeks of life in the demo company: records, decisions with their attempts and answers, changes by
 * people, notifications. The rows are those that the product writes; only their instants are past, which
 * `tx.emit` cannot say. Twice: nothing, because the company then has actions.
 */

const DECISION_COUNT = 165;
const RECORD_AGE_DAYS = 40;
/** Follow-ups come within this time, so that the changes of a record stay in order. */
const BUSY_MS = 3_600_000;

export const addHistory = async (tx: Transaction, nowMs: number): Promise<void> => {
  if (await hasActions(tx)) return;
  const chance = createChance(2026);
  const people = await listPeople(tx);
  const records = await addRecords(tx, chance, nowMs);
  const history: History = { decisions: [], facts: [], notices: [] };
  history.facts.push(...records.map((record) => createdFact(record, chance.pick(people))));
  for (const at of officeHours(chance, nowMs, DECISION_COUNT)) {
    const decision = decide(chance, { at, nowMs, records, people });
    if (decision === undefined || decision.settledAt > nowMs) continue;
    decision.record.busyUntilMs = decision.settledAt + BUSY_MS;
    history.decisions.push(decision);
    history.facts.push(...factsOf(decision));
    history.notices.push(noticeOf(chance, decision, nowMs));
    applyOutcome(history, decision);
    followUp(chance, history, decision, nowMs);
  }
  history.notices.push(...remindersFor(chance, people, records, nowMs));
  await insertHistory(tx, history, records);
  await addWaitingActions(tx, people, new Date(nowMs));
};

const hasActions = async ({ sql, actor }: Transaction): Promise<boolean> => {
  const found = await sql`
    select 1 from actions where company_id = ${actor.companyId}::bigint limit 1
  `;
  return found.length > 0;
};

const PersonRow = z
  .object({
    id: z.number(),
    role: z.enum(['agent', 'supervisor', 'owner']),
    centre: z.number().nullable(),
  })
  .transform(({ id, role, centre }): Person => ({ id, role, callCentreId: centre }));

/** The owner and the call centre of Lyon. */
const listPeople = async ({ sql, actor }: Transaction): Promise<Person[]> =>
  z.array(PersonRow).parse([
    ...(await sql`
      select users.id, users.role, users.call_centre_id as centre
      from users
      left join call_centres
        on call_centres.company_id = users.company_id and call_centres.id = users.call_centre_id
      where users.company_id = ${actor.companyId}::bigint
        and (call_centres.name = ${CALL_CENTRE}::text or users.call_centre_id is null)
      order by users.id
    `),
  ]);

/** The records of the seeds, which are there already and keep their data, and the others. */
const addRecords = async (
  tx: Transaction,
  chance: Chance,
  nowMs: number,
): Promise<LiveRecord[]> => {
  const { sql, actor } = tx;
  const fixed = z.array(EntityRow).parse([
    ...(await sql`
      select id, type, ref, data, statut_dossier, version, created_at, updated_at
      from entities
      where company_id = ${actor.companyId}::bigint
      order by id
    `),
  ]);
  const added: EntityRow[] = [];
  for (const record of createRecords(chance)) {
    const row = await insertEntity(tx, record);
    if (row) added.push(row);
  }
  const live =
    (isFixed: boolean) =>
    ({ id, type, ref, data }: EntityRow): LiveRecord => {
      const daysAgo = 15 + chance.between(0, RECORD_AGE_DAYS);
      const createdAt = nowMs - daysAgo * DAY_MS - chance.below(DAY_MS / 3);
      const times = { createdAt, updatedAt: createdAt, busyUntilMs: 0 };
      return { id, type, ref, data, version: 1, isFixed, ...times };
    };
  return [...fixed.map(live(true)), ...added.map(live(false))];
};

const createdFact = (record: LiveRecord, author: Person): Fact => ({
  event: entityCreated,
  at: record.createdAt,
  userId: author.id,
  subjectId: String(record.id),
  data: { entity_id: record.id, type: record.type, ref: record.ref, version: 1 },
  before: null,
  after: record.data,
});

const factsOf = (decision: Decision): Fact[] => {
  const { id, at, decider, settledAt, status, code, callbacks, type } = decision;
  const subject = subjectOf(decision);
  const outcome = { status, outcome_code: code, is_late: false };
  const { workflow } = resolveRoute(DEFAULT_ROUTES, type.code).route;
  const [first] = callbacks;
  const accepted: Fact = {
    event: actionAccepted,
    at,
    userId: decider.id,
    subjectId: id,
    data: { ...subject, decide_par: decider.id, route: workflow },
  };
  const settled: Fact = {
    event: actionSettled,
    at: settledAt,
    userId: code === 'cancelled' ? decider.id : null,
    subjectId: id,
    data: settledData(decision),
    before: { status: code === 'refused' ? 'dispatching' : 'awaiting_callback' },
    after: outcome,
  };
  return first === undefined ? [accepted, settled] : [accepted, claimedFact(id, first.at), settled];
};

const claimedFact = (id: string, firstAnswerAt: number): Fact => ({
  event: actionClaimed,
  at: firstAnswerAt - CLAIM_LEAD_MS,
  userId: null,
  subjectId: id,
  data: { status: 'awaiting_callback' },
  after: { round: 1, claimed_by: claimOf(id) },
});

/** The status that n8n set. */
const applyOutcome = (history: History, { record, statutDossier, settledAt }: Decision): void => {
  if (statutDossier === null) return;
  change(history, record, { statutDossier }, { at: settledAt, userId: null });
};

/** What people do next: a prospect that was reminded moves on, a telephone number is corrected. */
const followUp = (
  chance: Chance,
  history: History,
  { record, type, status, settledAt, decider }: Decision,
  nowMs: number,
): void => {
  const at = settledAt + chance.between(2, 25) * 60_000;
  if (record.isFixed || status !== 'succeeded' || at > nowMs) return;
  const by = { at, userId: decider.id };
  if (type.code.startsWith('RELANCE_PROSPECT')) {
    const before = record.data['statutDossier'];
    change(
      history,
      record,
      { statutDossier: NEXT_PROSPECT_STATUS[String(before)] ?? 'RELANCE_1' },
      by,
    );
  } else if (type.code === 'VALIDER_DOCUMENT') {
    change(history, record, { statutDossier: 'VALIDE' }, by);
  } else if (chance.happens(0.12) && 'telephone' in record.data) {
    change(history, record, { telephone: `07${chance.between(10_000_000, 99_999_999)}` }, by);
  }
};

const NEXT_PROSPECT_STATUS: Readonly<Record<string, string>> = {
  NOUVEAU: 'RELANCE_1',
  A_CONTACTER: 'RELANCE_1',
  RELANCE_1: 'RELANCE_2',
  RELANCE_2: 'PERDU',
};

const change = (
  history: History,
  record: LiveRecord,
  patch: Record<string, unknown>,
  { at, userId }: { at: number; userId: number | null },
): void => {
  const before = record.data;
  const after = { ...before, ...patch };
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  record.data = after;
  record.version += 1;
  record.updatedAt = at;
  const { id, type, ref, version } = record;
  history.facts.push({
    event: entityUpdated,
    at,
    userId,
    subjectId: String(id),
    data: { entity_id: id, type, ref, version },
    // A callback's change is recorded with its field alone.
    before: userId === null ? { statutDossier: before['statutDossier'] ?? null } : before,
    after: userId === null ? patch : after,
  });
};
