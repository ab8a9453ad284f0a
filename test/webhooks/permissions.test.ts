/**
 * Goal: a webhook is no way around the permissions to read. Who lacks that of an event's record can't make
 * its data leave, nor see it in a delivery. Method: API keys with some of the scopes, over the api in-process.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProblemOut } from '../../src/api/http/errors.ts';
import { PUBLIC_EVENTS } from '../../src/domain/webhooks/event-types.ts';
import { WebhookOut, WebhookWithSecretOut } from '../../src/domain/webhooks/shapes.ts';
import { startTestApi, type TestApi } from '../support/api.ts';
import { insertTestDelivery, insertTestWebhook } from '../support/rows/webhooks.ts';
import { scopedKey } from '../support/scoped-key.ts';

let api: TestApi;
/** All of webhooks, and nothing to read besides. */
let blind: string;
/** The same, and leads. */
let seeing: string;

beforeAll(async () => {
  api = await startTestApi();
  const scopes = ['webhooks:read', 'webhooks:write', 'webhooks:send'] as const;
  blind = await scopedKey(api, scopes);
  seeing = await scopedKey(api, [...scopes, 'leads:read']);
});
afterAll(() => api.stop());

const URL = 'https://crm.example.com/hook';
const BODY = { name: 'CRM', url: URL, events: ['LeadCreated', 'PersonCreated'] };

/** Of a refusal: each fault with the permission that is missing. */
const missing = async (answer: Response) => {
  const { code, errors = [] } = ProblemOut.parse(await answer.json());
  expect([answer.status, code]).toEqual([403, 'forbidden']);
  return errors.map((fault) => `${fault.path}: ${fault.code} ${JSON.stringify(fault.params)}`);
};

const LEADS = 'missing_permission {"permission":"leads:read"}';
const PEOPLE = 'missing_permission {"permission":"people:read"}';

describe('subscribing', () => {
  test('names each event whose record the key may not read', async () => {
    const create = (key: string) => api.request('/api/webhooks', { key, body: BODY });
    expect(await missing(await create(blind))).toEqual([
      `events.0: ${LEADS}`,
      `events.1: ${PEOPLE}`,
    ]);
    expect(await missing(await create(seeing))).toEqual([`events.1: ${PEOPLE}`]);
  });

  test('works with the permission to read, in a key or a role', async () => {
    for (const key of [seeing, api.company.owner.key]) {
      const body = { ...BODY, events: ['LeadCreated'] };
      const answer = await api.request('/api/webhooks', { key, body });
      expect(answer.status).toBe(201);
      WebhookWithSecretOut.parse(await answer.json());
    }
  });

  test('is possible for a role that may change webhooks, whatever the event', async () => {
    const events = PUBLIC_EVENTS.map(({ name }) => name);
    const key = api.company.owner.key;
    const answer = await api.request('/api/webhooks', { key, body: { ...BODY, events } });
    expect(answer.status).toBe(201);
  });
});

describe('changing', () => {
  const change = async (id: number, key: string, patch: object, method = 'PATCH') => {
    const found = await api.request(`/api/webhooks/${id}`, { key });
    const { version } = WebhookOut.parse(await found.json());
    return api.request(`/api/webhooks/${id}`, { key, method, body: { version, ...patch } });
  };

  test.each([
    ['the address', () => ({ url: 'https://crm.example.com/other' })],
    ['the events', () => ({ events: ['LeadCreated', 'LeadAssigned'] })],
    ['a header', () => ({ headers: { 'X-Key': 'value' } })],
    ['the call centre', () => ({ call_center_id: api.company.callCentreId })],
    ['switching on', () => ({ is_active: true })],
  ])('%s needs the permission to read the records of all its events', async (what, patchOf) => {
    const isActive = what !== 'switching on';
    const id = await insertTestWebhook(api, api.company, { url: URL, isActive });
    expect((await missing(await change(id, blind, patchOf())))[0]).toBe(`events.0: ${LEADS}`);
    const answer = await change(id, seeing, patchOf());
    expect(answer.status, await answer.text()).toBe(200);
  });

  test('replacing is held to the same', async () => {
    const id = await insertTestWebhook(api, api.company, { url: URL });
    const fields = { name: 'Autre', url: URL, events: ['LeadCreated'] };
    const moved = { ...fields, url: 'https://crm.example.com/moved' };
    expect(await missing(await change(id, blind, moved, 'PUT'))).toEqual([`events.0: ${LEADS}`]);
    expect((await change(id, blind, fields, 'PUT')).status).toBe(200);
    expect((await change(id, seeing, moved, 'PUT')).status).toBe(200);
  });

  test('name and pace, switching off and deleting need no permission to read', async () => {
    const id = await insertTestWebhook(api, api.company);
    expect((await change(id, blind, { name: 'Autre', rate_limit_per_second: 5 })).status).toBe(200);
    expect((await change(id, blind, { is_active: false })).status).toBe(200);
    const removed = await api.request(`/api/webhooks/${id}`, { key: blind, method: 'DELETE' });
    expect(removed.status).toBe(204);
  });
});

describe('what was sent', () => {
  test('is listed without bodies; the body of a delivery needs the permission to read', async () => {
    const webhookId = await insertTestWebhook(api, api.company);
    const { id } = await insertTestDelivery(api, api.company, { webhookId });
    const deliveries = `/api/webhooks/${webhookId}/deliveries`;
    const list = await api.request(deliveries, { key: blind });
    expect(list.status).toBe(200);
    expect(await list.text()).not.toContain('"body"');
    const one = `${deliveries}/${id}`;
    expect(await missing(await api.request(one, { key: blind }))).toEqual([`event_type: ${LEADS}`]);
    const shown = await api.request(one, { key: seeing });
    expect(await shown.text()).toContain('"body"');
  });

  test('is sent again only by a key that may read it', async () => {
    const webhookId = await insertTestWebhook(api, api.company, {
      events: ['LeadCreated', 'LeadAssigned'],
    });
    const { id } = await insertTestDelivery(api, api.company, { webhookId });
    const retry = (key: string) =>
      api.request(`/api/webhooks/${webhookId}/deliveries/${id}/retry`, { key, body: {} });
    expect(await missing(await retry(blind))).toEqual([`event_type: ${LEADS}`]);
    expect((await retry(seeing)).status).toBe(202);

    const replay = (key: string, body: object) =>
      api.request(`/api/webhooks/${webhookId}/replay`, {
        key,
        body: { since: new Date(Date.now() - 3_600_000).toISOString(), ...body },
      });
    expect(await missing(await replay(blind, { types: ['LeadAssigned'] }))).toEqual([
      `types.0: ${LEADS}`,
    ]);
    expect(await missing(await replay(blind, { only: 'all' }))).toHaveLength(2);
    expect((await replay(seeing, { only: 'all' })).status).toBe(202);
  });
});

test('the catalogue names the permission of each event', async () => {
  const answer = await api.request('/api/webhook-events', { key: blind });
  const { data } = (await answer.json()) as { data: { type: string; permission: string }[] };
  const permissions = new Map(data.map(({ type, permission }) => [type, permission]));
  expect(permissions.get('LeadCreated')).toBe('leads:read');
  expect(permissions.get('UserInvited')).toBe('users:read');
  expect([...permissions.keys()]).toEqual(PUBLIC_EVENTS.map(({ name }) => name));
});
