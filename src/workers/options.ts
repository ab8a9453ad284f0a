import type { WorkerOptions } from '@temporalio/worker';
import { WORKFLOW_QUEUES, type TaskQueue } from '../ids.ts';

/** Concurrency limits of a worker process, per task queue. Measured by bench/actions.ts. */

/** Workflows kept in memory. Each needs about 1 MB, so the limit is below the SDK's default. */
const CACHED_WORKFLOWS_MAX: Record<TaskQueue, number> = {
  core: 600,
  webhooks: 300,
  mail: 300,
  ai: 300,
  analysis: 300,
};
const CONCURRENT_ACTIVITIES_MAX: Record<TaskQueue, number> = {
  core: 200,
  webhooks: 200,
  mail: 300,
  ai: 20,
  // Of the four calls that a company may have under way in a process: replies come first.
  analysis: 2,
};

/**
 * The first attempt of a dispatch is a local activity: it occupies its workflow task until n8n answers.
 * If n8n hangs, at most half of the tasks are occupied. Further dispatches then go through the task
 * queue, as all later attempts do (ADR 0012).
 */
const CONCURRENT_WORKFLOW_TASKS_MAX = 200;
const CONCURRENT_LOCAL_ACTIVITIES_MAX = 100;

export const workerOptions = (
  taskQueue: TaskQueue,
): Pick<
  WorkerOptions,
  | 'taskQueue'
  | 'maxCachedWorkflows'
  | 'maxConcurrentWorkflowTaskExecutions'
  | 'maxConcurrentLocalActivityExecutions'
  | 'maxConcurrentActivityTaskExecutions'
  | 'shutdownGraceTime'
  | 'workflowTaskPollerBehavior'
  | 'activityTaskPollerBehavior'
> & { taskQueue: string } => ({
  taskQueue,
  maxCachedWorkflows: CACHED_WORKFLOWS_MAX[taskQueue],
  maxConcurrentWorkflowTaskExecutions: CONCURRENT_WORKFLOW_TASKS_MAX,
  maxConcurrentLocalActivityExecutions: CONCURRENT_LOCAL_ACTIVITIES_MAX,
  maxConcurrentActivityTaskExecutions: CONCURRENT_ACTIVITIES_MAX[taskQueue],
  shutdownGraceTime: '20 seconds',
  workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 2, maximum: 10 },
  activityTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 2, maximum: 10 },
});

/** Without the code of workflows, a queue needs no thread to run it: 50 MiB. */
export const hasWorkflows = (taskQueue: TaskQueue): boolean =>
  Object.values<TaskQueue>(WORKFLOW_QUEUES).includes(taskQueue);
