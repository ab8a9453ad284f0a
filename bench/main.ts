/** `npm run bench` runs all benchmarks one after the other, `npm run bench -- actions --count 500` one of them. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const NAMES = [
  'accept',
  'reads',
  'actions',
  'leads',
  'n8n',
  'webhooks',
  'webhook-kills',
  'mail',
  'retrieval',
  'cases',
  'approvals',
  'analysis',
  'chaos',
  'mail-chaos',
  'approval-kills',
] as const;
const USAGE = `npm run bench                            all, about 90 minutes
npm run bench -- accept  [--rounds 5] [--seconds 8] [--connections 32] [--profile directory]
npm run bench -- reads   [--rounds 5] [--seconds 6] [--readers 50] [--writers 20]
npm run bench -- leads   [--rows 100000] [--profile directory]
npm run bench -- actions [--count 2000] [--rounds 3] [--concurrency 100] [--profile directory]
npm run bench -- n8n     [--rounds 3] [--count 150] [--concurrency 16] [--stand-in]
npm run bench -- webhooks [--count 20000] [--endpoints 50] [--single 5000] [--rounds 3] [--profile directory]
npm run bench -- webhook-kills [--count 2000] [--endpoints 10] [--kills 10] [--rate 40] [--seed number]
npm run bench -- mail    [--mails 5000] [--mailboxes 200] [--seed number] [--profile directory]
npm run bench -- retrieval [--passages 50000] [--rounds 5] [--seed number]
npm run bench -- cases   [--cases 100000] [--notes 10] [--rounds 20]
npm run bench -- approvals [--count 1000] [--approvals 200] [--rate 2] [--profile directory]
npm run bench -- analysis [--count 100] [--kills 0] [--delay 400] [--seed number]
npm run bench -- chaos   [--count 3000] [--kills 20] [--rate 12] [--seed number] [--logs directory]
npm run bench -- mail-chaos [--count 10000] [--replies 200] [--cuts 20] [--kills 10] [--seed number] [--logs directory]
npm run bench -- approval-kills [--count 300] [--kills 40] [--rate 2] [--seed number]`;

const [first, ...rest] = process.argv.slice(2);
const isNamed = first !== undefined;
if (process.argv.includes('--help')) {
  console.log(USAGE);
  process.exit(0);
}
const chosen = NAMES.filter((name) => !isNamed || name === first);
if (chosen.length === 0) {
  console.error(`There is no benchmark ${first}.\n${USAGE}`);
  process.exit(1);
}
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) {
  process.on(signal, () => stopping.abort());
}
process.channel?.unref();

const failed: string[] = [];
for (const name of chosen) {
  if (stopping.signal.aborted) break;
  console.log(`\n${name}`);
  if (!(await runOne(name, isNamed ? rest : []))) failed.push(name);
}
if (failed.length > 0 && !stopping.signal.aborted)
  console.log(`\nbelow what is wanted: ${failed.join(', ')}`);
process.exit(failed.length === 0 && !stopping.signal.aborted ? 0 : 1);

/** Its own process: one benchmark's heap is no burden to the next. What it leaves, its guard ends. */
async function runOne(name: string, options: string[]): Promise<boolean> {
  const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...options], {
    stdio: 'inherit',
    signal: stopping.signal,
  });
  child.on('error', () => undefined); // stopped: its exit tells the same
  return new Promise((resolve) => child.once('exit', (code) => resolve(code === 0)));
}
