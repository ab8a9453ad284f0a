/**
 * Goal: no address of the corpus is called on any way to it: save, test send, delivery and retry. And no
 * public one is refused. Method: the api and the activities with the real client, a resolver that answers
 * what the corpus says, and a canary on loopback. Addresses that a save refuses are written into the table.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createActivities, type Activities } from '../../src/activities/index.ts';
import { publicEventOf } from '../../src/domain/webhooks/event-types.ts';
import { inCompany } from '../../src/platform/database.ts';
import { createHttpClient, type HttpClient } from '../../src/platform/http-client.ts';
import type { Resolve } from '../../src/platform/public-names.ts';
import { findWebhook } from '../../src/queries/webhooks/endpoints.ts';
import { sendTest } from '../../src/services/webhooks/test-send.ts';
import { startTestApi, type TestApi } from '../support/api.ts';
import { replaceDialling } from '../support/dialling.ts';
import {
  PUBLIC_ANSWER,
  PUBLIC_URLS,
  REFUSED_AS_TEXT,
  REFUSED_URLS,
  type CorpusUrl,
} from '../support/ssrf-corpus.ts';
import { emitLeads, insertWebhook } from '../support/webhooks/world.ts';

let api: TestApi;
let activities: Activities;
let http: HttpClient;
let offsetMs = 0;
let reachedCount = 0;
let connectedCount = 0;
const canary = createServer((_, response) => response.end('reached'));
canary.on('connection', () => (reachedCount += 1));
canary.listen(0, '127.0.0.1');
await once(canary, 'listening');
const PORT = z.object({ port: z.number() }).parse(canary.address()).port;
const urlOf = ({ url }: CorpusUrl): string => url.replaceAll('PORT', String(PORT));
const onConnected = (): void => void (connectedCount += 1);

const answersOf = new Map(
  [...REFUSED_URLS, ...PUBLIC_URLS].flatMap((entry): [string, readonly string[]][] => {
    const host = URL.parse(urlOf(entry))?.hostname;
    return host === undefined ? [] : [[host, entry.answers?.[0] ?? [PUBLIC_ANSWER]]];
  }),
);
const resolve: Resolve = (hostname, callback) =>
  callback(
    null,
    (answersOf.get(hostname) ?? []).map((address) => ({
      address,
      family: address.includes(':') ? 6 : 4,
    })),
  );

beforeAll(async () => {
  subscribe('undici:client:connected', onConnected);
  api = await startTestApi();
  api.deps.clock = { now: () => new Date(Date.now() + offsetMs) };
  http = createHttpClient({ allowLoopback: false, resolve });
  api.deps.http = http;
  activities = createActivities({ ...api.deps, mail: undefined, announce: () => undefined });
});
afterAll(async () => {
  vi.restoreAllMocks();
  unsubscribe('undici:client:connected', onConnected);
  canary.close();
  await Promise.all([http.close(), api.stop()]);
});

const save = (url: string) =>
  api.request('/api/webhooks', {
    key: api.company.owner.key,
    body: { name: 'Corpus', url, events: ['LeadCreated'] },
  });

/** Out: what the test send of each webhook says. */
const testAll = async (ids: readonly number[]): Promise<(string | null)[]> => {
  const event = publicEventOf('LeadCreated');
  if (event === undefined) throw new Error('LeadCreated is public');
  const actor = { companyId: api.company.id, userId: api.company.owner.id };
  const results: (string | null)[] = [];
  for (const id of ids) {
    const webhook = await inCompany(
      api.database,
      actor,
      (tx) => findWebhook(tx, { id, now: api.deps.clock.now() }),
      () => undefined,
    );
    if (webhook === undefined) throw new Error('the webhook is there');
    results.push((await sendTest(api.deps, api.company.id, webhook, event)).errorClass);
  }
  return results;
};

const Attempts = z.array(
  z.object({ webhook_id: z.number(), error_class: z.string().nullable(), count: z.number() }),
);

/** Delivers a lead to all webhooks, then retries each delivery. Out: the attempts by webhook and class. */
const deliverAndRetry = async (ids: readonly number[]) => {
  const eventIds = await emitLeads(api);
  const deliver = () => activities.attemptDeliveries({ companyId: api.company.id, eventIds });
  await deliver();
  for (const id of ids) {
    const [row] = await api.superuser`select id from webhook_deliveries where webhook_id = ${id}`;
    const path = `/api/webhooks/${id}/deliveries/${String(row?.['id'])}/retry`;
    const response = await api.request(path, { key: api.company.owner.key, method: 'POST' });
    expect(response.status).toBe(202);
  }
  offsetMs += 1_000;
  await deliver();
  const rows = await api.superuser`
    select webhook_id, error_class, count(*) as count from webhook_attempts
    where webhook_id = any(${[...ids]}::bigint[])
    group by webhook_id, error_class
    order by webhook_id, error_class
  `;
  return Attempts.parse(rows.slice());
};

/** A company has a limited number of webhooks. */
const remove = (ids: readonly number[]) =>
  api.superuser`update webhooks set deleted_at = now() where id = any(${[...ids]}::bigint[])`;

test('the canary would be seen', async () => {
  const client = createHttpClient({ allowLoopback: true });
  await client.send({
    url: `http://127.0.0.1:${PORT}/`,
    method: 'GET',
    headers: {},
    timeoutMs: 10_000,
    responseSizeMaxBytes: 10,
    isTrusted: false,
  });
  await client.close();
  expect([reachedCount, connectedCount]).toEqual([1, 1]);
});

describe(`${REFUSED_URLS.length} addresses that must not be called`, () => {
  test('are refused when they are saved, if the text says it', async () => {
    const accepted: string[] = [];
    for (const entry of REFUSED_AS_TEXT) {
      const { status } = await save(urlOf(entry));
      if (status !== 422) accepted.push(`${status} ${entry.url}`);
    }
    expect(accepted).toEqual([]);
    expect([reachedCount, connectedCount]).toEqual([1, 1]);
  });

  test('are never called by a test send, a delivery or a retry', async () => {
    const ids: number[] = [];
    for (const entry of REFUSED_URLS) {
      ids.push((await insertWebhook(api, { url: urlOf(entry), events: ['LeadCreated'] })).id);
    }
    const refused = ids.map(() => 'egress_refused');
    expect(await testAll(ids)).toEqual(refused);
    const attempts = ids.map((id) => ({ webhook_id: id, error_class: 'egress_refused', count: 2 }));
    expect(await deliverAndRetry(ids)).toEqual(attempts);
    expect([reachedCount, connectedCount]).toEqual([1, 1]);
    await remove(ids);
  });
});

test(`${PUBLIC_URLS.length} public addresses are saved and called`, async () => {
  const ids: number[] = [];
  for (const entry of PUBLIC_URLS) {
    const response = await save(entry.url);
    const text = await response.text();
    expect([entry.url, response.status, response.status === 201 ? '' : text]).toEqual([
      entry.url,
      201,
      '',
    ]);
    ids.push(z.object({ id: z.number() }).parse(JSON.parse(text)).id);
  }
  const dialled = replaceDialling();
  expect(await testAll(ids)).toEqual(ids.map(() => 'connection_refused'));
  const attempts = ids.map((id) => ({
    webhook_id: id,
    error_class: 'connection_refused',
    count: 2,
  }));
  expect(await deliverAndRetry(ids)).toEqual(attempts);
  expect(dialled).toHaveLength(3 * ids.length);
});
