/**
 * Goal: behind `examples/nginx.conf` people keep their addresses, events arrive at once, and a rolling
 * restart of two apis fails no request. Method: the file itself in a real nginx, with other ports and
 * a certificate of the test. Skipped where `nginx` or `openssl` is not installed.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freePort } from '../../dev/supervisor/ports.ts';
import { startGuard, type Guard } from '../../dev/supervisor/guard.ts';
import { recordProcess } from '../../dev/supervisor/processes.ts';
import { createEntity, relance } from '../support/actions.ts';
import { startTestApi, type TestApi } from '../support/api.ts';
import { hasOpenssl, makeSelfSigned } from '../support/certificates.ts';
import { startEntrypoint, type Entrypoint } from '../support/entrypoint.ts';
import { until } from '../support/until.ts';

const EXAMPLE = readFileSync(new URL('../../examples/nginx.conf', import.meta.url), 'utf8');
const isInstalled = hasOpenssl && spawnSync('nginx', ['-v']).error === undefined;
const LOOPBACK = '127.0.0.1';
const INVENTED_IP = '203.0.113.9';

interface Answer {
  status: number;
  body: string;
}

describe.skipIf(!isInstalled)('two apis behind nginx (needs nginx and openssl)', () => {
  const directory = mkdtempSync(join(tmpdir(), 'relais-nginx-'));
  let api: TestApi;
  let nginx: ChildProcess;
  let guard: Guard;
  let port: number;
  let apiPorts: number[];
  let apis: Entrypoint[];

  const startApi = async (apiPort: number): Promise<Entrypoint> => {
    const started = startEntrypoint('src/api/main.ts', api, {
      PORT: String(apiPort),
      TEMPORAL_ADDRESS: `${LOOPBACK}:1`,
      TRUSTED_PROXY_COUNT: '1',
      RATE_LIMIT_PER_MINUTE: '1000000',
    });
    await until('the api is ready', async () => {
      if (started.hasEnded()) throw new Error(started.output());
      const answer = await fetch(`http://${LOOPBACK}:${apiPort}/readyz`).catch(() => undefined);
      return answer?.ok;
    });
    return started;
  };

  const replaceOne = (text: string, from: RegExp, to: string): string => {
    expect(text.match(new RegExp(from, 'g')), String(from)).toHaveLength(1);
    return text.replace(from, to);
  };

  const startNginx = async (): Promise<void> => {
    makeSelfSigned(directory, 'relais');
    let site = replaceOne(EXAMPLE, /listen 80;/, `listen ${LOOPBACK}:${await freePort()};`);
    site = replaceOne(site, /listen 443 ssl;/, `listen ${LOOPBACK}:${port} ssl;`);
    site = replaceOne(site, /127\.0\.0\.1:8000 /, `${LOOPBACK}:${apiPorts[0]} `);
    site = replaceOne(site, /127\.0\.0\.1:8001 /, `${LOOPBACK}:${apiPorts[1]} `);
    site = site.replaceAll('/etc/ssl/relais', join(directory, 'relais'));
    writeFileSync(join(directory, 'relais.conf'), site);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${directory}/${name};`,
    );
    writeFileSync(
      join(directory, 'nginx.conf'),
      `daemon off; master_process off; pid ${directory}/pid; error_log ${directory}/error.log;
       events {} http { access_log off; ${temporary.join(' ')} include ${directory}/relais.conf; }`,
    );
    nginx = spawn('nginx', ['-p', directory, '-c', join(directory, 'nginx.conf')], {
      stdio: 'inherit',
    });
    guard = startGuard();
    const record = recordProcess('nginx', nginx.pid, { signal: 'SIGTERM', stage: 1 });
    if (record !== undefined) guard.add(record);
    await until('nginx answers', async () =>
      ask('/').then(
        () => true,
        () => undefined,
      ),
    );
  };

  beforeAll(async () => {
    api = await startTestApi();
    await createEntity(api, api.company.owner.key);
    port = await freePort();
    apiPorts = [await freePort(), await freePort()];
    apis = await Promise.all(apiPorts.map(startApi));
    await startNginx();
  });

  afterAll(async () => {
    nginx.kill('SIGTERM');
    await once(nginx, 'exit');
    guard.release();
    await Promise.all(apis.map(({ kill }) => kill()));
    await api.stop();
    rmSync(directory, { recursive: true });
  });

  const open = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    httpsRequest({
      host: LOOPBACK,
      port,
      path,
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      rejectUnauthorized: false,
      agent: false,
    });

  const ask = (path: string, headers: Record<string, string> = {}, body?: object) =>
    new Promise<Answer>((resolve, reject) => {
      const request = open(path, headers, body === undefined ? 'GET' : 'POST');
      request.once('error', reject);
      request.once('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.once('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
        response.once('error', reject);
      });
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });

  const authorization = () => ({ Authorization: `Bearer ${api.company.owner.key}` });
  const send = () => ask('/api/v1/actions', authorization(), relance(api.company.owner.id));

  test('an api sees the address of the client, whatever the client claims', async () => {
    const body = { email: 'olga@atelier.example', password: 'pas le bon mot de passe' };
    const { status } = await ask('/api/v1/session', { 'X-Forwarded-For': INVENTED_IP }, body);
    expect(status).toBe(401);
    const output = apis.map((one) => one.output()).join('');
    expect(output).toContain(`"ip":"${LOOPBACK}"`);
    expect(output).not.toContain(INVENTED_IP);
  });

  test('an event arrives while the stream is open', async () => {
    const request = open('/api/v1/stream', authorization());
    request.end();
    const [response] = z
      .tuple([z.custom<NodeJS.ReadableStream>()])
      .parse(await once(request, 'response'));
    let received = '';
    response.on('data', (chunk: Buffer) => (received += chunk.toString()));
    response.on('error', () => undefined);
    await until('the stream is ready', () => received.includes('event: ready'));
    expect((await send()).status).toBe(202);
    await until('the event arrives', () => received.includes('event: action.updated'));
    request.destroy();
  });

  test('metrics and health checks are not for the public', async () => {
    for (const path of ['/metrics', '/readyz', '/healthz']) {
      expect((await ask(path)).status).toBe(404);
    }
  });

  test('a rolling restart of both apis fails no request', async () => {
    const statuses: number[] = [];
    let isOver = false;
    const keepAsking = async (request: () => Promise<Answer>): Promise<void> => {
      while (!isOver) statuses.push((await request()).status);
    };
    const clients = [
      keepAsking(send),
      keepAsking(send),
      keepAsking(() => ask('/api/v1/me', authorization())),
    ];
    for (const [index, apiPort] of apiPorts.entries()) {
      const before = statuses.length;
      expect(await apis[index]?.stop()).toBe(0);
      apis[index] = await startApi(apiPort);
      await until('requests were answered', () => statuses.length > before + 20);
    }
    isOver = true;
    await Promise.all(clients);
    expect(statuses.length).toBeGreaterThan(40);
    expect(statuses.filter((status) => status !== 202 && status !== 200)).toEqual([]);
  });
});
