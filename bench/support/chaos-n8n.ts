import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Service } from './services.ts';
import type { Stack } from './stack.ts';

/** The stand-in n8n as a process that can be killed. It writes down each execution that begins. */

export interface ChaosN8n {
  service: Service;
  executionsFile: string;
}

/** Long enough for kills to meet runs under way. */
const RUN_MS = '50-250';

export const addN8n = (stack: Stack, port: number): ChaosN8n => {
  const executionsFile = join(stack.directory, 'n8n-executions');
  const service = stack.addService('n8n', 'dev/fakes/n8n/main.ts', {
    PORT: String(port),
    N8N_STAND_IN_DELAY_MS: RUN_MS,
    N8N_STAND_IN_RUNS: join(stack.directory, 'n8n-runs'),
    N8N_STAND_IN_EXECUTIONS: executionsFile,
  });
  return { service, executionsFile };
};

/** Each dispatch has one execution. One that continues after a kill counts once. Out: the faults. */
export const checkExecutions = async (
  { executionsFile }: ChaosN8n,
  expectedCount: number,
): Promise<string[]> => {
  const lines = (await readFile(executionsFile, 'utf8')).trim().split('\n');
  const executions = [...new Set(lines)].map((line) => line.split(' ')[0]);
  const dispatches = new Set(executions).size;
  const repeats = executions.length - dispatches;
  return [
    ...(dispatches === expectedCount ? [] : [`${dispatches} dispatches ran in n8n`]),
    ...(repeats === 0 ? [] : [`${repeats} ran again in n8n`]),
  ];
};
