import type { WorkerOptions } from '@temporalio/worker';
import type { TaskQueue } from '../ids.ts';

/** How much one worker process takes on, per task queue. Measured by bench/actions.ts. */

/** Workflows kept in memory: each costs about a megabyte, so not as many as the SDK would. */
const CACHED_WORKFLOWS_MAX: Record<TaskQueue, number> = {
  core: 600,
  webhooks: 300,
  mail: 300,
  ai: 300,
};
const CONCURRENT_ACTIVITIES_MAX: Record<TaskQueue, number> = {
  core: 200,
  webhooks: 200,
  mail: 50,
  ai: 20,
};

export const workerOptions = (
  taskQueue: TaskQueue,
): Pick<
  WorkerOptions,
  | 'taskQueue'
  | 'maxCachedWorkflows'
  | 'maxConcurrentActivityTaskExecutions'
  | 'shutdownGraceTime'
  | 'workflowTaskPollerBehavior'
  | 'activityTaskPollerBehavior'
> & { taskQueue: string } => ({
  taskQueue,
  maxCachedWorkflows: CACHED_WORKFLOWS_MAX[taskQueue],
  maxConcurrentActivityTaskExecutions: CONCURRENT_ACTIVITIES_MAX[taskQueue],
  shutdownGraceTime: '20 seconds',
  workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 2, maximum: 10 },
  activityTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 2, maximum: 10 },
});
