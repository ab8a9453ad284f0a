/**
 * Goal: a generated client works: nothing is left out, its types hold, and it reads real answers, those with
 * null too. Method: each generator on docs/openapi.json, then the same two calls to the real API.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEntity } from '../support/actions.ts';
import { listen, startTestApi, type TestApi } from '../support/api.ts';

const ROOT = join(import.meta.dirname, '../..');
const DIRECTORY = process.env['CLIENTS_DIRECTORY'] ?? '';
const OUT = join(DIRECTORY, 'generated');

const TSCONFIG = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    module: 'esnext',
    moduleResolution: 'bundler',
    target: 'es2022',
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: [],
  },
};

let api: TestApi;
let url: string;
let closeServer: () => void;
beforeAll(async () => {
  await rm(OUT, { recursive: true, force: true });
  await mkdir(OUT);
  await copyFile(join(ROOT, 'docs/openapi.json'), join(OUT, 'openapi.json'));
  api = await startTestApi();
  await createEntity(api, api.company.owner.key); // its audit entry has `before: null`
  const served = await listen(api.app);
  url = served.url;
  closeServer = () => void served.server.close();
});
afterAll(async () => {
  closeServer();
  await api.stop();
});

/** Out: what it printed. Errors: what it printed, if it fails. */
const run = async (command: string, args: string[]): Promise<string> => {
  const path = `${join(DIRECTORY, 'venv/bin')}:${process.env['PATH'] ?? ''}`;
  try {
    const { stdout, stderr } = await promisify(execFile)(command, args, {
      cwd: OUT,
      env: { ...process.env, PATH: path, RELAIS_URL: url, RELAIS_KEY: api.company.owner.key },
      maxBuffer: 16 * 1024 * 1024,
    });
    return stdout + stderr;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
  }
};
const tool = (name: string, ...args: string[]): Promise<string> =>
  run(join(DIRECTORY, 'node_modules/.bin', name), args);

/** Checks the types of a client and of the program that uses it, then runs the program. */
const runProgram = async (name: string, text: string): Promise<unknown> => {
  await writeFile(join(OUT, `${name}.ts`), text);
  await writeFile(
    join(OUT, 'tsconfig.json'),
    JSON.stringify({ ...TSCONFIG, files: [`${name}.ts`] }),
  );
  await tool('tsc', '--project', '.');
  const { use } = (await import(join(OUT, `${name}.ts`))) as {
    use: (url: string, key: string) => Promise<unknown>;
  };
  return use(url, api.company.owner.key);
};

const expected = () => ({ slug: api.company.slug, before: null, created: 'entities.create' });

test('openapi-python-client leaves nothing out, and its client reads the answers', async () => {
  const where = ['--path', 'openapi.json', '--output-path', 'relais_client', '--meta', 'none'];
  await run('openapi-python-client', ['generate', ...where, '--fail-on-warning']);
  await writeFile(
    join(OUT, 'program.py'),
    `import json, os
from relais_client import AuthenticatedClient
from relais_client.api.audit import audit_list
from relais_client.api.company import company_read
from relais_client.api.me import me_update
client = AuthenticatedClient(base_url=os.environ["RELAIS_URL"], token=os.environ["RELAIS_KEY"])
company = company_read.sync(client=client)
page = audit_list.sync(client=client, operation="entities.create")
assert me_update.sync_detailed(client=client).status_code == 200, "a body that is not required"
entry = page.data[0]
print(json.dumps({"slug": company.slug, "before": entry.before, "created": entry.operation}))
`,
  );
  expect(JSON.parse(await run('python', ['program.py']))).toEqual(expected());
});

test('openapi-typescript gives types that hold', async () => {
  await tool('openapi-typescript', 'openapi.json', '-o', 'types.ts');
  const answer = await runProgram(
    'use-types',
    `import createClient from 'openapi-fetch';
import type { paths } from './types.ts';
export const use = async (baseUrl: string, key: string) => {
  const client = createClient<paths>({ baseUrl, headers: { 'X-API-Key': key } });
  const company = await client.GET('/api/v1/company');
  const query = { operation: 'entities.create' };
  const page = await client.GET('/api/v1/audit', { params: { query } });
  const entry = page.data?.data[0];
  return { slug: company.data?.slug, before: entry?.before, created: entry?.operation };
};
`,
  );
  expect(answer).toEqual(expected());
});

test('hey-api gives a client that works', async () => {
  await tool('openapi-ts', '-i', 'openapi.json', '-o', 'hey');
  const answer = await runProgram(
    'use-hey',
    `import { client } from './hey/client.gen';
import { auditList, companyRead } from './hey/sdk.gen';
export const use = async (baseUrl: string, key: string) => {
  client.setConfig({ baseUrl, headers: { 'X-API-Key': key } });
  const company = await companyRead();
  const page = await auditList({ query: { operation: 'entities.create' } });
  const entry = page.data?.data[0];
  return { slug: company.data?.slug, before: entry?.before, created: entry?.operation };
};
`,
  );
  expect(answer).toEqual(expected());
});

test('orval gives a client that works', async () => {
  const output = ['--output', './orval/client.ts', '--client', 'fetch'];
  await tool('orval', '--input', './openapi.json', ...output);
  const answer = await runProgram(
    'use-orval',
    `import { auditList, companyRead } from './orval/client';
export const use = async (baseUrl: string, key: string) => {
  const headers = { 'X-API-Key': key };
  // The client asks for addresses of its own server, as in a browser.
  const { fetch } = globalThis;
  globalThis.fetch = (path, init) => fetch(new URL(String(path), baseUrl), init);
  const company = await companyRead({ headers });
  const page = await auditList({ operation: 'entities.create' }, { headers });
  if (company.status !== 200 || page.status !== 200) throw new Error('refused');
  const entry = page.data.data[0];
  return { slug: company.data.slug, before: entry?.before, created: entry?.operation };
};
`,
  );
  expect(answer).toEqual(expected());
});
