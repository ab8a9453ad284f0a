/**
 * Goal: the list of deliveries names the record that each event is about. Method: the whole api in-process;
 * the events are those of real changes.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { DeliveryDetailOut, DeliveryOut } from '../../src/domain/webhooks/delivery-shapes.ts';
import { answerOf, createEntity } from '../support/actions.ts';
import { startTestApi, type TestApi } from '../support/api.ts';
import { leadsAs } from '../support/leads.ts';
import { insertTestWebhook } from '../support/rows/webhooks.ts';

let api: TestApi;
let webhookId: number;
beforeAll(async () => {
  api = await startTestApi();
  webhookId = await insertTestWebhook(api, api.company, {
    events: ['LeadCreated', 'EntityCreated', 'PersonCreated'],
  });
});
afterAll(() => api.stop());

const read = (path: string) =>
  api.request(`/api/webhooks/${webhookId}/deliveries${path}`, { key: api.company.owner.key });

const last = async () => {
  const { data } = await answerOf(await read('?limit=1'), 200, pageOf(DeliveryOut));
  const [delivery] = data;
  if (delivery === undefined) throw new Error('there is no delivery');
  return delivery;
};

test('a lead is named by its id, in the list and in the delivery', async () => {
  const lead = await leadsAs(api, api.company.owner.key).created({ name: 'Marie Dumitru' });
  const subject = { type: 'lead', id: String(lead.id), entity: null };
  const delivery = await last();
  expect(delivery).toMatchObject({ event_type: 'LeadCreated', subject });
  const detail = await answerOf(await read(`/${delivery.id}`), 200, DeliveryDetailOut);
  expect(detail.subject).toEqual(subject);
});

test('a business record is named as its address names it', async () => {
  await createEntity(api, api.company.owner.key, { type: 'session', ref: 'SES-2026-12', data: {} });
  expect(await last()).toMatchObject({
    event_type: 'EntityCreated',
    subject: { type: 'entity', entity: { type: 'session', ref: 'SES-2026-12' } },
  });
});

test('what a list shows of a subject holds nothing else that is known of it', async () => {
  await leadsAs(api, api.company.owner.key).created({ name: 'Hélène Roy', email: 'roy@a.example' });
  expect(JSON.stringify(await last())).not.toMatch(/Roy|roy@/);
});
