/**
 * `npm run test:s3`: the contract of files on a real S3 server, versitygw: the one on the PATH, or one
 * built below `.relais/bin` by Go (a minute or three, once).
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runVitest } from '../support/run-vitest.ts';

const MODULE = 'github.com/versity/versitygw/cmd/versitygw@v1.8.0';
const DIRECTORY = join(import.meta.dirname, '../../.relais/bin');
const NAME = 'versitygw';

const findProgram = async (): Promise<string> => {
  const own = join(DIRECTORY, NAME);
  for (const program of [NAME, own]) {
    if (await promisify(execFile)(program, ['--version']).catch(() => undefined)) return program;
  }
  console.log(`Building ${MODULE} …`);
  const go = spawn('go', ['install', MODULE], {
    stdio: 'inherit',
    env: { ...process.env, GOBIN: DIRECTORY },
  });
  await once(go, 'exit').catch(() => undefined); // no Go here
  if (existsSync(own)) return own;
  throw new Error('npm run test:s3 needs versitygw on the PATH, or Go to build it.');
};

runVitest(join(import.meta.dirname, 'vitest.config.ts'), { VERSITYGW: await findProgram() });
