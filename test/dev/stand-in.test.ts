/**
 * Goal: an action that the stand-in of `npm start` had taken is answered although the stand-in was killed.
 * Method: the stand-in as a process, killed as a crash kills it, and started again on the same directory.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import { createRequest, dispatch, startCallbackReceiver } from '../support/n8n/index.ts';

const API_KEY = 'cle-de-test';
const stops: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

const startProcess = async (directory: string, delayMs: string) => {
  const child = spawn(process.execPath, ['dev/fakes/n8n/main.ts'], {
    env: {
      PORT: '0',
      N8N_API_KEY: API_KEY,
      N8N_STAND_IN_DELAY_MS: delayMs,
      N8N_STAND_IN_RUNS: directory,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = async (): Promise<void> => {
    if (!child.kill('SIGKILL')) return;
    await once(child, 'exit');
  };
  stops.push(kill);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { webhookUrl: line.replace(/^.* on /, ''), apiKey: API_KEY, kill };
};

test('a run that a kill interrupted is answered after the next start, once and for all', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'relais-stand-in-'));
  stops.push(() => rm(directory, { recursive: true }));
  const relais = await startCallbackReceiver();
  stops.push(() => relais.stop());

  const first = await startProcess(directory, '600000-600000');
  const sent = createRequest(relais, { action_type: 'RELANCE_CANDIDAT_EMAIL' });
  expect(await dispatch(first, sent)).toMatchObject({ status: 200 });
  await first.kill();
  expect(relais.of(sent.actionId)).toEqual([]);

  const second = await startProcess(directory, '0-0');
  const callbacks = await relais.waitForResult(sent.actionId);
  expect(callbacks.at(-1)).toMatchObject({ status: 'succeeded' });
  // Relais repeats a dispatch that it saw interrupted: the run is not begun again.
  expect(await dispatch(second, sent)).toMatchObject({ body: { duplicate: true } });
  await expect.poll(() => readdir(directory)).toEqual([]);
});
