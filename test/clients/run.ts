/**
 * `npm run test:clients`: clients that four generators make of docs/openapi.json, against the real API. It
 * installs the generators below `.relais/clients` the first time (a minute or two), from the registries of
 * Python and npm.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runVitest } from '../support/run-vitest.ts';

const DIRECTORY = join(import.meta.dirname, '../../.relais/clients');
const PYTHON_PACKAGE = 'openapi-python-client==0.29.1';
const NPM_PACKAGES = {
  '@hey-api/openapi-ts': '0.95.0',
  'openapi-fetch': '0.17.0',
  'openapi-typescript': '7.13.0',
  orval: '7.13.2',
  typescript: '5.9.3',
};

const run = (command: string, args: string[]): void => {
  const { status } = spawnSync(command, args, { cwd: DIRECTORY, stdio: 'inherit' });
  if (status === 0) return;
  throw new Error(`npm run test:clients could not install its generators: ${command} failed.`);
};

mkdirSync(DIRECTORY, { recursive: true });
const python = join(DIRECTORY, 'venv/bin/python');
if (!existsSync(python)) run('python3', ['-m', 'venv', 'venv']);
run(python, ['-m', 'pip', 'install', '--quiet', PYTHON_PACKAGE]);
writeFileSync(
  join(DIRECTORY, 'package.json'),
  JSON.stringify({ private: true, type: 'module', dependencies: NPM_PACKAGES }),
);
run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error']);

runVitest(join(import.meta.dirname, 'vitest.config.ts'), { CLIENTS_DIRECTORY: DIRECTORY });
