/**
 * Goal: each attempt takes the webhook as it is then.
 * Method: events are committed as services do, then the activities run on real Postgres against a receiver of the
 * test's own.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { encrypt } from '../../src/domain/shared/secrets.ts';
import { webhookSecretContext } from '../../src/domain/webhooks/deliveries.ts';
import { attemptsOf, newPath, signatureOf, subscribeAt } from '../support/webhooks/attempts.ts';
import { answer, ACCEPTED, type Received } from '../support/webhooks/receiver.ts';
import {
  deliveriesOf,
  emitLeads,
  newSecret,
  startWebhookWorld,
  type WebhookWorld,
} from '../support/webhooks/world.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
const BAD = answer(500, {}, 'panne');

let world: WebhookWorld;
let path = '';
beforeAll(async () => {
  world = await startWebhookWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  path = await newPath(world);
});

const subscribe = (input?: Parameters<typeof subscribeAt>[2]) => subscribeAt(world, path, input);
const received = (): Received[] => world.receiver.of(path);
const only = async (events: readonly string[]) => (await deliveriesOf(world, events))[0];

describe('a webhook that changes between two attempts', () => {
  const failOnce = async () => {
    const webhook = await subscribe();
    world.receiver.behave(path, BAD);
    const events = await emitLeads(world);
    await world.attempt(events);
    world.advance(7 * SECOND_MS);
    world.receiver.behave(path, ACCEPTED);
    return { ...webhook, events };
  };

  test('and whose secret rotates is signed with both secrets', async () => {
    const { id, secret, events } = await failOnce();
    const fresh = newSecret();
    const seal = (text: string, column: Parameters<typeof webhookSecretContext>[1]): Buffer =>
      encrypt(world.deps.encryptionKeys, text, webhookSecretContext(world.company.id, column));
    await world.superuser`
      update webhooks
      set secret_encrypted = ${seal(fresh, 'secret_encrypted')},
          previous_secret_encrypted = ${seal(secret, 'previous_secret_encrypted')},
          previous_secret_expires_at = ${new Date(world.deps.clock.now().getTime() + HOUR_MS)}
      where id = ${id}
    `;
    await world.attempt(events);
    const later = await emitLeads(world);
    world.advance(2 * HOUR_MS);
    await world.attempt(later);
    const [, second, third] = received();
    if (second === undefined || third === undefined) throw new Error('not received');
    expect(second.headers['webhook-signature']).toBe(
      `${signatureOf(fresh, second)} ${signatureOf(secret, second)}`,
    );
    expect(third.headers['webhook-signature']).toBe(signatureOf(fresh, third));
  });

  test('and whose address changes is called at the new one', async () => {
    const { id, events } = await failOnce();
    await world.superuser`
      update webhooks set url = ${`${world.receiver.url}${path}/neuf`} where id = ${id}
    `;
    await world.attempt(events);
    expect(received()).toHaveLength(1);
    expect(world.receiver.of(`${path}/neuf`)).toHaveLength(1);
  });

  test.each([
    ['is deleted', 'webhook_deleted', 'deleted_at = now()'],
    ['is deactivated', 'webhook_disabled', 'is_active = false'],
  ])('and %s gets nothing more', async (_, outcome, change) => {
    const { id, events } = await failOnce();
    await world.superuser.unsafe(`update webhooks set ${change} where id = ${id}`);
    expect(await world.attempt(events)).toEqual({ waitMs: null });
    expect(received()).toHaveLength(1);
    expect(await only(events)).toMatchObject({ status: 'cancelled', outcome_code: outcome });
  });

  test('and whose secret can not be read fails without a request', async () => {
    const { id, events } = await failOnce();
    await world.superuser`update webhooks set secret_encrypted = 'illisible' where id = ${id}`;
    await world.attempt(events);
    expect(received()).toHaveLength(1);
    expect((await attemptsOf(world, events)).map((row) => row['error_class'])).toEqual([
      'http_5xx',
      'secret_unreadable',
    ]);
  });
});
