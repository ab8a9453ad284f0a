import type { z } from 'zod';
import { fault } from '../domain/shared/faults.ts';
import { taskCreated, taskDeleted, taskMoved, taskUpdated } from '../domain/tasks/events.ts';
import type { TaskIn, TaskPatch } from '../domain/tasks/shapes.ts';
import { invalid } from '../errors.ts';
import type { Transaction } from '../platform/database.ts';
import type { Audience } from '../platform/facts.ts';
import type { CaseRow } from '../queries/cases/records.ts';
import { findPerson } from '../queries/contacts/people.ts';
import type { ConversationRow } from '../queries/conversations/records.ts';
import { deleteTask, insertTask, updateTask, type TaskRow } from '../queries/tasks.ts';
import { requireColleagues } from './shared/colleagues.ts';
import { requireVersion } from './shared/versions.ts';

/** Tasks belong to the call centre of their conversation or case, or else of their creator. */

const CATEGORY = 'TASK';

interface Creator {
  userId: number;
  callCentreId: number | null;
}

interface TaskPlace {
  conversation?: ConversationRow;
  /** The case: `case` is a word of the language. */
  dossier?: CaseRow;
  /** The next step of an analysis that it is made of. */
  step?: { analysisId: string; step: number };
}

/** Errors: `validation_failed` if the assignee does not reach the task, or the person is unknown. */
export const createTask = async (
  tx: Transaction,
  creator: Creator,
  body: z.infer<typeof TaskIn>,
  place: TaskPlace = {},
): Promise<TaskRow> => {
  const { conversation, dossier, step } = place;
  const record = conversation ?? dossier;
  const callCentreId = record === undefined ? creator.callCentreId : record.call_centre_id;
  const assignedTo = body.assigned_to === undefined ? creator.userId : body.assigned_to;
  if (assignedTo !== creator.userId) await requireAssignee(tx, assignedTo, callCentreId);
  const personId = body.person_id === undefined ? (record?.person_id ?? null) : body.person_id;
  if (typeof body.person_id === 'number') await requirePerson(tx, body.person_id);
  const task = await insertTask(tx, {
    title: body.title,
    dueAt: body.due_at,
    assignedTo,
    conversationId: conversation?.id ?? null,
    caseId: dossier?.id ?? null,
    step: step ?? null,
    personId,
    callCentreId,
    createdBy: creator.userId,
  });
  tx.emit(taskCreated, {
    subjectId: task.id,
    audience: audienceOf(task),
    after: factsOf(task),
    ...notifyAssignee(tx, task),
  });
  return task;
};

/** In: the task under its lock. Errors: `version_conflict`, `validation_failed`. */
export const changeTask = async (
  tx: Transaction,
  before: TaskRow,
  patch: z.infer<typeof TaskPatch>,
  userId: number,
): Promise<TaskRow> => {
  requireVersion(before, patch.version);
  const assignedTo = patch.assigned_to === undefined ? before.assigned_to : patch.assigned_to;
  const isGiven = assignedTo !== before.assigned_to;
  if (isGiven) await requireAssignee(tx, assignedTo, before.call_centre_id);
  const task = await updateTask(tx, {
    id: before.id,
    title: patch.title ?? before.title,
    dueAt: patch.due_at === undefined ? before.due_at : dateOf(patch.due_at),
    assignedTo,
    isDone: patch.is_done ?? before.done_at !== null,
    userId,
  });
  tx.emit(taskUpdated, {
    subjectId: task.id,
    audience: audienceOf(task),
    before: factsOf(before),
    after: factsOf(task),
    ...(isGiven && notifyAssignee(tx, task)),
  });
  if (isGiven) tx.emit(taskMoved, { subjectId: task.id, audience: audienceOf(before) });
  return task;
};

/** In: the task under its lock. */
export const removeTask = async (tx: Transaction, task: TaskRow): Promise<void> => {
  await deleteTask(tx, task.id);
  tx.emit(taskDeleted, {
    subjectId: task.id,
    audience: audienceOf(task),
    before: factsOf(task),
  });
};

const audienceOf = (task: TaskRow): Audience => ({
  userId: task.assigned_to,
  callCentreId: task.call_centre_id,
});

const factsOf = (task: TaskRow) => ({
  title: task.title,
  due_at: task.due_at?.toISOString() ?? null,
  assigned_to: task.assigned_to,
  conversation_id: task.conversation_id,
  case_id: task.case_id,
  is_done: task.done_at !== null,
});

/** Those who give a task to themselves know it. */
const notifyAssignee = ({ actor }: Transaction, { assigned_to: userId, title }: TaskRow) =>
  userId === null || userId === actor.userId
    ? {}
    : { notify: { userIds: [userId], category: CATEGORY, params: { title } } };

const requireAssignee = async (
  tx: Transaction,
  userId: number | null,
  callCentreId: number | null,
): Promise<void> => {
  await requireColleagues(tx, {
    userIds: userId === null ? [] : [userId],
    path: 'assigned_to',
    permission: 'tasks:read',
    owned: { userId: null, callCentreId },
  });
};

const requirePerson = async (tx: Transaction, id: number): Promise<void> => {
  const person = await findPerson(tx, { id });
  if (person !== undefined && person.deleted_at === null) return;
  throw invalid([fault('person_id', 'unknown_record', { record: 'person' })]);
};

const dateOf = (at: string | null): Date | null => (at === null ? null : new Date(at));
