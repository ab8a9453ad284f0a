import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { ProcessRecord } from './processes.ts';

const REAPER = join(import.meta.dirname, 'reaper.ts');

/** Someone who stays behind to end our processes when we are killed without a chance to do it. */
export interface Guard {
  add: (record: ProcessRecord) => void;
  remove: (pid: number) => void;
  /** Deletes this directory when all is over. */
  deleteAtEnd: (directory: string) => void;
  /** Lets it go; it first ends whatever is still noted. */
  release: () => void;
}

export function startGuard(): Guard {
  const reaper = spawn(process.execPath, [REAPER], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  reaper.on('error', () => undefined); // without it a crash leaves processes, which the next start finds
  reaper.stdin.on('error', () => undefined);
  reaper.unref();
  if (reaper.stdin instanceof Socket) reaper.stdin.unref();
  const send = (message: object) => reaper.stdin.write(`${JSON.stringify(message)}\n`);
  return {
    add: (record) => send({ add: record }),
    remove: (pid) => send({ remove: pid }),
    deleteAtEnd: (directory) => send({ delete: directory }),
    release: () => reaper.stdin.end(),
  };
}
