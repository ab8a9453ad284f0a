/**
 * Goal: n8n's answer is applied once, from an authorised caller, early or late. Method: the api
 * in-process on real Postgres, the dispatch run by hand, the clock moved by the test.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CallbackOut, callbackToken } from '../../src/domain/actions/callbacks.ts';
import { EntityOut } from '../../src/domain/entities/shapes.ts';
import { NotificationOut } from '../../src/domain/notifications/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import {
  answerOf,
  createAction,
  createEntity,
  keyWithScopes,
  MARIE,
  readAction,
  refusalOf,
  startActionWorld,
  type ActionWorld,
} from '../support/actions.ts';
import type { TestPerson } from '../support/api.ts';
import { ACCEPT } from '../../dev/fakes/n8n/scripted.ts';
import { untilBlocked } from '../support/postgres.ts';
import { until } from '../support/until.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let api: ActionWorld;
let owner: TestPerson;
/** An action that n8n has accepted, about an entity of its own. */
let id: string;
let ref: string;
let count = 0;

beforeAll(async () => {
  api = await startActionWorld();
  ({ owner } = api.company);
});
afterAll(() => api.stop());
beforeEach(async () => {
  api.setClock(null);
  api.n8n.behave(ACCEPT); // an earlier test may have failed before it did so
  count += 1;
  ref = `MARIE-${count}`;
  await createEntity(api, owner.key, { type: 'candidat', ref, data: MARIE });
  ({ id } = await createAction(api, owner, { entiteId: ref }));
  await api.dispatch(id);
});

const SUCCESS = { callbackId: 'fin', status: 'succeeded', message: 'Relance envoyée à Marie' };
const answer = async (body: object, options: { round?: number } = {}) =>
  answerOf(await api.callBack(id, body, options), 200, CallbackOut);
const action = () => readAction(api, owner, id);
const entity = async () =>
  answerOf(
    await api.request(`/api/v1/entities/candidat/${ref}`, { key: owner.key }),
    200,
    EntityOut,
  );
const notifications = async ({ key } = owner) => {
  const response = await api.request('/api/v1/notifications?limit=250', { key });
  const { data } = await answerOf(response, 200, pageOf(NotificationOut));
  return data.filter((notification) => notification.action_id === id);
};
const signals = () => api.superuser`
  select name, input from commands where workflow_id like ${`action/${id}%`} and operation = 'signal'
`;
const events = async (): Promise<unknown[]> => {
  const rows = await api.superuser`
    select data from events where subject_id = ${id} and type = 'ActionSettled' order by id
  `;
  return rows.map(({ data }) => data);
};
/** What one settlement leaves behind, counted. */
const effects = async () => ({
  notifications: (await notifications()).length,
  events: (await events()).length,
  version: (await entity()).version,
});
const expire = () =>
  api.activities.endAction({
    companyId: api.company.id,
    actionId: id,
    round: 1,
    code: 'deadline_missed',
  });
const after = (durationMs: number): void => api.setClock(new Date(Date.now() + durationMs));

describe('an answer in time', () => {
  test('settles the action, changes the entity, tells the decider and wakes the workflow', async () => {
    const result = await answer({
      ...SUCCESS,
      statutDossier: 'RELANCE_1',
      data: { canal: 'email' },
    });
    expect(result).toEqual({ id, status: 'succeeded', outcome: 'applied' });
    expect(await action()).toMatchObject({
      status: 'succeeded',
      outcome_code: 'callback',
      outcome_message: 'Relance envoyée à Marie',
      callbacks: [
        {
          callback_id: 'fin',
          round: 1,
          statut_dossier: 'RELANCE_1',
          data: { canal: 'email' },
          outcome: 'applied',
          is_late: false,
        },
      ],
    });
    expect(await entity()).toMatchObject({
      statut_dossier: 'RELANCE_1',
      data: { ...MARIE, statutDossier: 'RELANCE_1' },
      version: 2,
    });
    expect(await notifications()).toMatchObject([
      {
        categorie: 'CANDIDAT',
        type: 'ACTION_SUCCEEDED',
        titre: 'Relance envoyée à Marie',
        message: 'Relancer candidat par email · Marie Dumitru',
        level: 'success',
        entity: { type: 'candidat', ref },
        read_at: null,
      },
    ]);
    expect(await signals()).toEqual([{ name: 'actionSettled', input: { status: 'succeeded' } }]);
    expect(await events()).toEqual([
      {
        action_id: id,
        action_type: 'RELANCE_CANDIDAT_EMAIL',
        entite_type: 'candidat',
        entite_id: ref,
        round: 1,
        status: 'succeeded',
        outcome_code: 'callback',
        is_late: false,
        is_simulated: false,
      },
    ]);
  });

  test('notifies the user who decided the action, not the one who sent it', async () => {
    const [decider] = api.company.agents;
    ({ id } = await createAction(api, owner, { entiteId: ref, decidePar: decider.id }));
    await api.dispatch(id);
    await answer(SUCCESS);
    expect(await notifications()).toEqual([]);
    expect(await notifications(decider)).toMatchObject([{ titre: 'Relance envoyée à Marie' }]);
  });

  test('of a simulation says in the notification that nothing was sent', async () => {
    await answer({ ...SUCCESS, data: { simulation: true } });
    expect(await notifications()).toMatchObject([
      {
        titre: 'Relance envoyée à Marie',
        message: 'Relancer candidat par email · Marie Dumitru (simulation, rien n’a été envoyé)',
      },
    ]);
  });

  test('accepts null for every optional field', async () => {
    const nothing = { message: null, statutDossier: null, data: null };
    await answer({ ...SUCCESS, ...nothing });
    expect(await action()).toMatchObject({ status: 'succeeded', outcome_code: 'callback' });
    expect(await effects()).toEqual({ notifications: 1, events: 1, version: 1 });
  });

  test('without statutDossier does not change the entity', async () => {
    await answer(SUCCESS);
    expect(await entity()).toMatchObject({ statut_dossier: 'DOSSIER_INCOMPLET', version: 1 });
  });

  test('with the current statutDossier makes no new version of the entity', async () => {
    await answer({ ...SUCCESS, statutDossier: 'DOSSIER_INCOMPLET' });
    expect(await entity()).toMatchObject({ version: 1 });
  });

  test('of failure notifies the decider with level error', async () => {
    await answer({ callbackId: 'fin', status: 'failed', message: "Marie n'a pas d'adresse" });
    expect(await action()).toMatchObject({ status: 'failed', outcome_code: 'callback' });
    expect(await notifications()).toMatchObject([
      { level: 'error', titre: "Marie n'a pas d'adresse", type: 'ACTION_FAILED' },
    ]);
  });

  test('without a message is worded in the language its reader has now', async () => {
    await answer({ callbackId: 'fin', status: 'succeeded' });
    expect(await notifications()).toMatchObject([{ titre: 'Action réussie' }]);
    await api.superuser`update users set locale = 'en' where id = ${owner.id}`;
    const inEnglish = await notifications();
    await api.superuser`update users set locale = 'fr' where id = ${owner.id}`;
    expect(inEnglish).toMatchObject([{ titre: 'Action succeeded' }]);
  });

  test('of progress is listed and does not settle the action', async () => {
    const progress = { callbackId: 'un', status: 'progress', message: 'En préparation' };
    expect(await answer(progress)).toMatchObject({
      status: 'awaiting_callback',
      outcome: 'applied',
    });
    expect(await action()).toMatchObject({
      status: 'awaiting_callback',
      settled_at: null,
      timeline: [{}, {}, { kind: 'callback', code: 'progress', message: 'En préparation' }],
    });
    expect(await notifications()).toEqual([]);
    expect(await signals()).toEqual([]);
    expect(await answer(SUCCESS)).toMatchObject({ status: 'succeeded' });
  });

  test('of progress changes the entity when it has a statutDossier', async () => {
    await answer({ callbackId: 'un', status: 'progress', statutDossier: 'RELANCE_EN_COURS' });
    expect(await entity()).toMatchObject({ statut_dossier: 'RELANCE_EN_COURS', version: 2 });
  });

  test('sends stream events for the action, the entity and the notification', async () => {
    await answer({ ...SUCCESS, statutDossier: 'RELANCE_1' });
    await api.sealFacts();
    const rows = await api.superuser`
      select topic, data from stream_events
      where company_id = ${api.company.id} order by sequence desc limit 4
    `;
    expect(rows.map(({ topic, data }) => ({ topic, data }))).toEqual(
      expect.arrayContaining([
        { topic: 'action.updated', data: { id, status: 'succeeded' } },
        { topic: 'entity.updated', data: { type: 'candidat', ref } },
        expect.objectContaining({ topic: 'notification.created' }),
      ]),
    );
  });
});

describe('answers at once', () => {
  test('to many actions about one entity are all applied', async () => {
    const ids = [id];
    while (ids.length < 12) ids.push((await createAction(api, owner, { entiteId: ref })).id);
    const answers = await Promise.all(
      ids.map((actionId, number) =>
        api.callBack(actionId, { ...SUCCESS, statutDossier: `RELANCE_${number}` }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200));
    expect(await entity()).toMatchObject({ version: 1 + ids.length });
  });

  test('that wait for the same change of their entity do not wait for each other', async () => {
    const other = await createAction(api, owner, { entiteId: ref });
    const statuses = await api.superuser.begin(async (keeper) => {
      // Like any transaction that inserts a row about the entity.
      await keeper`select from entities where ref = ${ref} for key share`;
      const { answers } = await api.superuser.begin(async (sql) => {
        await sql`select from entities where ref = ${ref} for no key update`;
        const sent = [id, other.id].map((actionId, number) =>
          api.callBack(actionId, {
            callbackId: 'un',
            status: 'progress',
            statutDossier: `RELANCE_${number}`,
          }),
        );
        await untilBlocked(api.superuser, sent.length);
        await sql`update entities set version = version + 1 where ref = ${ref}`;
        return { answers: sent };
      });
      return (await Promise.all(answers)).map(({ status }) => status);
    });
    expect(statuses).toEqual([200, 200]);
    expect(await entity()).toMatchObject({ version: 4 });
  });

  test('that are a hundred with one callbackId have one effect', async () => {
    const callback = { ...SUCCESS, statutDossier: 'RELANCE_1' };
    const answers = await Promise.all(Array.from({ length: 100 }, () => answer(callback)));
    expect(answers.filter(({ outcome }) => outcome === 'applied')).toHaveLength(1);
    expect(answers.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(99);
    expect(await effects()).toEqual({ notifications: 1, events: 1, version: 2 });
    expect(await signals()).toHaveLength(1);
  });

  test('that are a hundred with different callbackIds and both outcomes have one effect', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, number) =>
        answer({
          callbackId: `n${number}`,
          status: number % 2 === 0 ? 'succeeded' : 'failed',
          statutDossier: `RELANCE_${number}`,
        }),
      ),
    );
    expect(answers.filter(({ outcome }) => outcome === 'applied')).toHaveLength(1);
    expect(await effects()).toEqual({ notifications: 1, events: 1, version: 2 });
  });
});

describe('an early answer', () => {
  beforeEach(async () => {
    ({ id } = await createAction(api, owner, { entiteId: ref }));
  });

  test('before the answer to the dispatch settles the action for good', async () => {
    api.n8n.behave(async () => {
      await answer({ ...SUCCESS, statutDossier: 'RELANCE_1' });
      return { status: 200 };
    });
    expect(await api.dispatch(id)).toEqual({ kind: 'settled', status: 'succeeded' });
    expect(await action()).toMatchObject({
      status: 'succeeded',
      attempts: [{ outcome: 'accepted', status_code: 200 }],
    });
    expect(await effects()).toEqual({ notifications: 1, events: 1, version: 2 });
  });

  test('is not undone when n8n then refuses the dispatch', async () => {
    api.n8n.behave(async () => {
      await answer(SUCCESS);
      return { status: 422 };
    });
    expect(await api.dispatch(id)).toEqual({ kind: 'settled', status: 'succeeded' });
    api.n8n.behave(() => ({ status: 200 }));
    expect(await action()).toMatchObject({
      status: 'succeeded',
      attempts: [{ outcome: 'refused', status_code: 422 }],
    });
    expect(await notifications()).toHaveLength(1);
  });

  test('marks a running attempt as interrupted, until the attempt ends itself', async () => {
    const stalled = Promise.withResolvers<{ status: number }>();
    api.n8n.behave(() => stalled.promise);
    const dispatch = api.dispatch(id);
    await until('n8n has it', () => api.n8n.of(id)[0]);
    expect((await action()).attempts).toMatchObject([{ outcome: 'running' }]);
    await answer(SUCCESS);
    expect((await action()).attempts).toMatchObject([{ outcome: 'interrupted' }]);
    stalled.resolve({ status: 200 });
    expect(await dispatch).toEqual({ kind: 'settled', status: 'succeeded' });
    expect((await action()).attempts).toMatchObject([{ outcome: 'accepted', status_code: 200 }]);
  });

  test('to an attempt whose answer was lost prevents the next attempt', async () => {
    api.n8n.behave(() => ({ status: 200, isDropped: true }));
    await expect(api.dispatch(id)).rejects.toThrow();
    api.n8n.behave(() => ({ status: 200 }));
    await answer(SUCCESS);
    expect(await api.dispatch(id)).toEqual({ kind: 'settled', status: 'succeeded' });
    expect(api.n8n.of(id)).toHaveLength(1);
  });
});

describe('a repeated answer', () => {
  test('changes nothing when its callbackId is sent again with another content', async () => {
    await answer({ ...SUCCESS, statutDossier: 'RELANCE_1' });
    const once = await effects();
    const repeat = { ...SUCCESS, status: 'failed', statutDossier: 'PERDU', message: 'non' };
    expect(await answer(repeat)).toEqual({ id, status: 'succeeded', outcome: 'duplicate' });
    expect(await effects()).toEqual(once);
    expect((await action()).callbacks).toHaveLength(1);
  });

  test('under another callbackId is recorded without changing the outcome', async () => {
    await answer(SUCCESS);
    const once = await effects();
    const other = { callbackId: 'autre', status: 'failed', message: 'non', statutDossier: 'PERDU' };
    expect(await answer(other)).toEqual({ id, status: 'succeeded', outcome: 'recorded' });
    expect(await effects()).toEqual(once);
    expect(await action()).toMatchObject({
      status: 'succeeded',
      outcome_message: 'Relance envoyée à Marie',
      callbacks: [{ outcome: 'applied' }, { callback_id: 'autre', outcome: 'recorded' }],
    });
  });

  test('is applied after 200 progress callbacks; another progress callback is refused', async () => {
    await api.superuser`
      insert into action_callbacks
        (company_id, action_id, callback_id, round, status, message, outcome, is_late, received_at)
      select ${api.company.id}, ${id}, 'p' || number, 1, 'progress', '', 'applied', false, now()
      from generate_series(1, 200) as number
    `;
    const more = { callbackId: 'p201', status: 'progress' };
    expect((await refusalOf(await api.callBack(id, more))).code).toBe('conflict');
    expect(await answer({ callbackId: 'p200', status: 'progress' })).toMatchObject({
      outcome: 'duplicate',
    });
    expect(await answer(SUCCESS)).toMatchObject({ status: 'succeeded', outcome: 'applied' });
  });
});

test('an answer with more than 16 KiB of data is refused with the field’s name', async () => {
  const data = { texte: 'é'.repeat(17_000) };
  const refusal = await refusalOf(await api.callBack(id, { ...SUCCESS, data }));
  expect(refusal).toMatchObject({
    code: 'validation_failed',
    faults: ['data: at most 16384 characters of JSON'],
  });
});

describe('a late answer', () => {
  test('after the deadline is applied and marked late in callback, timeline, notification and event', async () => {
    expect(await expire()).toBe('expired');
    expect(await notifications()).toMatchObject([
      { titre: 'Pas de réponse dans le délai prévu', level: 'warning' },
    ]);
    after(HOUR_MS);
    const late = await answer({ ...SUCCESS, statutDossier: 'RELANCE_1' });
    expect(late).toEqual({ id, status: 'succeeded', outcome: 'applied' });
    const seen = await action();
    expect(seen).toMatchObject({ status: 'succeeded', callbacks: [{ is_late: true }] });
    expect(seen.timeline.map(({ code }) => code)).toContain('late_succeeded');
    expect(await entity()).toMatchObject({ statut_dossier: 'RELANCE_1' });
    expect((await notifications()).map(({ message }) => message)).toEqual([
      'Relancer candidat par email · Marie Dumitru (réponse tardive)',
      'Relancer candidat par email · Marie Dumitru',
    ]);
    expect(await events()).toMatchObject([
      { status: 'expired', is_late: false },
      { status: 'succeeded', is_late: true },
    ]);
    expect(await signals()).toEqual([]);
  });

  test('is late too before the workflow notices the deadline, and still signals it', async () => {
    after(25 * HOUR_MS);
    expect(await answer(SUCCESS)).toMatchObject({ status: 'succeeded', outcome: 'applied' });
    expect(await action()).toMatchObject({ callbacks: [{ is_late: true }] });
    expect(await signals()).toHaveLength(1);
  });

  test('to an attempt that was thought lost is applied although n8n refused the next one', async () => {
    ({ id } = await createAction(api, owner, { entiteId: ref }));
    api.n8n.behave(() => ({ status: 200, isDropped: true }));
    await expect(api.dispatch(id)).rejects.toThrow('und_err_socket');
    api.n8n.behave(() => ({ status: 401 }));
    expect(await api.dispatch(id)).toEqual({ kind: 'settled', status: 'failed' });
    api.n8n.behave(() => ({ status: 200 }));
    expect(await answer(SUCCESS)).toEqual({ id, status: 'succeeded', outcome: 'applied' });
    expect(await action()).toMatchObject({ status: 'succeeded', callbacks: [{ is_late: true }] });
  });

  test.each(['undeliverable', 'egress_refused', 'run_ended', 'restored', 'in_doubt'])(
    'is applied to an action that failed as %s',
    async (code) => {
      await api.superuser`
        update actions
        set status = 'failed', outcome_code = ${code}, settled_at = now()
        where id = ${id}
      `;
      expect(await answer(SUCCESS)).toEqual({ id, status: 'succeeded', outcome: 'applied' });
      expect(await action()).toMatchObject({ status: 'succeeded', callbacks: [{ is_late: true }] });
    },
  );

  test('of progress is recorded and leaves the action expired', async () => {
    await expire();
    const progress = { callbackId: 'un', status: 'progress', statutDossier: 'EN_COURS' };
    expect(await answer(progress)).toMatchObject({ status: 'expired', outcome: 'recorded' });
    expect(await entity()).toMatchObject({ version: 1 });
  });

  test('replaces the outcome only once', async () => {
    await expire();
    await answer({ ...SUCCESS, status: 'failed' });
    expect(await answer({ ...SUCCESS, callbackId: 'autre' })).toMatchObject({
      status: 'failed',
      outcome: 'recorded',
    });
  });

  test('is refused with 410 from 24 hours after the action settled', async () => {
    await answer(SUCCESS);
    after(DAY_MS - HOUR_MS);
    const late = { callbackId: 'tard', status: 'failed' };
    expect(await answer(late)).toMatchObject({ outcome: 'recorded' });
    after(DAY_MS + HOUR_MS);
    expect(await refusalOf(await api.callBack(id, { ...late, callbackId: 'trop' }))).toMatchObject({
      status: 410,
      code: 'gone',
    });
    expect((await api.callBack(id, SUCCESS)).status).toBe(410);
    expect((await action()).callbacks).toHaveLength(2);
  });
});

describe('an answer to an earlier round', () => {
  beforeEach(async () => {
    await answer({ ...SUCCESS, status: 'failed' });
    await api.request(`/api/v1/actions/${id}/retry`, { method: 'POST', key: owner.key });
    await api.dispatch(id, 2);
  });

  test('is recorded as late without changing the running round', async () => {
    const old = { callbackId: 'vieux', status: 'succeeded', statutDossier: 'RELANCE_1' };
    expect(await answer(old, { round: 1 })).toMatchObject({
      status: 'awaiting_callback',
      outcome: 'recorded',
    });
    const seen = await action();
    expect(seen.status).toBe('awaiting_callback');
    expect(seen.callbacks.at(-1)).toMatchObject({ round: 1, outcome: 'recorded', is_late: true });
    expect(await entity()).toMatchObject({ version: 1 });
  });

  test('sent again with an API key is a duplicate; another answer needs its round', async () => {
    const byKey = async (body: object) =>
      answerOf(
        await api.request(`/api/v1/actions/${id}/callback`, { key: owner.key, body }),
        200,
        CallbackOut,
      );
    expect(await byKey({ ...SUCCESS, status: 'failed' })).toMatchObject({ outcome: 'duplicate' });
    expect((await action()).status).toBe('awaiting_callback');
    const other = { callbackId: 'autre', status: 'failed' };
    expect(await byKey({ ...other, round: 1 })).toMatchObject({ outcome: 'recorded' });
    expect(await byKey({ ...other, round: 2 })).toMatchObject({ outcome: 'applied' });
    expect((await action()).status).toBe('failed');
  });

  test('is refused for a round that does not exist yet', async () => {
    const response = await api.request(`/api/v1/actions/${id}/callback`, {
      key: owner.key,
      body: { ...SUCCESS, round: 3 },
    });
    expect(await refusalOf(response)).toMatchObject({ status: 409, code: 'conflict' });
    expect((await action()).status).toBe('awaiting_callback');
  });

  test('of an API key without a round does not end a round that was not sent yet', async () => {
    await api.activities.endAction({
      companyId: api.company.id,
      actionId: id,
      round: 2,
      code: 'deadline_missed',
    });
    await api.request(`/api/v1/actions/${id}/retry`, { method: 'POST', key: owner.key });
    const response = await api.request(`/api/v1/actions/${id}/callback`, {
      key: owner.key,
      body: { callbackId: 'tard', status: 'failed' },
    });
    expect(await answerOf(response, 200, CallbackOut)).toMatchObject({
      status: 'accepted',
      outcome: 'recorded',
    });
    expect(await api.dispatch(id, 3)).toMatchObject({ kind: 'awaiting_callback' });
    expect((await action()).callbacks.at(-1)).toMatchObject({ callback_id: 'tard', round: 2 });
  });

  test('does not use up the callbackId for the running round', async () => {
    const result = await answer(SUCCESS, { round: 2 });
    expect(result).toMatchObject({ status: 'succeeded', outcome: 'applied' });
    const rows = await api.superuser`
      select workflow_id from commands where operation = 'signal' and workflow_id like ${`action/${id}%`}
      order by id
    `;
    expect(rows.map((row) => String(row['workflow_id']))).toEqual([
      `action/${id}`,
      `action/${id}/2`,
    ]);
  });
});

describe('who may answer', () => {
  test('is answered 503 with Retry-After by a process that lacks the new encryption key', async () => {
    const [key] = api.deps.encryptionKeys;
    if (!key) throw new Error('there is no key');
    const subject = { companyId: api.company.id, actionId: id, round: 1 };
    const newKey = { id: 'k2', key: randomBytes(32) };
    const token = callbackToken([newKey, key], subject);
    const early = await api.callBack(id, SUCCESS, { token });
    expect(Number(early.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(await refusalOf(early)).toMatchObject({ status: 503, code: 'unavailable' });
    const { encryptionKeys } = api.deps;
    api.deps.encryptionKeys = [...encryptionKeys, newKey];
    try {
      expect((await api.callBack(id, SUCCESS, { token })).status).toBe(200);
    } finally {
      api.deps.encryptionKeys = encryptionKeys;
    }
    expect((await action()).status).toBe('succeeded');
  });

  const statusWith = async (token: string | undefined): Promise<number> => {
    const path = `/api/v1/actions/${id}/callback`;
    const response = await api.request(path, {
      body: SUCCESS,
      ...(token === undefined ? {} : { key: token }),
    });
    return response.status;
  };

  test('is answered 401 without a token, with a truncated one, with an invented one', async () => {
    const genuine = api.tokenOf(id);
    const forged = `${genuine.slice(0, -4)}${genuine.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
    for (const token of [undefined, 'rcb_', genuine.slice(0, -1), `${genuine}A`, forged]) {
      expect(await statusWith(token), token).toBe(401);
    }
    expect(await action()).toMatchObject({ status: 'awaiting_callback', callbacks: [] });
    expect(await statusWith(genuine)).toBe(200);
  });

  test('is answered 401 with the token of another action, round or company', async () => {
    const { id: otherId } = await createAction(api, owner, { entiteId: ref });
    const companyId = api.otherCompany.id;
    const keys = api.deps.encryptionKeys;
    const genuine = api.tokenOf(id);
    for (const token of [
      api.tokenOf(otherId),
      genuine.replace(/^(rcb_k1_\d+)_1_/, '$1_2_'),
      genuine.replace(/^rcb_k1_\d+_/, `rcb_k1_${companyId}_`),
    ]) {
      expect(await statusWith(token), token).toBe(401);
    }
    // Issued under our key for another company: it gives no access to this one.
    const foreign = callbackToken(keys, { companyId, actionId: id, round: 1 });
    expect(await statusWith(foreign)).toBe(404);
    expect(await action()).toMatchObject({ status: 'awaiting_callback', callbacks: [] });
  });

  test('needs an API key of this company with the scope actions:callback', async () => {
    const scoped = (scopes: string[]) => keyWithScopes(api, api.company, owner, scopes);
    const { owner: stranger } = api.otherCompany;
    const foreign = await keyWithScopes(api, api.otherCompany, stranger, ['actions:callback']);
    const agents = await keyWithScopes(api, api.company, api.company.agents[0], [
      'actions:callback',
    ]);
    expect(await statusWith(await scoped(['actions:read', 'actions:create']))).toBe(403);
    expect(await statusWith(agents)).toBe(403);
    expect(await statusWith(foreign)).toBe(404);
    expect(await statusWith('rlk_inconnue')).toBe(401);
    expect(await action()).toMatchObject({ status: 'awaiting_callback' });
    expect(await statusWith(await scoped(['actions:callback']))).toBe(200);
    expect(await action()).toMatchObject({ status: 'succeeded' });
  });

  test('may send an API key as X-API-Key', async () => {
    const key = await keyWithScopes(api, api.company, owner, ['actions:callback']);
    const response = await api.request(`/api/v1/actions/${id}/callback`, {
      body: SUCCESS,
      headers: { 'X-API-Key': key },
    });
    expect(response.status).toBe(200);
  });

  test('may use the dispatched token after the encryption keys have rotated', async () => {
    const token = api.tokenOf(id);
    const [old] = api.deps.encryptionKeys;
    if (!old) throw new Error('a test api has a key');
    api.deps.encryptionKeys = [{ id: 'k2', key: Buffer.alloc(32, 7) }, old];
    const status = await statusWith(token);
    api.deps.encryptionKeys = [old];
    expect(status).toBe(200);
  });

  test('is not named in the log by token', () => {
    expect(api.logLines.join('\n')).not.toContain(api.tokenOf(id).slice(-20));
  });
});

describe('an answer that echoes its dispatch', () => {
  const sent = () => {
    const [dispatch] = api.n8n.of(id);
    if (!dispatch) throw new Error('nothing was sent');
    return dispatch;
  };

  test('shows its data to owners alone: encoded, they keep the operator’s key readable', async () => {
    const { supervisor, agents } = api.company;
    ({ id } = await createAction(api, agents[0], { entiteId: ref }));
    await api.dispatch(id);
    const echo = Buffer.from(JSON.stringify(sent().headers)).toString('base64');
    await answer({ ...SUCCESS, data: { echo, simulation: true } });
    expect((await action()).callbacks).toMatchObject([
      { data: { echo, simulation: true }, is_simulated: true },
    ]);
    for (const person of [supervisor, agents[0]]) {
      const seen = await readAction(api, person, id);
      expect(seen.callbacks).toMatchObject([
        { message: SUCCESS.message, data: null, is_simulated: true },
      ]);
      const everywhere = await Promise.all(
        ['/api/v1/actions', '/api/v1/notifications', `/api/v1/entities/candidat/${ref}`].map(
          async (path) => (await api.request(path, { key: person.key })).text(),
        ),
      );
      expect([JSON.stringify(seen), ...everywhere].join('\n')).not.toContain(echo.slice(0, 40));
    }
    const audit = await api.request('/api/v1/audit', { key: owner.key });
    expect(await audit.text()).not.toContain(echo.slice(0, 40));
    expect(api.logLines.join('\n')).not.toContain(echo.slice(0, 40));
  });

  test('is stored with the key and the token masked, in message, status and data', async () => {
    const { apiKey } = api.n8n;
    const { token } = sent().body.callback;
    await answer({
      ...SUCCESS,
      message: `Refusé : X-API-Key ${apiKey}, Authorization Bearer ${token}`,
      statutDossier: apiKey,
      data: { headers: [{ 'x-api-key': apiKey }], [token]: 1, texte: JSON.stringify({ token }) },
    });
    const masked = '••••••';
    expect(await action()).toMatchObject({
      outcome_message: `Refusé : X-API-Key ${masked}, Authorization Bearer ${masked}`,
      callbacks: [
        {
          statut_dossier: masked,
          data: { headers: [{ 'x-api-key': masked }], [masked]: 1, texte: `{"token":"${masked}"}` },
        },
      ],
    });
    expect((await entity()).statut_dossier).toBe(masked);
    const told = JSON.stringify(await notifications());
    expect(told).toContain(`X-API-Key ${masked}`);
    expect(told).not.toContain(apiKey);
  });

  test('is stored with the key of its route masked', async () => {
    const apiKey = 'cle"de\\la/route';
    const response = await api.request('/api/v1/action-routes', {
      method: 'PUT',
      key: owner.key,
      body: { routes: [{ prefix: 'RELANCE_', index: 0, workflow: 'essai', api_key: apiKey }] },
    });
    expect(response.status, await response.text()).toBe(200);
    ({ id } = await createAction(api, owner, { entiteId: ref }));
    await api.dispatch(id);
    expect(sent().headers['x-api-key']).toBe(apiKey);
    await answer({ ...SUCCESS, message: `clé ${apiKey}`, data: { [apiKey]: [apiKey] } });
    expect((await action()).callbacks).toMatchObject([
      { message: 'clé ••••••', data: { '••••••': ['••••••'] } },
    ]);
    await api.request('/api/v1/action-routes', { method: 'DELETE', key: owner.key });
  });
});

describe('a malformed answer', () => {
  test.each<[unknown, string]>([
    [{ status: 'succeeded' }, 'callbackId'],
    [{ callbackId: '', status: 'succeeded' }, 'callbackId'],
    [{ callbackId: 'x'.repeat(201), status: 'succeeded' }, 'callbackId'],
    [{ callbackId: 'a' }, 'status'],
    [{ callbackId: 'a', status: 'done' }, 'status'],
    [{ callbackId: 'a', status: 'succeeded', message: 'x'.repeat(2001) }, 'message'],
    [{ callbackId: 'a', status: 'succeeded', statutDossier: 7 }, 'statutDossier'],
    [{ callbackId: 'a', status: 'succeeded', data: [] }, 'data'],
    [{ callbackId: 'a', status: 'succeeded', surprise: true }, 'surprise'],
    [{ callbackId: 'a\u0000', status: 'succeeded' }, 'callbackId'],
    [[], ''],
  ])('%j is 422 at %j and changes nothing', async (body, path) => {
    const { status, code, faults } = await refusalOf(await api.callBack(id, body));
    expect({ status, code, path: faults[0]?.split(':')[0] }).toEqual({
      status: 422,
      code: 'validation_failed',
      path,
    });
    expect(await action()).toMatchObject({ status: 'awaiting_callback', callbacks: [] });
  });

  test('that is not JSON is answered 400', async () => {
    expect((await api.callBack(id, '{"callbackId":')).status).toBe(400);
  });

  test('about an unknown action is answered 404 for a key and 401 for a token', async () => {
    const path = '/api/v1/actions/0199a3c0-0000-7000-8000-000000000000/callback';
    const send = (key: string) => api.request(path, { key, body: SUCCESS });
    expect((await send(owner.key)).status).toBe(404);
    expect((await send(api.tokenOf(id))).status).toBe(401);
  });
});
