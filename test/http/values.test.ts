/**
 * Goal: a value is stored as it was sent and in one form, or refused with the path of its field. Method:
 * the whole api in-process on real Postgres.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ProblemOut } from '../../src/api/http/errors.ts';
import { callbackToken } from '../../src/domain/actions/callbacks.ts';
import { ActionAcceptedOut, ActionOut, ActionSummaryOut } from '../../src/domain/actions/shapes.ts';
import { AuditEntryOut } from '../../src/domain/audit/shapes.ts';
import { EntityOut } from '../../src/domain/entities/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { answerOf, createAction, relance } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';
import { insertNotification } from '../support/rows/notifications.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { owner } = api.company;
const { key } = owner;

const faultsOf = async (answer: Response, status = 422): Promise<string[]> => {
  const { errors = [] } = await answerOf(answer, status, ProblemOut);
  return errors.map(({ path, code }) => `${path}: ${code}`);
};
const codeOf = async (answer: Response, status: number): Promise<string> =>
  (await answerOf(answer, status, ProblemOut)).code;
const create = (ref: string, data: object = {}, type = 'candidat') =>
  api.request(`/api/v1/entities/${type}`, { key, body: { ref, data } });
const entityCount = async (): Promise<number> => {
  const [row] = await api.superuser`select count(*) as count from entities`;
  return z.number().parse(row?.['count']);
};

describe('bytes that are not UTF-8', () => {
  const post = (path: string, body: Buffer<ArrayBuffer>, type = 'application/json') =>
    api.app.request(path, {
      method: 'POST',
      body,
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': type },
    });
  const latin1 = (text: string) => Buffer.from(text, 'latin1');

  test.each(['{"ref":"\xc9l\xe8ve","data":{}}', '{"ref":"E","data":{"nom":"Zo\xeb"}}'])(
    'in the body %s are refused, and nothing is stored',
    async (text) => {
      const before = await entityCount();
      const answer = await post('/api/v1/entities/candidat', latin1(text));
      expect(await codeOf(answer, 400)).toBe('malformed_request');
      expect(await entityCount()).toBe(before);
    },
  );

  test('of a body that declares another charset are not read', async () => {
    const before = await entityCount();
    for (const charset of ['iso-8859-1', '"windows-1252"', 'utf-16', 'utf-8; charset=latin1']) {
      const type = `application/json; charset=${charset}`;
      const answer = await post('/api/v1/entities/candidat', latin1('{"ref":"E","data":{}}'), type);
      expect(await codeOf(answer, 415), charset).toBe('unsupported_media_type');
    }
    expect(await entityCount()).toBe(before);
  });

  test.each(['utf-8', 'UTF-8', '"utf-8"', 'utf8'])('are not declared by %s', async (charset) => {
    const body = Buffer.from(
      `{"ref":"É ${charset.replaceAll('"', '')} ${charset.length}","data":{}}`,
    );
    const type = `application/json;charset=${charset}`;
    expect((await post('/api/v1/entities/prospect', body, type)).status).toBe(201);
  });

  test.each(['%E9', '%C3', 'a%FFb', '%ED%A0%80'])(
    'in an address as %s are refused',
    async (text) => {
      const path = await api.request(`/api/v1/entities/candidat/${text}`, { key });
      expect(await codeOf(path, 400)).toBe('malformed_request');
      const query = await api.request(`/api/v1/entities/candidat?q=${text}`, { key });
      expect(await codeOf(query, 400)).toBe('malformed_request');
    },
  );
});

describe('a UUID in capitals', () => {
  test('names, answers and audits the same action as in lower case', async () => {
    await create('DUMI15091992');
    const { id } = await createAction(api, owner);
    const capitals = id.toUpperCase();
    const action = await answerOf(
      await api.request(`/api/v1/actions/${capitals}`, { key }),
      200,
      ActionOut,
    );
    expect(action).toMatchObject({ id, workflow_id: `action/${id}` });
    expect(action.payload.callback.url).toContain(id);
    await api.sealFacts();
    const audit = await answerOf(
      await api.request(`/api/v1/audit?resource_id=${capitals}&operation=actions.read`, { key }),
      200,
      pageOf(AuditEntryOut),
    );
    expect(audit.data.map((entry) => entry.resource_id)).toEqual([id]);
    const token = callbackToken(api.deps.encryptionKeys, {
      companyId: api.company.id,
      actionId: id,
      round: 1,
    });
    const callback = await api.request(`/api/v1/actions/${capitals}/callback`, {
      key: token,
      body: { callbackId: 'fin', status: 'failed' },
    });
    expect(await callback.json()).toMatchObject({ id, outcome: 'applied' });
    const retried = await api.request(`/api/v1/actions/${capitals}/retry`, { method: 'POST', key });
    expect(retried.headers.get('Location')).toBe(`/api/v1/actions/${id}`);
    expect(await answerOf(retried, 202, ActionAcceptedOut)).toMatchObject({
      id,
      workflow_id: `action/${id}/2`,
    });
    await api.sealFacts();
    const rows = await api.superuser`
      select distinct entry ->> 'resource_id' as id from audit_entries
      where lower(entry ->> 'resource_id') = ${id}
    `;
    expect(rows.map((row) => z.string().parse(row['id']))).toEqual([id]);
  });
});

describe('a field named __proto__', () => {
  const post = (path: string, body: string) =>
    api.request(path, { key, body, headers: { 'Content-Type': 'application/json' } });

  test.each([
    ['{"ref":"P","data":{},"__proto__":{"admin":true}}', '__proto__'],
    ['{"ref":"P","data":{"__proto__":1}}', 'data.__proto__'],
    ['{"ref":"P","data":{"a":[{"b":{"__proto__":null}}]}}', 'data.a.0.b.__proto__'],
    ['{"ref":"P","data":{"\\u005f_proto__":1}}', 'data.__proto__'],
  ])('is refused in an entity: %s', async (body, path) => {
    expect(await faultsOf(await post('/api/v1/entities/candidat', body))).toEqual([
      `${path}: unknown_field`,
    ]);
  });

  test('is refused in the metadata of an action and in the data of a callback', async () => {
    const action = JSON.stringify({ ...relance(owner.id), metadonnees: '?' });
    const body = action.replace('"?"', '{"__proto__":{}}');
    for (const path of ['/api/v1/actions', '/api/v1/actions/dry-run']) {
      expect(await faultsOf(await post(path, body))).toEqual([
        'metadonnees.__proto__: unknown_field',
      ]);
    }
    const { id } = await createAction(api, owner);
    const callback = '{"callbackId":"x","status":"progress","data":{"__proto__":1}}';
    expect(await faultsOf(await post(`/api/v1/actions/${id}/callback`, callback))).toEqual([
      'data.__proto__: unknown_field',
    ]);
  });

  test('is refused in a query', async () => {
    const answer = await api.request('/api/v1/entities/candidat?__proto__=1', { key });
    expect(await faultsOf(answer)).toEqual(['__proto__: unknown_field']);
  });

  test('is the only such name: the others are kept, and it may be a value', async () => {
    const data = {
      constructor: { prototype: { a: 1 } },
      prototype: 'x',
      toString: '__proto__',
      hasOwnProperty: [1],
    };
    const created = await answerOf(await create('PROTOTYPES', data), 201, EntityOut);
    expect(JSON.stringify(created.data)).toContain('"constructor":{"prototype":{"a":1}}');
    expect(Object.keys(created.data).toSorted()).toEqual(Object.keys(data).toSorted());
    const body = '{"ref":"P","data":{},"constructor":1,"prototype":2}';
    expect(await faultsOf(await post('/api/v1/entities/candidat', body))).toEqual([
      'constructor: unknown_field',
      'prototype: unknown_field',
    ]);
  });
});

describe('a number beyond its column', () => {
  test.each<[string, string, unknown, string]>([
    ['PATCH', '/api/v1/entities/candidat/NOMBRE', { version: 2 ** 31, data: {} }, 'version'],
    ['PATCH', '/api/v1/settings', { version: 2 ** 31 }, 'version'],
    [
      'POST',
      '/api/v1/actions/retry',
      { filter: { route_index: 2 ** 31 }, expected_count: 1 },
      'filter.route_index',
    ],
    [
      'POST',
      '/api/v1/actions/retry',
      { filter: { decide_par: 2 ** 63 }, expected_count: 1 },
      'filter.decide_par',
    ],
    ['POST', '/api/v1/actions', { ...relance(1), notificationId: 2 ** 63 }, 'notificationId'],
    [
      'POST',
      '/api/v1/users',
      { email: 'a@b.example', name: 'A', role: 'agent', call_centre_id: 2 ** 63 },
      'call_centre_id',
    ],
    ['GET', '/api/v1/actions?route_index=2147483648', undefined, 'route_index'],
    ['GET', '/api/v1/actions?decide_par=9223372036854775808', undefined, 'decide_par'],
    ['GET', '/api/v1/audit?user_id=9223372036854775808', undefined, 'user_id'],
    ['GET', '/api/v1/actions?from=0000-01-01T00:00:00Z', undefined, 'from'],
    ['GET', '/api/v1/audit?to=2026-01-01T00:00:00%2B23:59', undefined, 'to'],
    ['GET', '/api/v1/audit?to=9999-12-31T23:59:59-10:00', undefined, 'to'],
  ])('is refused by name: %s %s %j', async (method, path, body, field) => {
    await create('NOMBRE');
    const answer = await api.request(path, {
      method,
      key,
      ...(body === undefined ? {} : { body }),
    });
    const faults = await faultsOf(answer);
    expect(faults.map((fault) => fault.split(':')[0])).toContain(field);
  });

  test.each(['notifications/%/read', 'operations/commands/%/retry'])(
    'names no record in the address %s',
    async (path) => {
      const address = `/api/v1/${path.replace('%', '9223372036854775808')}`;
      expect((await api.request(address, { method: 'POST', key })).status).toBe(404);
    },
  );
});

describe('a reference', () => {
  const NFC = 'Élève-Zoé';
  const NFD = NFC.normalize('NFD');
  const SPELLINGS = [NFC, NFD, ` ${NFC}\t`, `\u00a0${NFD} `];

  test('is one record, trimmed or not, composed or not', async () => {
    const created = await answerOf(await create(` ${NFD} `, { nom: NFD }), 201, EntityOut);
    expect(created.ref).toBe(NFC);
    for (const ref of SPELLINGS) {
      expect(await faultsOf(await create(ref), 409)).toEqual(['ref: taken']);
      const found = await api.request(`/api/v1/entities/candidat/${encodeURIComponent(ref)}`, {
        key,
      });
      expect(await answerOf(found, 200, EntityOut)).toEqual(created);
      const listed = await api.request(
        `/api/v1/entities/candidat?q=${encodeURIComponent(`zoe ${ref}`)}`,
        { key },
      );
      expect(await answerOf(listed, 200, pageOf(EntityOut))).toMatchObject({ data: [created] });
    }
  });

  test('names the same record in an action of either format, and in their list', async () => {
    const [sent] = await Promise.all([
      createAction(api, owner, { entiteId: ` ${NFD} ` }),
      createAction(api, owner, { entiteId: NFC }),
    ]);
    const legacy = await api.request('/api/v1/actions', {
      key,
      body: { typeAction: 'RELANCER', entiteType: 'candidat', entiteId: `${NFD}\n` },
    });
    await answerOf(legacy, 202, ActionAcceptedOut);
    const action = await answerOf(
      await api.request(`/api/v1/actions/${sent.id}`, { key }),
      200,
      ActionOut,
    );
    expect(action).toMatchObject({ entite_id: NFC, payload: { entiteId: NFC } });
    for (const ref of SPELLINGS) {
      const query = `entite_type=candidat&entite_id=${encodeURIComponent(ref)}`;
      const listed = await api.request(`/api/v1/actions?${query}`, { key });
      const { data } = await answerOf(listed, 200, pageOf(ActionSummaryOut));
      expect(data.map((one) => one.entite_id)).toEqual([NFC, NFC, NFC]);
    }
  });

  test('in an action sent from a notification names the same record', async () => {
    const [entity] = await api.superuser`select id from entities where ref = ${NFC}`;
    const id = await insertNotification(api.superuser, {
      companyId: api.company.id,
      userId: owner.id,
      subject: { type: 'entity', id: z.number().parse(entity?.['id']) },
    });
    const { entiteType: _, entiteId: __, ...body } = relance(owner.id);
    for (const more of [{}, { entiteType: 'candidat', entiteId: ` ${NFD}` }]) {
      const answer = await api.request(`/api/v1/notifications/${id}/actions`, {
        key,
        body: { ...body, ...more },
      });
      await answerOf(answer, 202, ActionAcceptedOut);
    }
  });
});
