import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';

const POLL_MS = 50;

/** Waits until no workflow of this task queue runs. The last leg counts too. */
export const untilClosed = async (
  client: Client,
  taskQueue: string,
  timeoutMs: number,
): Promise<void> => {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const running = await countWorkflows(client, taskQueue, 'Running');
    if (running === 0) return;
    if (Date.now() > deadline) throw new Error(`${running} workflows of ${taskQueue} still run`);
    await sleep(POLL_MS);
  }
};

export const countWorkflows = async (
  client: Client,
  taskQueue: string,
  status: 'Running' | 'Failed' | 'Completed',
): Promise<number> => {
  const { count } = await client.workflow.count(
    `TaskQueue = '${taskQueue}' and ExecutionStatus = '${status}'`,
  );
  return count;
};
