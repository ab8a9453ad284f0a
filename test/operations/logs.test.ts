/**
 * Goal: an operator follows one action, and finds who guesses passwords, by searching the logs. Method: the
 * lines that api and activities write about an action on its way to n8n and back.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ACCEPT } from '../../dev/fakes/n8n/scripted.ts';
import {
  createAction,
  createEntity,
  relance,
  startActionWorld,
  type ActionWorld,
} from '../support/actions.ts';

const CALLER_IP = '203.0.113.77';

let world: ActionWorld;

beforeAll(async () => {
  world = await startActionWorld();
  await createEntity(world, world.company.owner.key);
});
afterAll(() => world.stop());

const Line = z.looseObject({ msg: z.string(), actionId: z.string().optional() });
const linesSince = (start: number) =>
  world.logLines.slice(start).map((line) => Line.parse(JSON.parse(line)));

describe('one action', () => {
  test('is in every line about it, from accepting it to its answer', async () => {
    const start = world.logLines.length;
    const { id } = await createAction(world, world.company.owner);
    world.n8n.behave(() => ({ status: 503, body: 'plus tard' }));
    await expect(world.dispatch(id)).rejects.toThrow();
    world.n8n.behave(ACCEPT);
    await world.dispatch(id);
    await world.request(`/api/v1/actions/${id.toUpperCase()}`, { key: world.company.owner.key });
    await world.callBack(id, { callbackId: 'cb-1', status: 'succeeded', message: 'fait' });

    const about = linesSince(start).filter(({ actionId }) => actionId === id);
    expect(about).toMatchObject([
      { msg: 'request answered', route: '/api/v1/actions', status: 202 },
      {
        msg: 'dispatch attempted',
        attempt: 1,
        outcome: 'retry',
        status: 503,
        errorCode: expect.any(String),
        durationMs: expect.any(Number),
      },
      { msg: 'dispatch attempted', attempt: 2, outcome: 'accepted', status: 200, errorCode: null },
      { msg: 'request answered', route: '/api/v1/actions/:id' },
      { msg: 'request answered', route: '/api/v1/actions/:id/callback' },
    ]);
  });

  test('is in a field, so that the message stays constant', async () => {
    const start = world.logLines.length;
    await createAction(world, world.company.owner);
    const [line] = linesSince(start).filter(({ actionId }) => actionId !== undefined);
    expect(line?.msg).toBe('request answered');
  });
});

describe('the address of the client', () => {
  const lineOf = async (request: () => Promise<Response>) => {
    const start = world.logLines.length;
    const { status } = await request();
    const line = linesSince(start).find(({ msg }) => msg === 'request answered');
    return { status, line };
  };

  test('is logged with a failed sign-in', async () => {
    const body = { email: world.company.owner.email, password: 'pas le bon mot de passe' };
    const { status, line } = await lineOf(() =>
      world.request('/api/v1/session', { body, ip: CALLER_IP }),
    );
    expect(status).toBe(401);
    expect(line).toMatchObject({ route: '/api/v1/session', status: 401, ip: CALLER_IP });
  });

  test('is logged with a wrong API key', async () => {
    const { line } = await lineOf(() =>
      world.request('/api/v1/me', { key: 'rlk_inventee', ip: CALLER_IP }),
    );
    expect(line).toMatchObject({ status: 401, ip: CALLER_IP });
  });

  test('is not logged with a request that is answered', async () => {
    const { key, id } = world.company.owner;
    const { status, line } = await lineOf(() =>
      world.request('/api/v1/actions', { key, body: relance(id), ip: CALLER_IP }),
    );
    expect(status).toBe(202);
    expect(line).not.toHaveProperty('ip');
  });
});
