/**
 * Goal: a killed stand-in answers, after its next start, the actions that it had taken. Method: the stand-in as
 * a process that gets SIGKILL and is started again on the same directory.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import {
  createRequest,
  dispatch,
  startCallbackReceiver,
  type CallbackReceiver,
} from '../support/n8n/index.ts';

const API_KEY = 'cle-de-test';
const executionsFile = (directory: string): string => join(directory, 'executions');
/** The executions that began, each once. */
const executionsIn = async (directory: string): Promise<string[]> => [
  ...new Set((await readFile(executionsFile(directory), 'utf8')).trim().split('\n')),
];
const stops: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

const startRelais = async (): Promise<CallbackReceiver> => {
  const relais = await startCallbackReceiver();
  stops.push(() => relais.stop());
  return relais;
};

const makeDirectory = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'relais-stand-in-'));
  stops.push(() => rm(directory, { recursive: true }));
  return directory;
};

const startProcess = async (directory: string, delayMs: string) => {
  const child = spawn(process.execPath, ['dev/fakes/n8n/main.ts'], {
    env: {
      PORT: '0',
      N8N_API_KEY: API_KEY,
      N8N_STAND_IN_DELAY_MS: delayMs,
      N8N_STAND_IN_RUNS: join(directory, 'runs'),
      N8N_STAND_IN_EXECUTIONS: executionsFile(directory),
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

/** A proxy that passes claims on to Relais. It holds back the answers until it is opened. */
const startGate = async (relais: CallbackReceiver, { isPassing }: { isPassing: boolean }) => {
  let isOpen = false;
  const claims: string[] = [];
  const seen = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    void (async () => {
      let body = '';
      for await (const part of request) body += String(part);
      const headers = {
        authorization: request.headers.authorization ?? '',
        'webhook-id': String(request.headers['webhook-id']),
      };
      claims.push(body);
      const answer =
        isPassing || isOpen
          ? await fetch(`${relais.url}${request.url ?? ''}`, { method: 'POST', headers, body })
          : undefined;
      if (isOpen) response.writeHead(answer?.status ?? 500).end();
      else seen.resolve();
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    claims,
    seen: seen.promise,
    open: () => {
      isOpen = true;
    },
    /** A dispatch that is claimed through the gate. */
    createRequest: () => {
      const sent = createRequest(relais, { action_type: 'RELANCE_CANDIDAT_EMAIL' });
      const claimUrl = `http://127.0.0.1:${port}/api/v1/actions/${sent.actionId}/claim`;
      const callback = { ...Object(sent.body['callback']), claimUrl };
      return { ...sent, token: String(callback.token), body: { ...sent.body, callback } };
    },
  };
};

test('a run that a kill interrupted is answered after the next start, once and for all', async () => {
  const directory = await makeDirectory();
  const relais = await startRelais();

  const first = await startProcess(directory, '600000-600000');
  const sent = createRequest(relais, { action_type: 'RELANCE_CANDIDAT_EMAIL' });
  expect(await dispatch(first, sent)).toMatchObject({ status: 200 });
  await first.kill();
  expect(relais.of(sent.actionId)).toEqual([]);

  relais.failNextClaims(sent.actionId, 2); // Relais is not back yet
  const second = await startProcess(directory, '0-0');
  const callbacks = await relais.waitForResult(sent.actionId);
  expect(callbacks.at(-1)).toMatchObject({ status: 'succeeded' });
  // Relais repeats a dispatch that it saw interrupted: the run is not begun again.
  expect(await dispatch(second, sent)).toMatchObject({ body: { duplicate: true } });
  await expect.poll(() => readdir(join(directory, 'runs'))).toEqual([]);
  expect(await executionsIn(directory)).toHaveLength(1);
});

test('a run that a kill interrupted before its claim was answered is answered after the next start', async () => {
  const directory = await makeDirectory();
  const relais = await startRelais();
  const gate = await startGate(relais, { isPassing: true });

  const first = await startProcess(directory, '0-0');
  const sent = gate.createRequest();
  void dispatch(first, sent).catch(() => undefined); // cut by the kill
  await gate.seen;
  await first.kill();
  expect(relais.of(sent.actionId)).toEqual([]);

  gate.open();
  await startProcess(directory, '0-0');
  expect((await relais.waitForResult(sent.actionId)).at(-1)).toMatchObject({ status: 'succeeded' });
  expect(new Set(gate.claims).size).toBe(1); // both times under the same name
  expect(await executionsIn(directory)).toHaveLength(1);
});

test('a run that a kill interrupted is dropped when another execution has claimed its dispatch', async () => {
  const directory = await makeDirectory();
  const relais = await startRelais();
  const gate = await startGate(relais, { isPassing: false });

  const first = await startProcess(directory, '0-0');
  const sent = gate.createRequest();
  void dispatch(first, sent).catch(() => undefined); // cut by the kill
  await gate.seen;
  await first.kill();
  await fetch(`${relais.url}/api/v1/actions/${sent.actionId}/claim`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sent.token}`, 'webhook-id': sent.webhookId },
    body: JSON.stringify({ claimedBy: 'another' }),
  });
  expect(await readdir(join(directory, 'runs'))).toHaveLength(1);

  gate.open();
  await startProcess(directory, '0-0');
  await expect.poll(() => readdir(join(directory, 'runs'))).toEqual([]);
  expect(gate.claims).toHaveLength(2);
  expect(relais.of(sent.actionId)).toEqual([]);
});
