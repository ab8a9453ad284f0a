import { caseAnalysisRead } from '../../domain/case-analyses/events.ts';
import { AppError } from '../../errors.ts';
import { TASK_TITLE_LENGTH_MAX } from '../../domain/tasks/shapes.ts';
import type { Caller } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { listStepTasks, type AnalysisRow } from '../../queries/case-analyses/records.ts';
import type { CaseRow } from '../../queries/cases/records.ts';
import { colleaguesWithin } from '../shared/colleagues.ts';
import { createTask } from '../tasks.ts';
import { sectionContents } from './show.ts';

/**
 * Makes a task of a next step. Its assignee is that of the case, or nobody if that user may have no tasks of it any more.
 * In: the case under its lock. Out: the id of the task.
 * Twice: the task that is there. Errors: `not_found` if there is no such step.
 */
export const taskOfStep = async (
  tx: Transaction,
  {
    caller,
    row,
    analysis,
    step,
  }: { caller: Caller; row: CaseRow; analysis: AnalysisRow; step: number },
): Promise<number> => {
  const made = (await listStepTasks(tx, analysis.id)).find((one) => one.step === step);
  if (made !== undefined) {
    tx.emit(caseAnalysisRead, { subjectId: row.id, after: { version: analysis.version } });
    return made.task_id;
  }
  const { next_steps: section } = await sectionContents(tx, analysis.id);
  const wanted = section?.steps[step - 1];
  if (wanted === undefined) throw new AppError('not_found', `there is no step ${step}`);
  const task = await createTask(
    tx,
    caller,
    {
      title: wanted.text.slice(0, TASK_TITLE_LENGTH_MAX).toWellFormed(),
      due_at: wanted.due_on === null ? null : `${wanted.due_on}T12:00:00Z`,
      assigned_to: await assigneeOf(tx, caller, row),
    },
    { dossier: row, step: { analysisId: analysis.id, step } },
  );
  return task.id;
};

/** Who has the case may have been disabled, or have left its team since. */
const assigneeOf = async (
  tx: Transaction,
  caller: Caller,
  { assigned_to: userId, call_centre_id: callCentreId }: CaseRow,
): Promise<number | null> => {
  if (userId === null || userId === caller.userId) return userId;
  const owned = { userId: null, callCentreId };
  const found = await colleaguesWithin(tx, { userIds: [userId], permission: 'tasks:read', owned });
  return found.length > 0 ? userId : null;
};
