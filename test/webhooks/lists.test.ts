/**
 * Goal: an owner finds webhooks with their success rate, and an integrator every event with its schema; another
 * company sees nothing. Method: the api in-process.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { PUBLIC_EVENTS } from '../../src/domain/webhooks/event-types.ts';
import { WebhookOut } from '../../src/domain/webhooks/shapes.ts';
import { startTestApi } from '../support/api.ts';
import { insertTestDelivery, insertTestWebhook } from '../support/rows/webhooks.ts';
import { webhooksAs } from '../support/webhooks/calls.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { call, create } = webhooksAs(api, api.company.owner.key);

describe('the list of webhooks', () => {
  const list = async (query: string, key?: string) => {
    const answer = await call(`/api/webhooks${query}`, key === undefined ? {} : { key });
    expect(answer.status).toBe(200);
    return pageOf(WebhookOut).parse(await answer.json());
  };

  test('filters by activity, form and centre, page by page', async () => {
    const [form] = await api.superuser`
      insert into forms (
        company_id, user_id, name, token, fields, locale, is_confirmation_required,
        allowed_origins, is_active
      )
      values (
        ${api.company.id}, ${api.company.owner.id}, 'Devis', ${`frm_${'a'.repeat(22)}`}, '[]',
        'fr', false, '{}', true
      )
      returning id
    `;
    const formId = Number(form?.['id']);
    const bound = await create({ form_id: formId, is_active: false });
    await create({ call_center_id: api.company.callCentreId });
    expect((await list(`?form_id=${formId}`)).data).toMatchObject([
      { id: bound.id, form_name: 'Devis', state: 'inactive' },
    ]);
    const inactive = await list('?is_active=false');
    expect(inactive.data.map(({ id }) => id)).toContain(bound.id);
    expect(inactive.data.every(({ is_active: isActive }) => !isActive)).toBe(true);
    const ofCentre = await list(`?call_center_id=${api.company.callCentreId}`);
    expect(ofCentre.data.length).toBeGreaterThan(0);
    expect(new Set(ofCentre.data.map((one) => one.call_center_id))).toEqual(
      new Set([api.company.callCentreId]),
    );
    const first = await list('?limit=1');
    const second = await list(`?limit=1&cursor=${first.next_cursor ?? ''}`);
    expect(second.data[0]?.id).toBeGreaterThan(first.data[0]?.id ?? 0);
  });

  test('shows the success rate of the last 24 hours, of what has ended', async () => {
    const webhookId = await insertTestWebhook(api, api.company);
    const hour = 60 * 60 * 1000;
    const ago = (hours: number) => new Date(Date.now() - hours * hour);
    const statuses = ['succeeded', 'succeeded', 'succeeded', 'failed', 'pending'] as const;
    for (const status of statuses) {
      await insertTestDelivery(api, api.company, { webhookId, status, at: ago(1) });
    }
    await insertTestDelivery(api, api.company, { webhookId, status: 'failed', at: ago(25) });
    const found = (await list('?limit=250')).data.find(({ id }) => id === webhookId);
    expect(found?.success_rate).toBe(0.75);
  });

  test('has no webhook of another company', async () => {
    const { id } = await create();
    const theirs = await list('?limit=250', api.otherCompany.owner.key);
    expect(theirs.data.map((one) => one.id)).not.toContain(id);
  });
});

test('every public event can be subscribed to, and comes with its schema and example', async () => {
  const Events = z.object({
    data: z.array(z.looseObject({ type: z.string(), schema: z.looseObject({}) })),
  });
  const { data } = Events.parse(await (await call('/api/webhook-events')).json());
  const types = data.map(({ type }) => type);
  expect(types).toEqual(expect.arrayContaining(['ActionSettled', 'LeadCreated', 'UserInvited']));
  expect(types).not.toContain('WebhookCreated');
  const created = data.find(({ type }) => type === 'LeadCreated');
  expect(created).toMatchObject({
    subject_type: 'lead',
    schema: { type: 'object', properties: { lead_id: { type: 'integer' } } },
    example: { lead_id: expect.any(Number) },
  });
  // New fields may come.
  expect(JSON.stringify(data)).not.toContain('"additionalProperties":false');
  expect((await create({ events: types })).events).toEqual(types);
});

test('the document shows each of them as a receiver gets it: three headers and the envelope', async () => {
  const Operation = z.object({
    post: z.object({
      parameters: z.array(z.object({ name: z.string(), in: z.literal('header') })),
      requestBody: z.object({
        content: z.object({
          'application/json': z.object({
            schema: z.object({ properties: z.looseObject({}), required: z.array(z.string()) }),
            example: z.looseObject({ type: z.string(), data: z.looseObject({}) }),
          }),
        }),
      }),
    }),
  });
  const document = await (await api.request('/openapi.json')).json();
  const { webhooks } = z.object({ webhooks: z.record(z.string(), z.unknown()) }).parse(document);
  const names = Object.keys(webhooks).filter((name) => name !== 'action.dispatch');
  expect(new Set(names)).toEqual(new Set(PUBLIC_EVENTS.map(({ name }) => name)));
  for (const { name, example } of PUBLIC_EVENTS) {
    const { parameters, requestBody } = Operation.parse(webhooks[name]).post;
    const { schema, example: shown } = requestBody.content['application/json'];
    expect(parameters.map((one) => one.name)).toEqual([
      'webhook-id',
      'webhook-timestamp',
      'webhook-signature',
    ]);
    expect(schema.required).toEqual(['id', 'type', 'timestamp', 'sequence', 'data']);
    expect(shown).toMatchObject({ type: name, data: example });
  }
});
