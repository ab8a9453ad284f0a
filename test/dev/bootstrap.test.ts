/** The bootstrap: what `npm start` and `npm test` run first, on any Node, before anything is installed. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { z } from 'zod';

const DEV = join(import.meta.dirname, '../../dev');
const bootstrap = join(DEV, 'bootstrap.mjs');

test('passes arguments, signals and the exit code', async () => {
  const script = join(inject('runDirectory'), 'script.mjs');
  writeFileSync(
    script,
    `process.on('SIGTERM', () => process.exit(7)); console.log(process.argv[2], process.versions.node);
     setTimeout(() => undefined, 30_000);`,
  );
  const child = spawn(process.execPath, [bootstrap, script, 'argument'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [text] = z.tuple([z.instanceof(Buffer)]).parse(await once(child.stdout, 'data'));
  expect(text.toString()).toMatch(/^argument 24\./);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([7, null]);
});

test('refuses a mistyped argument before it looks for tools or installs anything', () => {
  const { status, stderr } = spawnSync(process.execPath, [bootstrap, 'dev/start.ts', '--prot'], {
    env: { PATH: '/nonexistent' },
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^Unknown option '--prot'.*\nnpm start -- \[options\]\n/);
});

test('ends an install at once when interrupted, npm included', async () => {
  const directory = join(inject('runDirectory'), 'interrupted');
  cpSync(bootstrap, join(directory, 'dev/bootstrap.mjs'));
  cpSync(join(DEV, 'start-arguments.mjs'), join(directory, 'dev/start-arguments.mjs'));
  const npm = join(directory, 'npm-cli.js');
  writeFileSync(
    npm,
    `if (process.argv[2] === '--version') process.exit(0);
     process.on('SIGINT', () => undefined); process.on('SIGTERM', () => undefined);
     console.log('pid ' + process.pid); setTimeout(() => undefined, 30_000);`,
  );
  const child = spawn(process.execPath, [join(directory, 'dev/bootstrap.mjs'), 'dev/start.ts'], {
    env: { ...process.env, npm_execpath: npm },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  await expect.poll(() => output).toMatch(/pid \d+/);
  child.kill('SIGINT');
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(output).toMatch(/\nInstallation interrupted: start again\.\n$/);
  const npmPid = Number(/pid (\d+)/.exec(output)?.[1]);
  expect(() => process.kill(npmPid, 0)).toThrow('ESRCH');
});

test('names a missing tool', () => {
  const { status, stderr } = spawnSync(process.execPath, [bootstrap, 'dev/start.ts'], {
    env: { PATH: '/nonexistent' },
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr).toBe(
    'Relais needs python3, which was not found: install the package "python3".\n',
  );
});
