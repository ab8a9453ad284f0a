import { z } from 'zod';
import { EVENTS_PER_RUN_MAX } from '../domain/webhooks/deliveries.ts';
import type { WorkflowName } from '../ids.ts';
import type { WorkflowCommand } from '../platform/temporal-commands.ts';
import type { ClaimedCommandRow } from '../queries/shared/commands.ts';

/**
 * One call to Temporal for several commands: the runs of events of one company that were claimed together
 * become one run, with the id of the first event. A burst then costs a hundredth of the runs.
 *
 * The next relay may group differently, if this one dies. Two runs may then hold the same event, which is
 * harmless: each attempt is leased. But the run of the first event may be there already, without the others:
 * then each event gets a run of its own.
 */

export interface CommandBatch {
  command: WorkflowCommand;
  merged: readonly ClaimedCommandRow[];
}

const DELIVERY: WorkflowName = 'webhookDeliveryWorkflow';
const Input = z.object({ eventIds: z.array(z.string()) });

/** In: rows of any kind, in order of id. */
export const mergeDeliveries = (rows: readonly ClaimedCommandRow[]): CommandBatch[] => {
  const isStart = (row: ClaimedCommandRow): boolean =>
    row.operation === 'start' && row.name === DELIVERY;
  const others = rows.filter((row) => !isStart(row)).map(single);
  const groups = [...Map.groupBy(rows.filter(isStart), (row) => row.company_id).values()];
  return [...others, ...groups.flatMap(inRuns)];
};

const inRuns = (rows: readonly ClaimedCommandRow[]): CommandBatch[] => {
  const [first, ...rest] = rows.slice(0, EVENTS_PER_RUN_MAX);
  if (first === undefined) return [];
  const merged = [first, ...rest];
  const eventIds = merged.flatMap((row) => Input.parse(row.input).eventIds);
  const command = { ...toCommand(first), input: { ...first.input, eventIds } };
  return [{ command, merged }, ...inRuns(rows.slice(EVENTS_PER_RUN_MAX))];
};

export const single = (row: ClaimedCommandRow): CommandBatch => ({
  command: toCommand(row),
  merged: [row],
});

const toCommand = (row: ClaimedCommandRow): WorkflowCommand => ({
  id: row.id,
  companyId: row.company_id,
  workflowId: row.workflow_id,
  operation: row.operation,
  name: row.name,
  taskQueue: row.task_queue,
  input: row.input,
  signal: row.signal,
  schedule: row.schedule,
  subject: row.subject,
});
