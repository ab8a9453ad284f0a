/** A worker process with our worker's settings and nothing of ours to do. Started by the benchmarks. */
import { join } from 'node:path';
import { bundleWorkflowCode, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createHttpClient } from '../../../src/platform/http-client.ts';
import { workerOptions } from '../../../src/workers/options.ts';
import { BARE_TASK_QUEUE } from './index.ts';
import { bareRequest } from './request.ts';
import { requireSetting } from '../settings.ts';

const TIMEOUT_MS = 15_000;
const RESPONSE_SIZE_MAX_BYTES = 16 * 1024;

const address = requireSetting('TEMPORAL_ADDRESS');
const webhookUrl = requireSetting('BARE_WEBHOOK_URL');
const apiKey = requireSetting('N8N_API_KEY');
const signingSecret = requireSetting('N8N_SIGNING_SECRET');
const callbackBase = requireSetting('BARE_CALLBACK_BASE');
const http = createHttpClient({ allowLoopback: false });

const activities = {
  /** The call of `dispatchAction` without its two transactions. */
  async callN8n({ key }: { key: string }): Promise<number> {
    const { status } = await http.send({
      url: webhookUrl,
      method: 'POST',
      ...bareRequest({ key, apiKey, signingSecret, callbackBase }),
      timeoutMs: TIMEOUT_MS,
      responseSizeMaxBytes: RESPONSE_SIZE_MAX_BYTES,
      isTrusted: true,
    });
    if (status !== 200) throw new Error(`n8n answered ${status}`);
    return status;
  },
};
export type BareActivities = typeof activities;

Runtime.install({ shutdownSignals: ['SIGTERM', 'SIGINT'] });
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  ...workerOptions('core'),
  taskQueue: BARE_TASK_QUEUE,
  connection,
  activities,
  workflowBundle: await bundleWorkflowCode({
    workflowsPath: join(import.meta.dirname, 'workflow.ts'),
  }),
});
await worker.run();
await connection.close();
await http.close();
