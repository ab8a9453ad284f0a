/**
 * Goal: an event reaches each webhook that asks for it, signed, at least once, and never twice by two runs.
 * Method: events are committed as services do, then the activities run on real Postgres against a receiver
 * of the test's own.
 */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  startWebhookWorld,
  deliveriesOf,
  emitLeads,
  insertWebhook,
  type WebhookWorld,
} from '../support/webhooks/world.ts';

let world: WebhookWorld;
beforeAll(async () => {
  world = await startWebhookWorld();
});
afterAll(() => world.stop());

test('an event is sent once, signed, with its id and sequence', async () => {
  const { id, secret } = await insertWebhook(world, { url: `${world.receiver.url}/once` });
  const events = await emitLeads(world);
  expect(await world.attempt(events)).toEqual({ waitMs: null });
  const [received, ...others] = world.receiver.of('/once');
  expect(others).toEqual([]);
  expect(JSON.parse(received?.body ?? '')).toMatchObject({
    id: events[0],
    type: 'LeadCreated',
    data: { lead_id: 4217 },
  });
  const signed = `${received?.headers['webhook-id']}.${received?.headers['webhook-timestamp']}.${received?.body}`;
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  expect(received?.headers['webhook-signature']).toBe(
    `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
  );
  expect(await deliveriesOf(world, events)).toMatchObject([
    { webhook_id: id, status: 'succeeded', attempt_count: 1 },
  ]);
});
