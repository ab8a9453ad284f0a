/**
 * Goal: every route refuses whom it must, in the same words, and breaks on no input. Method: one suite
 * over the route table, so that a new route is covered the day it is added; what a route needs to be
 * called at all (a row's address, a valid body) is in the two tables below, and a route missing there
 * fails.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ProblemOut } from '../src/api/http/errors.ts';
import { endpointsOf } from '../src/api/routes.ts';
import { callbackToken } from '../src/domain/actions/callbacks.ts';
import {
  ALL_PERMISSIONS,
  roleReach,
  type Permission,
  type Role,
} from '../src/domain/shared/permissions.ts';
import { hashToken, newToken } from '../src/domain/shared/secrets.ts';
import { startTestApi, type TestCompany } from './support/api.ts';
import { insertRows, type SampleRows } from './support/rows/index.ts';

const api = await startTestApi();
const { company, otherCompany } = api;
const mine = await insertRows(api, company);
const theirs = await insertRows(api, otherCompany);
afterAll(() => api.stop());

interface Route {
  id: string;
  permission: Permission | 'public';
  method: string;
  path: string;
  status: number;
  queryNames: string[];
}

const QuerySchema = z.object({ shape: z.record(z.string(), z.unknown()) });

const routes: Route[] = [
  ...endpointsOf(api.deps).map(({ id, permission, definition }) => {
    const query = QuerySchema.safeParse(definition.request?.query);
    return {
      id,
      permission,
      method: definition.method.toUpperCase(),
      path: definition.path,
      status: Number(Object.keys(definition.responses)[0]),
      queryNames: query.success ? Object.keys(query.data.shape) : [],
    };
  }),
  {
    id: 'stream.open',
    permission: 'stream:read',
    method: 'GET',
    path: '/api/v1/stream',
    status: 200,
    queryNames: [],
  },
];
const guarded = routes.filter((route) => route.permission !== 'public');

/** The rows a route's address names. `{type}` alone and a code to be made name none. */
const PARAMETERS: Record<string, (of: SampleRows, at: TestCompany) => Record<string, string>> = {
  'call_centres.update': (_, at) => ({ id: String(at.callCentreId) }),
  'call_centres.delete': (_, at) => ({ id: String(at.callCentreId) }),
  'users.read': (_, at) => ({ id: String(at.agents[0].id) }),
  'users.update': (_, at) => ({ id: String(at.agents[0].id) }),
  'users.invite': (_, at) => ({ id: String(at.agents[0].id) }),
  'api_keys.revoke': (of) => ({ id: String(of.apiKeyId) }),
  'entities.read': ({ entity }) => ({ type: entity.type, ref: entity.ref }),
  'entities.update': ({ entity }) => ({ type: entity.type, ref: entity.ref }),
  'action_types.delete': (of) => ({ code: of.actionTypeCode }),
  'actions.read': (of) => ({ id: of.actionId }),
  'actions.retry': (of) => ({ id: of.actionId }),
  'actions.cancel': (of) => ({ id: of.actionId }),
  'actions.callback': (of) => ({ id: of.actionId }),
  'notifications.read': (of) => ({ id: String(of.notificationId) }),
  'notifications.act': (of) => ({ id: String(of.notificationId) }),
  'operations.retry_command': (of) => ({ id: String(of.commandId) }),
};
const NAMING_NO_ROW: Record<string, Record<string, string>> = {
  'entities.list': { type: 'candidat' },
  'entities.create': { type: 'candidat' },
  'action_types.put': { code: 'CODE_NOUVEAU' },
};

const ACTION = {
  actionType: 'RELANCE_CANDIDAT_EMAIL',
  actionSource: 'admin.candidats.detail',
  actionButton: 'relancer_email',
  entiteType: 'candidat',
  entiteId: mine.entity.ref,
  entiteData: { nom: 'Dumitru' },
  decidePar: company.owner.id,
  decisionType: 'relance_email',
  commentaire: 'Relance',
  metadonnees: { priorite: 'HAUTE' },
  notificationId: mine.notificationId,
};
/** A body each route would take. */
const BODIES: Record<string, Record<string, unknown>> = {
  'session.create': { email: 'x@example.com', password: 'wrong', company: 'atelier' },
  'me.update': { name: 'Olga', locale: 'fr' },
  'me.change_password': { current_password: 'wrong', new_password: 'wrong' },
  'invitations.accept': { token: newToken('rli'), password: 'wrong', name: 'Olga' },
  'company.update': { name: 'Atelier', locale: 'fr' },
  'call_centres.create': { name: 'Paris' },
  'call_centres.update': { name: 'Lyon' },
  'users.create': {
    email: 'nouvelle@example.com',
    name: 'Nouvelle',
    role: 'agent',
    call_centre_id: company.callCentreId,
    locale: 'fr',
  },
  'users.update': {
    name: 'Anatole',
    role: 'agent',
    call_centre_id: company.callCentreId,
    is_active: true,
    locale: 'fr',
  },
  'api_keys.create': {
    name: 'essai',
    user_id: company.owner.id,
    scopes: ['entities:read'],
    expires_at: '2999-01-01T00:00:00Z',
  },
  'entities.create': { ref: 'NOUVEAU', data: { nom: 'Rimbo' } },
  'entities.update': { version: 1, data: { nom: 'Rimbo' } },
  'action_types.put': {
    label: 'Essai',
    entity_types: ['candidat'],
    roles: ['owner'],
    metadata_schema: { type: 'object', properties: {} },
  },
  'action_routes.replace': {
    routes: [
      {
        prefix: 'RELANCE_',
        index: 0,
        workflow: 'marjorie-candidat-relance',
        url: 'https://n8n.example.org/webhook',
        api_key: 'a-key-of-n8n',
        callback_timeout_seconds: 3600,
        expects_callback: true,
      },
    ],
  },
  'actions.create': ACTION,
  'actions.dry_run': ACTION,
  'actions.retry_many': { filter: { entite_id: 'personne', route_index: 1 }, expected_count: 1 },
  'actions.callback': {
    callbackId: 'refusals',
    status: 'progress',
    message: 'en cours',
    statutDossier: 'DOSSIER_COMPLET',
    data: { page: 1 },
  },
  'notifications.act': ACTION,
};

const addressOf = (route: Route, of: SampleRows, at: TestCompany): string => {
  const values = PARAMETERS[route.id]?.(of, at) ?? NAMING_NO_ROW[route.id] ?? {};
  return route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${route.id}: say in this file what {${name}} is`);
    return encodeURIComponent(value);
  });
};

interface CallInput {
  key?: string;
  headers?: Record<string, string>;
  of?: SampleRows;
  at?: TestCompany;
  query?: string;
  address?: string;
  body?: unknown;
}

let callCount = 0;

/** Calls a route; each call comes from an address of its own, so that no limit of guesses is met. */
const call = async (route: Route, input: CallInput = {}): Promise<Response> => {
  const address = input.address ?? addressOf(route, input.of ?? mine, input.at ?? company);
  callCount += 1;
  const answer = await api.request(`${address}${input.query ?? ''}`, {
    method: route.method,
    ip: `2001:db8:${Math.floor(callCount / 60_000)}:${callCount % 60_000}::1`,
    ...(input.key === undefined ? {} : { key: input.key }),
    ...(input.headers === undefined ? {} : { headers: input.headers }),
    ...('body' in input && route.method !== 'GET' ? { body: input.body } : {}),
  });
  if (route.id === 'stream.open' && answer.ok) await answer.body?.cancel();
  return answer;
};

const expectProblem = async (answer: Response, status: number, code: string): Promise<void> => {
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  const text = await answer.clone().text();
  expect(answer.status, text).toBe(status);
  const problem = ProblemOut.parse(JSON.parse(text));
  expect(problem).toMatchObject({ code, status });
  expect(problem.request_id).toBe(answer.headers.get('X-Request-Id'));
};

/** A key of the owner, or of somebody of this role, with these scopes. */
const addKey = async (userId: number, scopes: readonly string[]): Promise<string> => {
  const key = newToken('rlk');
  await api.superuser`
    insert into api_keys (company_id, user_id, name, prefix, key_hash, scopes, created_by)
    values (
      ${company.id}, ${userId}, 'refusals', ${key.slice(0, 10)}, ${hashToken(key)},
      ${[...scopes]}::text[], ${company.owner.id}
    )
  `;
  return key;
};

const keyOfRole: Record<Role, string> = {
  agent: company.agents[0].key,
  supervisor: company.supervisor.key,
  owner: company.owner.key,
  super_admin: company.owner.key,
};

describe('the tables of this file', () => {
  test('name what every route with a parameter is about, and no other', () => {
    const withParameters = routes.filter((route) => route.path.includes('{'));
    expect(
      Object.keys({ ...PARAMETERS, ...NAMING_NO_ROW }).toSorted(),
      'add to PARAMETERS',
    ).toEqual(withParameters.map((route) => route.id).toSorted());
  });

  test('hold a body for every route that takes one, and no other', () => {
    const withBody = endpointsOf(api.deps).filter(({ definition }) => definition.request?.body);
    expect(Object.keys(BODIES).toSorted(), 'add to BODIES').toEqual(
      withBody.map((route) => route.id).toSorted(),
    );
  });

  test('know every route there is once', () => {
    const known = routes.map((route) => `${route.method} ${route.path}`);
    expect(new Set(known).size).toBe(known.length);
    const served = api.app.routes
      .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/'))
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    expect(served.toSorted()).toEqual(known.toSorted());
  });
});

describe.each(guarded.map((route) => [route.id, route] as const))('%s', (_, route) => {
  test('answers 401 without a key', async () => {
    const answer = await call(route);
    await expectProblem(answer, 401, 'unauthenticated');
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer');
  });

  test('answers 401 to anything that is no valid key', async () => {
    const wrong: Record<string, string>[] = [
      { Authorization: `Bearer ${newToken('rlk')}` },
      { Authorization: `Bearer ${newToken('rls')}` },
      { Authorization: `Bearer ${company.owner.key}x` },
      { Authorization: `Basic ${btoa('olga:secret')}` },
      { Authorization: 'Bearer' },
      { 'X-API-Key': newToken('rlk') },
      { Cookie: `relais_session=${newToken('rls')}`, 'Sec-Fetch-Site': 'same-origin' },
      {
        Authorization: `Bearer ${callbackToken(api.deps.encryptionKeys, {
          companyId: company.id,
          actionId: mine.actionId,
          round: 1,
        })}`,
      },
    ];
    for (const headers of wrong) {
      await expectProblem(await call(route, { headers }), 401, 'unauthenticated');
    }
  });

  test('answers 403 to a key that has every scope but this one', async () => {
    const others = ALL_PERMISSIONS.filter((permission) => permission !== route.permission);
    const key = await addKey(company.owner.id, others);
    await expectProblem(await call(route, { key }), 403, 'forbidden');
  });
});

const refusedRoles = guarded.flatMap((route) =>
  (['agent', 'supervisor', 'owner', 'super_admin'] as const)
    .filter((role) => roleReach(role, route.permission as Permission) === 'none')
    .map((role) => [route.id, role, route] as const),
);

test.each(refusedRoles)('%s answers 403 to an %s', async (_, role, route) => {
  await expectProblem(await call(route, { key: keyOfRole[role] }), 403, 'forbidden');
});

describe.each(
  routes.filter((route) => route.id in PARAMETERS).map((route) => [route.id, route] as const),
)('%s', (id, route) => {
  const body = BODIES[id];
  const input = { key: company.owner.key, ...(body === undefined ? {} : { body }) };

  test("answers 404 for another company's row, as for one that does not exist", async () => {
    const before = await everythingOf(otherCompany);
    const answer = await call(route, { ...input, of: theirs, at: otherCompany });
    await expectProblem(answer, 404, 'not_found');
    const nowhere = {
      ...theirs,
      entity: { ...theirs.entity, ref: 'NULLE-PART' },
      notificationId: 999_999,
      apiKeyId: 999_999,
      commandId: 999_999,
      actionId: '0198c0de-0000-7000-8000-000000000000',
      actionTypeCode: 'CODE_ABSENT',
    };
    const absent = { ...otherCompany, callCentreId: 999_999, agents: [{ id: 999_999 }] };
    const missing = await call(route, { ...input, of: nowhere, at: absent as never });
    expect(await withoutRequestId(answer)).toEqual(await withoutRequestId(missing));
    expect(await everythingOf(otherCompany)).toEqual(before);
  });
});

/** So that a refusal above is about the caller or the row, and not about what this file sends. */
describe('the requests of this file', () => {
  const elsewhere: Record<string, number> = {
    'session.create': 401,
    'me.change_password': 403,
    'invitations.accept': 410,
    'call_centres.delete': 409,
    'actions.retry_many': 409,
    'stream.open': 200,
  };

  /** What changes nothing that anybody would ask about later, or nothing as this file calls it. */
  const unaudited = new Set([
    'actions.dry_run',
    'notifications.read',
    'notifications.read_all',
    'session.delete', // a key has no session to end
    'actions.callback', // the action has settled
  ]);

  /** Reading these shows personal data. */
  const auditedReads = new Set([
    'actions.read',
    'audit.list',
    'entities.read',
    'entities.list',
    'users.list',
    'users.read',
  ]);

  test.each(routes.map((route) => [route.id, route] as const))(
    'for %s are taken when they are about an own row, and audited if somebody may ask later',
    async (id, route) => {
      const body = BODIES[id];
      const auditedBefore = await countAudited();
      const answer = await call(route, {
        key: company.owner.key,
        query: id === 'action_routes.resolve' ? '?action_type=RELANCE_X' : '',
        ...(body === undefined ? {} : { body }),
      });
      const text = route.id === 'stream.open' ? '' : await answer.text();
      expect(answer.status, text).toBe(elsewhere[id] ?? route.status);
      const isAudited = route.method === 'GET' ? auditedReads.has(id) : !unaudited.has(id);
      if (!answer.ok || !isAudited) return;
      expect(await countAudited(), `${id}: emit an audited event`).toBeGreaterThan(auditedBefore);
    },
  );
});

const countAudited = async (): Promise<number> => {
  await api.sealFacts();
  const [row] = await api.superuser`
    select count(*) as count from audit_entries where company_id = ${company.id}
  `;
  return Number(row?.['count']);
};

const withoutRequestId = async (answer: Response): Promise<object> => {
  const { request_id: _, ...rest } = ProblemOut.parse(await answer.clone().json());
  return { ...rest, status: answer.status };
};

/** Every row of a company, as text. */
const everythingOf = async (of: TestCompany): Promise<Record<string, string>> => {
  const tables = await api.superuser`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'company_id'
  `;
  const pairs = await Promise.all(
    tables.map(async ({ name }): Promise<[string, string]> => {
      const found = await api.superuser`
        select coalesce(string_agg(t::text, e'\n' order by t::text), '') as text
        from ${api.superuser(String(name))} t
        where company_id = ${of.id}
      `;
      return [String(name), String(found[0]?.['text'])];
    }),
  );
  return Object.fromEntries(pairs);
};

describe('what is open to everyone', () => {
  test('is three routes', () => {
    const open = routes.filter((route) => route.permission === 'public').map((route) => route.id);
    expect(open.toSorted()).toEqual(['actions.callback', 'invitations.accept', 'session.create']);
  });

  test.each(['session.create', 'invitations.accept', 'actions.callback'])(
    '%s refuses a credential that is sent and wrong',
    async (id) => {
      const route = routeOf(id);
      const answer = await call(route, { key: newToken('rlk'), body: BODIES[id] });
      await expectProblem(answer, 401, 'unauthenticated');
    },
  );

  const tokenFor = (subject: { companyId: number; actionId: string; round: number }) =>
    callbackToken(api.deps.encryptionKeys, subject);
  const subject = { companyId: company.id, actionId: mine.actionId, round: 1 };

  test.each([
    ['no token', undefined],
    ['a token of another action', tokenFor({ ...subject, actionId: theirs.actionId })],
    ['a token whose company was changed', tokenFor(subject).replace('rcb_k1_', 'rcb_k1_9')],
    ['a token whose round was changed', tokenFor(subject).replace('_1_', '_2_')],
    ['a token cut short', tokenFor(subject).slice(0, -1)],
  ])('actions.callback answers 401 to %s', async (_, key) => {
    const input = { body: BODIES['actions.callback'], ...(key === undefined ? {} : { key }) };
    await expectProblem(await call(routeOf('actions.callback'), input), 401, 'unauthenticated');
  });

  test('actions.callback does not find an action that the token names in another company', async () => {
    const key = tokenFor({ ...subject, companyId: otherCompany.id });
    const answer = await call(routeOf('actions.callback'), {
      key,
      body: BODIES['actions.callback'],
    });
    await expectProblem(answer, 404, 'not_found');
  });

  test('actions.callback answers 403 to a key without the scope and to an agent', async () => {
    const others = ALL_PERMISSIONS.filter((permission) => permission !== 'actions:callback');
    for (const key of [await addKey(company.owner.id, others), company.agents[0].key]) {
      const answer = await call(routeOf('actions.callback'), {
        key,
        body: BODIES['actions.callback'],
      });
      await expectProblem(answer, 403, 'forbidden');
    }
  });
});

const routeOf = (id: string): Route => {
  const route = routes.find((one) => one.id === id);
  if (!route) throw new Error(`no route ${id}`);
  return route;
};

/** What breaks SQL, JSON, numbers and dates somewhere, sometime. */
const NASTY_TEXTS = [
  '',
  '\0',
  'a\0b',
  '0',
  '-1',
  '1.5',
  '1e308',
  '99999999999',
  '9007199254740993',
  '0000-01-01T00:00:00Z',
  '2026-01-01T00:00:00+23:59',
  '9999-12-31T23:59:59.999Z',
  "'; drop table users; --",
  '../../etc/passwd',
  '{{7*7}}',
  '%',
  '\\',
  "':* & !",
  'é'.repeat(150),
  Buffer.from('1.5').toString('base64url'),
  Buffer.from('1e300').toString('base64url'),
  Buffer.from('"0198c0de"').toString('base64url'),
];
const NASTY_VALUES: unknown[] = [
  ...NASTY_TEXTS,
  '\ud800',
  'x'.repeat(70_000),
  null,
  true,
  -1,
  0.5,
  1e300,
  2 ** 40,
  [],
  ['\0'],
  {},
  { 'a\0': 1 },
  { __proto__: { x: 1 } },
  { deep: { deeper: ['\udfff'] } },
];
const NASTY_BODIES = ['null', '[]', '"text"', '1', '{', '', '{"a":1,"a":2}'];
/** Nested deeper than anything that walks it can go. */
const BOTTOMLESS = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

/** Nothing breaks: refused or taken, and whatever is refused is a problem with a reason. */
const expectNoBreak = async (answer: Response, what: string): Promise<void> => {
  expect(answer.status, `${what}: ${await answer.clone().text()}`).toBeLessThan(500);
  if (answer.status < 400) return;
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  ProblemOut.parse(await answer.json());
};

describe('input', () => {
  const key = company.owner.key;
  const withBody = (id: string) => (id in BODIES ? { body: BODIES[id] } : {});
  const named = (some: Route[]) => some.map((route) => [route.id, route] as const);

  beforeAll(async () => {
    // Earlier requests changed it; the input has to get past the comparison of versions.
    await api.superuser`update entities set version = 1`;
  });

  test.each(named(routes.filter((route) => route.id !== 'stream.open')))(
    'of no query breaks %s',
    async (_, route) => {
      for (const name of [...route.queryNames, 'unknown']) {
        for (const value of NASTY_TEXTS) {
          const query = `?${name}=${encodeURIComponent(value)}`;
          await expectNoBreak(await call(route, { key, query }), query);
        }
      }
    },
  );

  test.each(named(routes.filter((route) => route.path.includes('{'))))(
    'of no address breaks %s',
    async (id, route) => {
      const values = NASTY_TEXTS.filter((text) => text !== '').map(encodeURIComponent);
      for (const value of [...values, '%E0%A4%A']) {
        const address = route.path.replace('{type}', 'candidat').replaceAll(/\{\w+\}/g, value);
        await expectNoBreak(await call(route, { key, address, ...withBody(id) }), address);
      }
    },
  );

  test.each(named(routes.filter((route) => route.id in BODIES)))(
    'of no body breaks %s',
    async (id, route) => {
      const valid = BODIES[id] ?? {};
      const bodies: unknown[] = [
        ...NASTY_BODIES,
        ...Object.keys(valid).flatMap((name) =>
          NASTY_VALUES.map((value) => ({ ...valid, [name]: value })),
        ),
        ...Object.keys(valid).map((name) =>
          JSON.stringify({ ...valid, [name]: '?' }).replace('"?"', BOTTOMLESS),
        ),
        ...nestedObjects(valid),
      ];
      for (const body of bodies) {
        await expectNoBreak(await call(route, { key, body }), JSON.stringify(body).slice(0, 300));
      }
    },
  );
});

/** The same, one level further down: values of a nested object or of the first of a list. */
const nestedObjects = (valid: Record<string, unknown>): unknown[] =>
  Object.entries(valid).flatMap(([name, value]) => {
    const inner: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof inner !== 'object' || inner === null) return [];
    return Object.keys(inner).flatMap((key) =>
      NASTY_VALUES.map((nasty) => {
        const changed = { ...inner, [key]: nasty };
        return { ...valid, [name]: Array.isArray(value) ? [changed] : changed };
      }),
    );
  });

test('nothing in this file was an error of the server', () => {
  const messages = api.logLines
    .filter((line) => line.includes('"level":"error"'))
    .map((line) => line.slice(0, 200));
  expect(messages).toEqual([]);
});
