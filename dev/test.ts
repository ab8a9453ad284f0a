/**
 * `npm test`: type check, lint and format check at once, then the test suite. Everything runs even when something
 * before it failed, and the last line counts all of it. With arguments (`npm test -- test/actions/endpoints.test.ts`)
 * only the tests they name run.
 */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '..');

interface Tally {
  passed: number;
  failed: number;
}

const reportSchema = z.object({
  success: z.boolean(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

/** What runs at this moment: it has to end when we are told to. */
const running = new Set<ChildProcess>();
const reportDirectory = mkdtempSync(join(tmpdir(), 'relais-report-'));
process.on('exit', () => rmSync(reportDirectory, { recursive: true, force: true }));

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => stop(signal));
process.on('disconnect', () => stop('SIGTERM')); // the bootstrap is gone
process.channel?.unref();

const filters = process.argv.slice(2);
const tallies = filters.length > 0 ? [] : await runChecks();
tallies.push(await runTests(filters));
const passed = sum(tallies.map((tally) => tally.passed));
const failed = sum(tallies.map((tally) => tally.failed));
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);

function stop(signal: NodeJS.Signals): void {
  for (const child of running) child.kill(signal);
  process.exit(128 + constants.signals[signal]);
}

/** All at once: two of them use only one core each. */
function runChecks(): Promise<Tally[]> {
  const own = 'console/node_modules/.bin/tsc';
  const consoleCompiler = existsSync(join(ROOT, own)) ? own : 'node_modules/.bin/tsc';
  return Promise.all([
    check('type check', 'node_modules/.bin/tsc', ['--noEmit']),
    check('lint', 'node_modules/.bin/oxlint', ['--type-aware']),
    check('format', 'node_modules/.bin/prettier', ['--check', '--log-level=warn', '.']),
    check('type check of the console', consoleCompiler, ['--noEmit', '-p', 'console']),
  ]);
}

/** Prints what the program printed once it has ended: the lines of two programs don't mix. */
async function check(name: string, program: string, args: string[]): Promise<Tally> {
  const startedAt = performance.now();
  let output = '';
  const isPassed = (await run(join(ROOT, program), args, (text) => (output += text))) === 0;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${output}${isPassed ? '✓' : '✗'} ${name} (${seconds} s)`);
  return isPassed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function runTests(filters: string[]): Promise<Tally> {
  const file = join(reportDirectory, 'report.json');
  const code = await run(join(ROOT, 'node_modules/.bin/vitest'), [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...filters,
  ]);
  if (!existsSync(file)) return { passed: 0, failed: 1 }; // it never came to run a test
  const report = reportSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  // A file that can't even be loaded has no tests to fail, and an error outside of any test belongs to none.
  const broken = report.testResults.filter(
    (result) => result.status === 'failed' && result.assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + broken;
  return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}

/** Every program here is a Node script: it is run by this Node, not by the one on the PATH. */
function run(program: string, args: string[], collect?: (text: string) => void): Promise<number> {
  const stdio = collect === undefined ? 'inherit' : 'pipe';
  const child = spawn(process.execPath, [program, ...args], { cwd: ROOT, stdio });
  running.add(child);
  for (const stream of [child.stdout, child.stderr]) {
    if (collect !== undefined) stream?.setEncoding('utf8').on('data', collect);
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      running.delete(child);
      resolve(code ?? 1);
    });
  });
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
