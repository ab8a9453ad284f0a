/**
 * `npm run test:repeat -- [--times 10] [--busy] [files]`: runs the tests again and again, to find those that
 * pass by luck. Every round runs whole; a failure stops nothing. `--busy` keeps all cores at work meanwhile. Exits 1 if
 * any test failed in any round.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, constants, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '..');
const TIMES_DEFAULT = '10';
const BURN_MAX_MS = 4 * 60 * 60_000;
/** Ends with this process, whose channel closes then, and after `BURN_MAX_MS` in any case. */
const BURN = `process.on('disconnect', () => process.exit());
  setTimeout(() => process.exit(), ${BURN_MAX_MS});
  const burn = () => {
    for (const end = performance.now() + 50; performance.now() < end; );
    setImmediate(burn);
  };
  burn();`;

const reportSchema = z.object({
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    times: { type: 'string', default: TIMES_DEFAULT },
    busy: { type: 'boolean', default: false },
  },
});
const times = z.coerce.number().int().min(1).max(1000).parse(values.times);

const children = new Set<ChildProcess>();
const directory = mkdtempSync(join(tmpdir(), 'relais-repeat-'));
process.on('exit', () => {
  for (const child of children) child.kill();
  rmSync(directory, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => process.exit(128 + constants.signals[signal]));
process.on('disconnect', () => process.exit(1)); // the bootstrap is gone
process.channel?.unref();

if (values.busy) for (let core = 0; core < availableParallelism(); core += 1) start(['-e', BURN]);

const failedRounds = new Map<string, number[]>();
for (let round = 1; round <= times; round += 1) {
  const startedAt = performance.now();
  const { passedCount, failed } = await runTests(join(directory, `${round}.json`));
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(
    `round ${round}/${times}: ${passedCount} passed, ${failed.length} failed (${seconds} s)`,
  );
  for (const name of failed) {
    console.log(`  ✗ ${name}`);
    failedRounds.set(name, [...(failedRounds.get(name) ?? []), round]);
  }
}
console.log(`\n${failedRounds.size} test(s) failed in at least one of ${times} round(s)`);
if (failedRounds.size > 0)
  console.table(
    [...failedRounds].map(([test, rounds]) => ({
      failed: rounds.length,
      rounds: rounds.join(),
      test,
    })),
  );
process.exit(failedRounds.size > 0 ? 1 : 0);

async function runTests(file: string): Promise<{ passedCount: number; failed: string[] }> {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=agent', '--reporter=json', `--outputFile.json=${file}`];
  const child = start([vitest, 'run', ...reporters, ...positionals]);
  await once(child, 'exit');
  if (!existsSync(file)) return { passedCount: 0, failed: ['(no test ran)'] };
  const report = reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const failed = report.testResults.flatMap(({ name, status, assertionResults }) => {
    const path = relative(ROOT, name);
    const tests = assertionResults.filter((result) => result.status === 'failed');
    if (tests.length === 0 && status === 'failed') return [`${path} (outside of its tests)`];
    return tests.map(({ fullName }) => `${path} > ${fullName}`);
  });
  // An error that belongs to no file, such as an unhandled rejection.
  if (failed.length === 0 && child.exitCode !== 0) failed.push('(outside of any test)');
  return { passedCount: report.numPassedTests, failed };
}

function start(args: string[]): ChildProcess {
  const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: [...stdio] });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}
