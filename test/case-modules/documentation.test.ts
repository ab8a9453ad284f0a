/**
 * Goal: what docs/modules.md tells the writer of a module works as written. Method: its examples are read by the code that reads
 * answers; `examples/module.ts` runs as a process and is called.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { freePort } from '../../dev/supervisor/ports.ts';
import {
  CONTRACT_VERSION,
  MODULE_PATHS,
  readBilling,
  readConsultation,
  readPassages,
} from '../../src/domain/case-modules/contract.ts';
import { MODULE_KINDS } from '../../src/domain/case-modules/kinds.ts';
import { signStandardWebhook } from '../../src/domain/shared/signatures.ts';
import { SECRET, startModuleWorld } from '../support/case-modules.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = await readFile(join(ROOT, 'docs/modules.md'), 'utf8');
const blocksOf = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, text = '']) => text,
  );

test('the request of the page is a test vector, with the signature of its secret', () => {
  const [head = '', body = ''] = (blocksOf('http')[0] ?? '').trimEnd().split('\n\n');
  const headers = Object.fromEntries(
    [...head.matchAll(/^([\w-]+): (.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
  const secret = /`(whsec_[A-Za-z0-9+/=]{40,})`/.exec(PAGE)?.[1] ?? '';
  const { 'webhook-id': id = '', 'webhook-timestamp': timestamp } = headers;
  expect(headers).toMatchObject(signStandardWebhook(secret, id, Number(timestamp), body));
  expect(headers['Relais-Contract']).toBe(CONTRACT_VERSION);
  expect(JSON.parse(body)).toMatchObject({ case: { case_type: 'legal' }, language: 'fr' });
});

test('the answers of the page are read whole', () => {
  const [consultation = '', , billing = ''] = blocksOf('json');
  const consulted = readConsultation(consultation);
  expect(consulted).toEqual({
    kind: 'read',
    value: JSON.parse(consultation),
    isCut: false,
  });
  expect(readPassages(consultation, 8).kind).toBe('read');
  const { lines } = JSON.parse(billing);
  expect(readBilling(billing)).toMatchObject({ kind: 'read', value: { lines }, isCut: false });
});

test('the paths of the page are those that are called', () => {
  for (const kind of MODULE_KINDS) {
    expect(PAGE).toContain(`| \`${kind}\` | \`${MODULE_PATHS[kind]}\` |`);
  }
});

describe('examples/module.ts', async () => {
  const world = await startModuleWorld();
  const port = await freePort();
  const child = spawn(process.execPath, ['examples/module.ts', String(port)], {
    cwd: ROOT,
    env: { MODULE_SECRET: SECRET },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  afterAll(async () => {
    child.kill();
    await world.stop();
  });
  await once(child.stdout, 'data');

  test('answers what Relais signed, and nothing else', async () => {
    const base_url = `http://127.0.0.1:${port}`;
    await world.modules.put('legal', { base_url });
    expect(await world.modules.test('legal')).toMatchObject({
      outcome: 'answered',
      answer: 'Le capital d’une SARL est fixé librement par les statuts.',
      passages: [{ id: 'ref-566', url: 'https://references.example.com/566' }],
      is_cut: false,
    });
    const secret = `whsec_${Buffer.from('abcdefghijklmnopqrstuvwx').toString('base64')}`;
    await world.modules.put('legal', { base_url, secret });
    expect(await world.modules.test('legal')).toMatchObject({
      error_code: 'http_4xx',
      status: 401,
    });
  });
});
