/**
 * Ends what its parent leaves behind. It holds the reading end of a pipe: when the parent is gone, however it went
 * (kill -9 included), the pipe closes, and every process still noted is ended in order. Runs in a session of its
 * own, so that a Ctrl-C at the terminal or a closed window doesn't take it along.
 *
 * One JSON object per line: {"add": ProcessRecord} | {"remove": pid} | {"delete": directory to delete at the end}.
 */
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { ProcessRecord } from './processes.ts';
import { processRecordSchema, stopProcesses } from './processes.ts';

const messageSchema = z.union([
  z.object({ add: processRecordSchema }),
  z.object({ remove: z.number() }),
  z.object({ delete: z.string() }),
]);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const records = new Map<number, ProcessRecord>();
const directories: string[] = [];

for await (const line of createInterface({ input: process.stdin })) {
  const message = messageSchema.parse(JSON.parse(line));
  if ('add' in message) records.set(message.add.pid, message.add);
  else if ('remove' in message) records.delete(message.remove);
  else directories.push(message.delete);
}

await stopProcesses([...records.values()]);
for (const directory of directories) await rm(directory, { recursive: true, force: true });
