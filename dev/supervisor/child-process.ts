import type { ChildProcess } from 'node:child_process';

/** What a tool that was started has to say, and how it is ended. */

const TAIL_LINE_COUNT = 40;

/** Out: the last lines of both its streams, for the message when it fails. */
export function collectTail(child: ChildProcess): () => string {
  let lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      lines = [...lines, ...text.trimEnd().split('\n')].slice(-TAIL_LINE_COUNT);
    });
  }
  return () => lines.join('\n');
}

interface StopOptions {
  signal: 'SIGTERM' | 'SIGINT';
  /** After it the process is killed. */
  graceMs: number;
}

/** Resolves once it has ended. Twice: it stays ended. */
export async function stopChild(
  child: ChildProcess,
  { signal, graceMs }: StopOptions,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await exited;
  clearTimeout(timer);
}
