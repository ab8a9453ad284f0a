/**
 * Goal: an owner tries a webhook and sees what its receiver answered; after a rotation both secrets sign.
 * Method: the api in-process against a receiver on loopback, which verifies with the independent package
 * `standardwebhooks`.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import {
  startReceiver,
  type FakeAnswer,
  type ReceivedRequest,
  type Receiver,
} from '../../dev/fakes/n8n/receiver.ts';
import { WebhookTestOut } from '../../src/domain/webhooks/delivery-shapes.ts';
import { WebhookWithSecretOut } from '../../src/domain/webhooks/shapes.ts';
import { leadCreated } from '../../src/domain/leads/events.ts';
import { startTestApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let receiver: Receiver;
let received: ReceivedRequest[] = [];
let answer: (request: ReceivedRequest) => FakeAnswer = () => ({ status: 204 });
beforeAll(async () => {
  api = await startTestApi({ DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true' });
  receiver = await startReceiver((request) => {
    received.push(request);
    return answer(request);
  });
});
afterAll(() => Promise.all([api.stop(), receiver.stop()]));

const call = (path: string, body: unknown, key = api.company.owner.key) =>
  api.request(path, { key, body });

const create = async (fields: object = {}) => {
  const body = { name: 'CRM', url: `${receiver.url}/hook`, events: ['LeadCreated'], ...fields };
  return WebhookWithSecretOut.parse(await (await call('/api/webhooks', body)).json());
};

const send = async (id: number, body: object = {}, answering: FakeAnswer = { status: 204 }) => {
  received = [];
  answer = () => answering;
  const response = await call(`/api/webhooks/${id}/test`, body);
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return WebhookTestOut.parse(JSON.parse(text));
};

const textHeaders = (request: ReceivedRequest | undefined) =>
  z.record(z.string(), z.string()).parse(request?.headers);

/** Throws if no signature fits. */
const verify = (secret: string, request: ReceivedRequest | undefined): unknown =>
  new Webhook(secret).verify(request?.text ?? '', textHeaders(request));

const deliveryCount = async (): Promise<number> => {
  const [row] = await api.superuser`
    select (select count(*) from webhook_deliveries) + (select count(*) from webhook_attempts)
      as count
  `;
  return Number(row?.['count']);
};

describe('a test send', () => {
  test('carries the example of the event as a delivery would, signed, and shows the answer', async () => {
    const { id, secret } = await create({ headers: { Authorization: 'Bearer jeton-du-crm' } });
    const result = await send(id, {}, { status: 202, body: 'reçu' });
    expect(received).toHaveLength(1);
    expect(verify(secret, received[0])).toEqual({
      id: result.event_id,
      type: 'LeadCreated',
      timestamp: expect.stringMatching(/Z$/),
      sequence: 0,
      data: leadCreated.example,
    });
    expect(received[0]?.headers).toMatchObject({
      authorization: 'Bearer jeton-du-crm',
      'webhook-id': result.event_id,
      'content-type': 'application/json',
    });
    expect(result).toMatchObject({
      event_type: 'LeadCreated',
      is_success: true,
      status: 202,
      error_class: null,
      response_body: 'reçu',
      request_body: received[0]?.text,
    });
  });

  test('shows no secret, not even one that the receiver repeats', async () => {
    const { id, secret } = await create({ headers: { Authorization: 'Bearer jeton-du-crm' } });
    const bare = secret.replace('whsec_', '');
    const echo = `vous: Bearer jeton-du-crm, jeton-du-crm, ${secret}, ${bare}`;
    const result = await send(id, {}, { status: 500, body: echo });
    expect(result).toMatchObject({ is_success: false, status: 500, error_class: 'http_5xx' });
    expect(result.request_headers).toMatchObject({ authorization: '••••••' });
    expect(JSON.stringify(result)).not.toMatch(/jeton-du-crm/);
    expect(JSON.stringify(result)).not.toContain(bare);
  });

  test('may be of any public event, and goes to an inactive webhook too', async () => {
    const { id } = await create({ is_active: false });
    expect(await send(id, { event_type: 'ActionSettled' })).toMatchObject({
      event_type: 'ActionSettled',
      is_success: true,
    });
    const unknown = await call(`/api/webhooks/${id}/test`, { event_type: 'WebhookCreated' });
    expect(unknown.status).toBe(422);
  });

  test.each([
    [{ status: 302 }, { status: 302, error_class: 'redirect' }],
    [{ status: 404 }, { status: 404, error_class: 'http_4xx' }],
    [
      { status: 200, isDropped: true },
      { status: null, error_class: 'connection_reset' },
    ],
  ])('names what went wrong: %j', async (answering, expected) => {
    const { id } = await create();
    expect(await send(id, {}, answering)).toMatchObject({ is_success: false, ...expected });
  });

  test('does not reach a private address that was stored before it was forbidden', async () => {
    const { id } = await create();
    await api.superuser`update webhooks set url = 'http://10.1.2.3/' where id = ${id}`;
    expect(await send(id)).toMatchObject({ status: null, error_class: 'egress_refused' });
  });

  test('is audited with its event, and is no delivery and no public event', async () => {
    const { id } = await create();
    const before = await deliveryCount();
    const sent = await send(id);
    expect(await deliveryCount()).toBe(before);
    await api.sealFacts();
    const rows = await api.superuser`
      select entry -> 'after' as after from audit_entries
      where company_id = ${api.company.id}
        and entry ->> 'operation' = 'webhooks.test'
        and entry ->> 'resource_id' = ${String(id)}
    `;
    expect(rows.map((row): unknown => row['after'])).toEqual([
      { event_type: sent.event_type, url: `${receiver.url}/hook` },
    ]);
    const events = await api.superuser`select 1 from events where id = ${sent.event_id}`;
    expect(events).toHaveLength(0);
  });
});

describe('a rotation of the secret', () => {
  const rotate = async (id: number, body: object = {}) => {
    const response = await call(`/api/webhooks/${id}/rotate-secret`, body);
    const text = await response.text();
    expect(response.status, text).toBe(200);
    return WebhookWithSecretOut.parse(JSON.parse(text));
  };

  /** A clock that is ahead. */
  const later = (milliseconds: number): void => {
    api.deps.clock = { now: () => new Date(Date.now() + milliseconds) };
  };
  const HOUR_MS = 60 * 60 * 1000;

  test('keeps the old secret valid for 24 hours: both sign', async () => {
    const { id, secret: old } = await create();
    const rotated = await rotate(id);
    expect(rotated.secret).not.toBe(old);
    expect(Date.parse(rotated.previous_secret_expires_at ?? '') - Date.now()).toBeGreaterThan(
      23.9 * HOUR_MS,
    );
    await send(id);
    verify(old, received[0]);
    verify(rotated.secret, received[0]);
    expect(textHeaders(received[0])['webhook-signature']?.split(' ')).toHaveLength(2);
  });

  test('ends the old one after 24 hours', async () => {
    const { id, secret: old } = await create();
    const { secret } = await rotate(id);
    const clock = api.deps.clock;
    try {
      later(24 * HOUR_MS + 1000);
      await send(id);
      const shown = await api.request(`/api/webhooks/${id}`, { key: api.company.owner.key });
      expect(await shown.json()).toMatchObject({ previous_secret_expires_at: null });
    } finally {
      api.deps.clock = clock;
    }
    const signatures = textHeaders(received[0])['webhook-signature'] ?? '';
    expect(signatures.split(' ')).toHaveLength(1);
    const at = Number(textHeaders(received[0])['webhook-timestamp']);
    const signed = (key: string) =>
      new Webhook(key).sign(
        textHeaders(received[0])['webhook-id'] ?? '',
        new Date(at * 1000),
        received[0]?.text ?? '',
      );
    expect(signatures).toBe(signed(secret));
    expect(signatures).not.toBe(signed(old));
  });

  test('takes an own secret, but not the current one', async () => {
    const { id, secret: old } = await create();
    const own = `whsec_${Buffer.from('un-secret-choisi-par-le-client').toString('base64')}`;
    expect((await rotate(id, { secret: own })).secret).toBe(own);
    const again = await call(`/api/webhooks/${id}/rotate-secret`, { secret: own });
    expect(await again.json()).toMatchObject({ errors: [{ path: 'secret', code: 'taken' }] });
    await send(id);
    verify(own, received[0]);
    verify(old, received[0]);
  });

  test('once more within 24 hours ends the oldest', async () => {
    const { id, secret: oldest } = await create();
    const { secret: second } = await rotate(id);
    const { secret: third } = await rotate(id);
    await send(id);
    verify(second, received[0]);
    verify(third, received[0]);
    expect(() => verify(oldest, received[0])).toThrow('No matching signature found');
  });

  test('leaves a change that is being edited valid, and is audited without a secret', async () => {
    const { id, secret: old } = await create();
    const { secret } = await rotate(id);
    const patched = await api.request(`/api/webhooks/${id}`, {
      method: 'PATCH',
      key: api.company.owner.key,
      body: { version: 1, name: 'Autre' },
    });
    expect(patched.status).toBe(200);
    await api.sealFacts();
    const rows = await api.superuser`
      select entry from audit_entries
      where company_id = ${api.company.id}
        and entry ->> 'operation' = 'webhooks.rotate_secret'
        and entry ->> 'resource_id' = ${String(id)}
    `;
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(JSON.stringify(rows)).not.toContain(old);
  });
});
