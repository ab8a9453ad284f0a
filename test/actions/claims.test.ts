/**
 * Goal: n8n carries each dispatch out once, whatever is repeated or lost between it and Relais. Method: the
 * api in-process on real Postgres, the dispatch run by hand against an n8n of the test's own.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ProblemOut } from '../../src/api/http/errors.ts';
import { ClaimOut } from '../../src/domain/actions/claims.ts';
import { dispatchMessageId } from '../../src/ids.ts';
import { ACCEPT, type RecordedDispatch } from '../../dev/fakes/n8n/scripted.ts';
import {
  answerOf,
  createAction,
  createEntity,
  keyWithScopes,
  readAction,
  refusalOf,
  startActionWorld,
  type ActionWorld,
} from '../support/actions.ts';

let api: ActionWorld;
let id: string;

beforeAll(async () => {
  api = await startActionWorld();
  await createEntity(api, api.company.owner.key);
});
afterAll(() => api.stop());
beforeEach(async () => {
  api.n8n.behave(ACCEPT);
  ({ id } = await createAction(api, api.company.owner));
});

interface ClaimOptions {
  round?: number;
  token?: string;
  claimedBy?: string | null;
  webhookId?: string | null;
}
const claim = ({
  round = 1,
  token = api.tokenOf(id, round),
  claimedBy = 'execution-1',
  webhookId = dispatchMessageId(id, round),
}: ClaimOptions = {}) =>
  api.request(`/api/v1/actions/${id}/claim`, {
    key: token,
    body: { claimedBy },
    headers: webhookId === null ? {} : { 'webhook-id': webhookId },
  });
const action = () => readAction(api, api.company.owner, id);
const timeline = async (): Promise<string[]> =>
  (await action()).timeline.map(({ kind, code }) => `${kind}: ${code}`);
const dispatch = () => api.dispatch(id).catch((error: unknown) => error);
/** A flow that claims its dispatch, then answers so. */
const claimThen = (status: number, body: object | null, claimedBy = 'execution-1') => {
  api.n8n.behave(async ({ headers, body: { callback } }: RecordedDispatch) => {
    const claimed = await api.request(new URL(callback.claimUrl).pathname, {
      key: callback.token,
      body: { claimedBy },
      headers: { 'webhook-id': String(headers['webhook-id']) },
    });
    expect(claimed.status).toBe(200);
    return body === null ? { status, isDropped: true } : { status, body: JSON.stringify(body) };
  });
};

describe('a claim', () => {
  test('is granted to the first flow that asks, and shows in the timeline', async () => {
    await api.dispatch(id);
    expect(await answerOf(await claim(), 200, ClaimOut)).toMatchObject({
      id,
      round: 1,
      status: 'awaiting_callback',
    });
    expect(await timeline()).toEqual(['accepted: accepted', 'attempt: accepted', 'claim: claimed']);
  });

  test('by another execution is refused with what became of the action', async () => {
    await api.dispatch(id);
    const { claimed_at: claimedAt } = await answerOf(await claim(), 200, ClaimOut);
    await api.callBack(id, { callbackId: 'fin', status: 'succeeded', message: 'Relance envoyée' });
    const refused = await claim({ claimedBy: 'execution-2' });
    expect(await answerOf(refused, 409, ProblemOut)).toMatchObject({
      code: 'conflict',
      details: {
        status: 'succeeded',
        outcome_code: 'callback',
        outcome_message: 'Relance envoyée',
        claimed_at: claimedAt,
      },
    });
  });

  test('by the same execution is granted again, as long as the action is open', async () => {
    await api.dispatch(id);
    const first = await answerOf(await claim(), 200, ClaimOut);
    expect(await answerOf(await claim(), 200, ClaimOut)).toEqual(first);
    await api.callBack(id, { callbackId: 'fin', status: 'failed', message: '' });
    expect((await claim()).status).toBe(409);
  });

  test('without an execution is granted once', async () => {
    await api.dispatch(id);
    expect((await claim({ claimedBy: null })).status).toBe(200);
    expect((await claim({ claimedBy: null })).status).toBe(409);
  });

  test('by twenty executions at once is granted to one', async () => {
    await api.dispatch(id);
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async (_, one) => (await claim({ claimedBy: `e${one}` })).status),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(19);
  });

  test('of an action that was cancelled is refused', async () => {
    await api.request(`/api/v1/actions/${id}/cancel`, {
      method: 'POST',
      key: api.company.owner.key,
    });
    expect((await claim()).status).toBe(409);
  });

  test('of an earlier round is refused, and the next round has its own', async () => {
    await api.dispatch(id);
    await claim();
    await api.callBack(id, { callbackId: 'fin', status: 'failed', message: '' });
    await api.request(`/api/v1/actions/${id}/retry`, {
      method: 'POST',
      key: api.company.owner.key,
    });
    expect((await claim()).status).toBe(409);
    await api.dispatch(id, 2);
    expect(await answerOf(await claim({ round: 2 }), 200, ClaimOut)).toMatchObject({ round: 2 });
  });

  test('needs the token of its dispatch, or a key with the scope', async () => {
    await api.dispatch(id);
    const { company, otherCompany } = api;
    const scoped = (scope: string) => keyWithScopes(api, company, company.owner, [scope]);
    expect((await claim({ token: `${api.tokenOf(id)}x` })).status).toBe(401);
    expect((await claim({ token: await scoped('actions:read') })).status).toBe(403);
    expect((await claim({ token: otherCompany.owner.key })).status).toBe(404);
    expect((await claim({ token: await scoped('actions:callback') })).status).toBe(200);
  });

  test.each([
    ['of another action', '0198c0de-0000-7000-8000-000000000000:1'],
    ['that is none', 'abc'],
    ['of another round than its token', undefined],
  ])('with a webhook-id %s is refused', async (_, other) => {
    const webhookId = other ?? dispatchMessageId(id, 2);
    expect(await refusalOf(await claim({ webhookId }))).toEqual({
      status: 422,
      code: 'validation_failed',
      faults: ['webhook-id: not the one that the address names'],
    });
  });

  test('before the action is sent is refused: no dispatch can be in anybody’s hands', async () => {
    expect(await refusalOf(await claim())).toMatchObject({ status: 409, code: 'conflict' });
    expect(await api.dispatch(id)).toMatchObject({ kind: 'awaiting_callback' });
    expect((await claim()).status).toBe(200);
  });

  test('without a webhook-id is of the round of its token', async () => {
    await api.dispatch(id);
    expect(await answerOf(await claim({ webhookId: null }), 200, ClaimOut)).toMatchObject({
      round: 1,
    });
  });
});

describe('an attempt whose dispatch is claimed', () => {
  test.each([
    ['the connection breaks', 200, null],
    ['a proxy answers 504', 504, { message: 'Gateway Time-out' }],
  ])('is not repeated when %s', async (_, status, body) => {
    claimThen(status, body);
    expect(await dispatch()).toMatchObject({ kind: 'awaiting_callback' });
    expect(await dispatch()).toMatchObject({ kind: 'awaiting_callback' });
    expect(api.n8n.of(id)).toHaveLength(1);
    expect(await action()).toMatchObject({
      status: 'awaiting_callback',
      attempts: [{ outcome: 'accepted' }],
    });
  });

  test('is repeated when the flow gives its claim back', async () => {
    claimThen(503, { code: 'route_unavailable', claim: 'released', claimedBy: 'execution-1' });
    expect(await dispatch()).toMatchObject({ type: 'n8n_unavailable' });
    expect(await action()).toMatchObject({
      status: 'dispatching',
      attempts: [{ outcome: 'retry' }],
    });
    claimThen(200, { message: 'Workflow was started' }, 'execution-2');
    expect(await dispatch()).toMatchObject({ kind: 'awaiting_callback' });
    expect(await timeline()).toContain('claim: claimed');
  });

  test('is not repeated when an execution that did not get it answers that it gives it back', async () => {
    api.n8n.behave(() => ({ status: 504 }));
    expect(await dispatch()).toMatchObject({ type: 'n8n_unavailable' });
    // The execution of the first attempt begins late. The one of the second gets no answer to its claim.
    api.n8n.behave(async () => {
      expect((await claim({ claimedBy: 'execution-1' })).status).toBe(200);
      const released = { code: 'claim_failed', claim: 'released', claimedBy: 'execution-2' };
      return { status: 503, body: JSON.stringify(released) };
    });
    expect(await dispatch()).toMatchObject({ kind: 'awaiting_callback' });
    expect((await claim({ claimedBy: 'execution-3' })).status).toBe(409);
  });

  test('is repeated when the claim arrives after its execution gave it back', async () => {
    const released = { code: 'claim_failed', claim: 'released', claimedBy: 'execution-1' };
    api.n8n.behave(() => ({ status: 503, body: JSON.stringify(released) }));
    expect(await dispatch()).toMatchObject({ type: 'n8n_unavailable' });
    expect((await claim({ claimedBy: 'execution-1' })).status).toBe(409);
    api.n8n.behave(async () => {
      expect((await claim({ claimedBy: 'execution-2' })).status).toBe(200);
      return { status: 200, body: '{}' };
    });
    expect(await dispatch()).toMatchObject({ kind: 'awaiting_callback' });
    expect(api.n8n.of(id)).toHaveLength(2);
  });

  test('is not repeated after its worker died', async () => {
    claimThen(200, { message: 'Workflow was started' });
    await api.superuser`
      update actions set status = 'dispatching', attempt_count = 1 where id = ${id}
    `;
    await claim();
    expect(await dispatch()).toMatchObject({ kind: 'awaiting_callback' });
    expect(api.n8n.of(id)).toEqual([]);
  });

  test('does not fail as undeliverable', async () => {
    await api.superuser`
      update actions set status = 'dispatching', attempt_count = 1 where id = ${id}
    `;
    await claim();
    const input = { companyId: api.company.id, actionId: id, round: 1 };
    expect(await api.activities.giveUpDispatch(input)).toMatchObject({ kind: 'awaiting_callback' });
    expect(await api.activities.giveUpDispatch(input)).toMatchObject({ kind: 'awaiting_callback' });
  });
});
