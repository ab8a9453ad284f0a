/** `npm start`: the whole of Relais on this machine, until Ctrl-C. */
import { join } from 'node:path';
import { createChildren } from './supervisor/children.ts';
import type { Children } from './supervisor/children.ts';
import { readDemoAccess } from './demo/access.ts';
import { TEAM } from './demo/data.ts';
import { startGuard } from './supervisor/guard.ts';
import { parseOptions } from './supervisor/options.ts';
import { loadSecrets } from './services/secrets.ts';
import { USAGE } from './start-arguments.mjs';
import { StartError } from './supervisor/start-error.ts';
import { openState } from './supervisor/state.ts';
import type { State } from './supervisor/state.ts';
import type { Stack } from './supervisor/supervisor.ts';
import { startStack } from './supervisor/supervisor.ts';

/** A second signal within this time is an echo of the first: a Ctrl-C reaches us directly and through npm. */
const ECHO_MS = 1_000;
/** How long a step that was under way when the stop came may take to notice. */
const STEP_TIMEOUT_MS = 5_000;

/** One line on the terminal. A terminal that went away must not end the stack halfway through its stop. */
function print(line: string): void {
  if (process.stdout.writable) process.stdout.write(`${line}\n`);
}

async function main(): Promise<number> {
  const startedAt = performance.now();
  process.umask(0o077); // what children write into .relais/ is nobody else's business
  const options = parseOptions(process.argv.slice(2), process.env);
  if (options.isHelp) {
    print(USAGE);
    return 0;
  }
  const stopRequest = listenForStop();
  const state = await openState(options.stateDirectory, options.port, options.isReset);
  const guard = startGuard();
  const children = createChildren({
    logsDirectory: join(options.stateDirectory, 'logs'),
    guard,
    noteChildren: state.noteChildren,
    print,
  });
  let startup: Promise<Stack> | undefined;
  try {
    const secrets = await loadSecrets(options.stateDirectory);
    startup = startStack({
      children,
      options,
      secrets,
      external: process.env,
      print: (line) => {
        if (!children.isStopping()) print(line);
      },
    });
    const stack = await Promise.race([startup, stopRequest, children.failure]);
    if (stack === 'stop') return 0;
    await printBlock(stack, (performance.now() - startedAt) / 1000);
    await Promise.race([stopRequest, children.failure]);
    return 0;
  } finally {
    await shutDown(children, state, startup);
    guard.release();
  }
}

/** Resolves at the first request to stop; a later one ends this process at once, and the guard does the rest. */
function listenForStop(): Promise<'stop'> {
  const { promise, resolve } = Promise.withResolvers<'stop'>();
  let requestedAtMs: number | undefined;
  const request = () => {
    if (requestedAtMs === undefined) {
      requestedAtMs = Date.now();
      resolve('stop');
    } else if (Date.now() - requestedAtMs > ECHO_MS) {
      print('Stopping at once.');
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, request);
  process.on('disconnect', () => resolve('stop')); // the bootstrap was killed
  process.channel?.unref();
  return promise;
}

async function shutDown(
  children: Children,
  state: State,
  startup: Promise<unknown> | undefined,
): Promise<void> {
  const hadAny = children.hasAny();
  if (hadAny) print('Stopping …');
  const killed = await children.stopAll();
  // A start cut short gets a moment to notice, so that it does nothing behind our back.
  const timeout = new Promise((resolve) => setTimeout(resolve, STEP_TIMEOUT_MS).unref());
  await Promise.race([startup?.catch(() => undefined), timeout]);
  for (const name of killed) print(`${name} did not end when asked and was killed.`);
  state.release();
  if (hadAny) print('Stopped.');
}

async function printBlock(stack: Stack, seconds: number): Promise<void> {
  const demo = stack.demoFile === undefined ? undefined : await readDemoAccess(stack.demoFile);
  const lines: [string, string][] = [
    ['Console', stack.consoleUrl],
    ['API', `${stack.consoleUrl}/api/v1   (reference: ${stack.consoleUrl}/docs)`],
    ['Temporal UI', stack.temporalUiUrl ?? '(TEMPORAL_UI_URL is not set)'],
  ];
  if (demo !== undefined) {
    lines.push(['Sign in', `${demo.email}   password: ${demo.password}`]);
    lines.push(['', `${colleague('supervisor')}, ${colleague('agent')}: the same password`]);
    lines.push(['API key', `apiKey in ${stack.demoFile}`]);
    lines.push(['Mail', `mailboxes in ${stack.demoFile}, for any mail client`]);
  }
  print(`\nRelais is ready (${seconds.toFixed(1)} s). Ctrl-C stops it.\n`);
  for (const [label, value] of lines) print(`  ${label.padEnd(13)}${value}`);
  print('');
}

/** Somebody of the demo company with this role. */
function colleague(role: (typeof TEAM)[number]['role']): string {
  return `${TEAM.find((person) => person.role === role)?.email ?? ''} (${role})`;
}

for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

try {
  process.exit(await main());
} catch (error) {
  const known = error instanceof StartError;
  process.stderr.write(
    `${known ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exit(1);
}
