import type { z } from 'zod';
import {
  caseCreated,
  caseDeleted,
  caseMoved,
  caseRead,
  caseRestored,
  caseStatusUpdated,
  caseUpdated,
} from '../../domain/cases/events.ts';
import { CASE_RESTORE_DAYS, type CaseIn, type CasePatch } from '../../domain/cases/shapes.ts';
import { CASE_TRANSITIONS, caseReference, mayFollow } from '../../domain/cases/words.ts';
import { settingsOf } from '../../domain/settings/shapes.ts';
import { fault } from '../../domain/shared/faults.ts';
import { WHOLE_COMPANY, type Caller } from '../../domain/shared/permissions.ts';
import { AppError, invalid, notFound } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { findRunningAnalysis } from '../../queries/case-analyses/records.ts';
import { findPerson } from '../../queries/contacts/people.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import {
  findCase,
  insertCase,
  setCaseDeleted,
  takeCaseNumber,
  updateCase,
  type CaseFields,
  type CaseRow,
} from '../../queries/cases/records.ts';
import { findSettings } from '../../queries/settings.ts';
import { cancelAnalysis } from '../case-analyses/request.ts';
import { startReminders } from '../reminders/run.ts';
import { requireColleagues } from '../shared/colleagues.ts';
import { notifyOthers } from '../shared/notify-others.ts';
import { requireVersion } from '../shared/versions.ts';
import { aboutCase, CASE_CATEGORY, caseFacts, caseState, named } from './facts.ts';
import { linkCase } from './links.ts';

/** Cases belong to the call centre of their conversation, or else of their creator. */

interface CreateCaseInput {
  caller: Caller;
  body: Omit<z.infer<typeof CaseIn>, 'conversation_id'>;
  /** It is linked to the case. */
  conversation: ConversationRow | null;
}

/** Errors: `validation_failed` if the client is unknown, or the assignee does not reach the case. */
export const createCase = async (
  tx: Transaction,
  { caller, body, conversation }: CreateCaseInput,
): Promise<CaseRow> => {
  const { client_id: personId, assigned_to: asked, ...rest } = body;
  await requireClient(tx, personId);
  const callCentreId = conversation === null ? caller.callCentreId : conversation.call_centre_id;
  const assignedTo = asked === undefined ? caller.userId : asked;
  if (assignedTo !== caller.userId) await requireAssignee(tx, assignedTo, callCentreId);
  const id = await insertCase(tx, {
    ...rest,
    person_id: personId,
    assigned_to: assignedTo,
    call_centre_id: callCentreId,
    created_by: caller.userId,
    reference: await nextReference(tx),
  });
  const row = await requireCase(tx, id);
  tx.emit(caseCreated, {
    ...aboutCase(row),
    data: caseState(row),
    after: caseFacts(row),
    ...notifyAssignee(tx, row),
  });
  if (row.due_on !== null) await startReminders(tx);
  if (conversation !== null) {
    await linkCase(tx, row, { kind: 'conversation', id: conversation.id });
  }
  return row;
};

const nextReference = async (tx: Transaction): Promise<string> => {
  const { inbox } = settingsOf((await findSettings(tx)).chosen);
  const { year, number } = await takeCaseNumber(tx, inbox.business_hours.time_zone);
  return caseReference(year, number);
};

/** In: the case under its lock. Errors: `version_conflict`, `validation_failed`. */
export const changeCase = async (
  tx: Transaction,
  before: CaseRow,
  { version, client_id: personId, ...patch }: z.infer<typeof CasePatch>,
): Promise<CaseRow> => {
  requireVersion(before, version);
  const fields: CaseFields = {
    title: kept(patch.title, before.title),
    person_id: kept(personId, before.person_id),
    case_type: kept(patch.case_type, before.case_type),
    status: kept(patch.status, before.status),
    priority: kept(patch.priority, before.priority),
    description: kept(patch.description, before.description),
    assigned_to: kept(patch.assigned_to, before.assigned_to),
    due_on: kept(patch.due_on, before.due_on),
  };
  if (!mayFollow(before.status, fields.status)) {
    throw invalid([
      fault('status', 'not_one_of', { allowed: [...CASE_TRANSITIONS[before.status]] }),
    ]);
  }
  if (fields.person_id !== before.person_id) await requireClient(tx, fields.person_id);
  const isGiven = fields.assigned_to !== before.assigned_to;
  if (isGiven) await requireAssignee(tx, fields.assigned_to, before.call_centre_id);
  await updateCase(tx, { ...fields, id: before.id });
  const after = await requireCase(tx, before.id);
  const isMoved = after.status !== before.status;
  if (!isMoved || isOtherwiseChanged(before, after)) {
    tx.emit(caseUpdated, {
      ...aboutCase(after),
      before: { ...caseFacts(before), status: undefined },
      after: { ...caseFacts(after), status: undefined },
      ...(isGiven && notifyAssignee(tx, after)),
    });
  }
  if (after.due_on !== null && after.due_on !== before.due_on) await startReminders(tx);
  if (isMoved) emitStatus(tx, before, after);
  if (isGiven) tx.emit(caseMoved, aboutCase(before));
  return after;
};

/** Its status apart, which is an event of its own. */
const isOtherwiseChanged = (before: CaseRow, after: CaseRow): boolean =>
  JSON.stringify({ ...caseFacts(before), status: '' }) !==
  JSON.stringify({ ...caseFacts(after), status: '' });

const emitStatus = (tx: Transaction, before: CaseRow, after: CaseRow): void => {
  tx.emit(caseStatusUpdated, {
    ...aboutCase(after),
    data: { ...caseState(after), previous_status: before.status },
    before: { status: before.status },
    after: { status: after.status },
    ...notifyOthers(tx, {
      category: CASE_CATEGORY,
      userIds: [after.assigned_to],
      params: { ...named(after), status: after.status },
    }),
  });
};

/** In: the case under its lock. An analysis of it ends. */
export const removeCase = async (tx: Transaction, row: CaseRow): Promise<void> => {
  const analysis = await findRunningAnalysis(tx, row.id);
  if (analysis !== undefined) await cancelAnalysis(tx, row, analysis);
  await setCaseDeleted(tx, { id: row.id, isDeleted: true });
  tx.emit(caseDeleted, { ...aboutCase(row), before: caseFacts(row) });
};

const DAY_MS = 24 * 60 * 60 * 1000;

/** In: the case under its lock. Twice: changes nothing. Errors: `conflict` if it was deleted too long ago. */
export const restoreCase = async (tx: Transaction, row: CaseRow, now: Date): Promise<CaseRow> => {
  if (row.deleted_at === null) {
    tx.emit(caseRead, { subjectId: row.id });
    return row;
  }
  if (now.getTime() - row.deleted_at.getTime() > CASE_RESTORE_DAYS * DAY_MS) {
    throw new AppError('conflict', `a case can be restored for ${CASE_RESTORE_DAYS} days`);
  }
  await setCaseDeleted(tx, { id: row.id, isDeleted: false });
  const after = await requireCase(tx, row.id);
  tx.emit(caseRestored, { ...aboutCase(after), after: caseFacts(after) });
  return after;
};

/** After a change, whoever it belongs to now: the answer shows it once. */
const requireCase = async (tx: Transaction, id: number): Promise<CaseRow> => {
  const row = await findCase(tx, { id, scope: WHOLE_COMPANY });
  if (!row) throw notFound('case');
  return row;
};

const kept = <T>(value: T | undefined, before: T): T => (value === undefined ? before : value);

const notifyAssignee = (tx: Transaction, row: CaseRow) =>
  notifyOthers(tx, { category: CASE_CATEGORY, userIds: [row.assigned_to], params: named(row) });

const requireAssignee = async (
  tx: Transaction,
  userId: number | null,
  callCentreId: number | null,
): Promise<void> => {
  await requireColleagues(tx, {
    userIds: userId === null ? [] : [userId],
    path: 'assigned_to',
    permission: 'cases:read',
    owned: { userId: null, callCentreId },
  });
};

const requireClient = async (tx: Transaction, id: number): Promise<void> => {
  const person = await findPerson(tx, { id });
  if (person !== undefined && person.deleted_at === null) return;
  throw invalid([fault('client_id', 'unknown_record', { record: 'person' })]);
};
