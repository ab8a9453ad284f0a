/**
 * Goal: an event has a delivery for each webhook that asks for it, in the transaction of the change, and for no
 * other one. Method: leads are emitted as services do, on real Postgres.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { actionRead } from '../../src/domain/actions/events.ts';
import { inCompany } from '../../src/platform/database.ts';
import { startTestApi, type TestApi } from '../support/api.ts';
import { deliveriesOf, emitLeads, insertWebhook } from '../support/webhooks/world.ts';

const URL = 'https://receiver.example/hook';
let api: TestApi;
let formId: number;
let otherFormId: number;
let otherCentreId: number;

beforeAll(async () => {
  api = await startTestApi();
  const { superuser: sql, company } = api;
  const insertForm = async (letter: string): Promise<number> => {
    const [form] = await sql`
      insert into forms (
        company_id, user_id, name, token, fields, locale, is_confirmation_required,
        allowed_origins, is_active
      )
      values (
        ${company.id}, ${company.owner.id}, 'Essai', ${`frm_${letter.repeat(22)}`}, '[]', 'fr',
        false, '{}', true
      )
      returning id
    `;
    return Number(form?.['id']);
  };
  formId = await insertForm('a');
  otherFormId = await insertForm('b');
  const [centre] = await sql`
    insert into call_centres (company_id, name) values (${company.id}, 'Paris') returning id
  `;
  otherCentreId = Number(centre?.['id']);
});
afterAll(() => api.stop());
beforeEach(async () => {
  await api.superuser`update webhooks set deleted_at = now()`;
  await api.superuser`delete from commands`;
});

const receiversOf = async (place: Parameters<typeof emitLeads>[1] = {}): Promise<number[]> =>
  (await deliveriesOf(api, await emitLeads(api, place))).map((row) => row.webhook_id);

test('a webhook without a form or centre gets the events of all of them', async () => {
  const { id } = await insertWebhook(api, { url: URL });
  expect(await receiversOf()).toEqual([id]);
  expect(await receiversOf({ formId, callCentreId: otherCentreId })).toEqual([id]);
});

test('a webhook of a form gets the events of this form alone', async () => {
  const { id } = await insertWebhook(api, { url: URL, formId });
  expect(await receiversOf({ formId })).toEqual([id]);
  expect(await receiversOf({ formId: otherFormId })).toEqual([]);
  expect(await receiversOf()).toEqual([]);
});

test('a webhook of a call centre gets the events of this centre alone', async () => {
  const { id } = await insertWebhook(api, { url: URL, callCentreId: api.company.callCentreId });
  expect(await receiversOf({ callCentreId: api.company.callCentreId })).toEqual([id]);
  expect(await receiversOf({ callCentreId: otherCentreId })).toEqual([]);
});

test('a webhook that is inactive, deleted, of other events or of another company gets nothing', async () => {
  await insertWebhook(api, { url: URL, isActive: false });
  await insertWebhook(api, { url: URL, events: ['LeadConverted'] });
  await insertWebhook(api, { url: URL, company: api.otherCompany });
  const { id } = await insertWebhook(api, { url: URL });
  await api.superuser`update webhooks set deleted_at = now() where id = ${id}`;
  expect(await receiversOf()).toEqual([]);
  expect(await api.superuser`select from commands`).toHaveLength(0);
});

test('one command starts the run of an event, however many webhooks it has', async () => {
  await insertWebhook(api, { url: URL });
  await insertWebhook(api, { url: URL, events: ['LeadCreated', 'LeadConverted'] });
  const [event] = await emitLeads(api);
  expect(await deliveriesOf(api, [event ?? ''])).toMatchObject([
    { status: 'pending', round: 1, attempt_count: 0 },
    { status: 'pending', round: 1, attempt_count: 0 },
  ]);
  expect(
    await api.superuser`
      select workflow_id, operation, name, task_queue, input, subject from commands
    `,
  ).toEqual([
    {
      workflow_id: `delivery/${event}`,
      operation: 'start',
      name: 'webhookDeliveryWorkflow',
      task_queue: 'webhooks',
      input: { companyId: api.company.id, eventIds: [event] },
      subject: `event/${event}`,
    },
  ]);
});

test('deliveries are undone with the change, and are in order of time', async () => {
  await insertWebhook(api, { url: URL });
  const events = await emitLeads(api, { count: 20 });
  const rows = await api.superuser`
    select events.id from webhook_deliveries
    join events on events.id = event_id
    where event_id = any(${events}::uuid[])
    order by webhook_deliveries.created_at, webhook_deliveries.id
  `;
  expect(new Set(rows.map((row) => row['id']))).toEqual(new Set(events));
  const [last] = await api.superuser`
    select max(id::text) as id from webhook_deliveries where event_id = any(${events}::uuid[])
  `;
  const [later] = await deliveriesOf(api, await emitLeads(api));
  expect(String(last?.['id']) < String(later?.id)).toBe(true);
  expect(later?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/);
});

test('an event that is not public is delivered to nobody', async () => {
  await insertWebhook(api, { url: URL });
  await inCompany(
    api.database,
    { companyId: api.company.id, userId: api.company.owner.id },
    (tx) => {
      tx.emit(actionRead, { subjectId: 'a' });
      return Promise.resolve();
    },
  );
  expect(await api.superuser`select from commands`).toHaveLength(0);
});
