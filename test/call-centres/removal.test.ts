/**
 * Goal: a call centre that records refer to stays, and the refusal names what can refer to it. Method: the whole
 * api in-process on real Postgres.
 */
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { CallCentreOut } from '../../src/domain/call-centres/shapes.ts';
import { answerOf } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';
import { createForm } from '../support/forms.ts';
import { insertTestLead } from '../support/leads.ts';
import { insertTestWebhook } from '../support/rows/webhooks.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company } = api;
const { key } = company.owner;

const addCentre = async (name: string): Promise<number> => {
  const answer = await api.request('/api/v1/call-centres', { key, body: { name } });
  return (await answerOf(answer, 201, CallCentreOut)).id;
};

test.each([
  ['leads', (id: number) => insertTestLead(api, { company, callCentreId: id })],
  ['forms', (id: number) => createForm(api, { call_centre_id: id })],
  ['webhooks', (id: number) => insertTestWebhook(api, company, { callCentreId: id })],
])('a call centre with %s stays, and the refusal names them', async (what, add) => {
  const id = await addCentre(`Rennes ${what}`);
  await add(id);
  const refused = await api.request(`/api/v1/call-centres/${id}`, { method: 'DELETE', key });
  const { detail } = await answerOf(refused, 409, z.object({ detail: z.string() }));
  expect(detail).toContain(what);
});
