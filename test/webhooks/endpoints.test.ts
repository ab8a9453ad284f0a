/**
 * Goal: an owner keeps webhooks with the fields of seed 003; secrets are shown once and stored encrypted;
 * another company sees nothing. Method: the api in-process; the audit trail and the rows as they are stored.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ProblemOut } from '../../src/api/http/errors.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { isWebhookSecret } from '../../src/domain/shared/signatures.ts';
import { PUBLIC_EVENTS } from '../../src/domain/webhooks/event-types.ts';
import {
  WEBHOOK_COUNT_MAX,
  WebhookOut,
  WebhookWithSecretOut,
} from '../../src/domain/webhooks/shapes.ts';
import { readHeaders, readSigningSecrets } from '../../src/services/webhooks/secrets.ts';
import { startTestApi, type TestApi } from '../support/api.ts';
import { insertTestDelivery, insertTestWebhook } from '../support/rows/webhooks.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

interface Call {
  method?: string;
  body?: unknown;
  key?: string;
}
const call = (path: string, { key = api.company.owner.key, ...rest }: Call = {}) =>
  api.request(path, { key, ...rest });

const SEED_BODY = {
  name: 'CRM externe',
  url: 'https://crm.example.com/hooks/relais',
  events: ['LeadCreated', 'LeadConverted'],
  is_active: true,
};

const create = async (fields: object = {}) => {
  const answer = await call('/api/webhooks', { body: { ...SEED_BODY, ...fields } });
  const text = await answer.text();
  expect(answer.status, text).toBe(201);
  return WebhookWithSecretOut.parse(JSON.parse(text));
};

const read = async (id: number) =>
  WebhookOut.parse(await (await call(`/api/webhooks/${id}`)).json());

const change = async (id: number, body: object, method = 'PATCH') => {
  const answer = await call(`/api/webhooks/${id}`, { method, body });
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  return WebhookOut.parse(JSON.parse(text));
};

const faultsOf = async (answer: Response): Promise<string[]> => {
  const { errors = [] } = ProblemOut.parse(await answer.json());
  return errors.map(({ path, code }) => `${path}: ${code}`).toSorted();
};

const SecretsRow = z.object({
  secret_encrypted: z.instanceof(Buffer),
  previous_secret_encrypted: z.instanceof(Buffer).nullable(),
  previous_secret_expires_at: z.date().nullable(),
  headers_encrypted: z.instanceof(Buffer).nullable(),
});

/** What a delivery would sign with and send. */
const storedSecrets = async (id: number, now = new Date()) => {
  const [found] = await api.superuser`
    select secret_encrypted, previous_secret_encrypted, previous_secret_expires_at,
      headers_encrypted
    from webhooks
    where id = ${id}
  `;
  const row = SecretsRow.parse(found);
  const keeper = { keys: api.deps.encryptionKeys, companyId: api.company.id };
  return {
    secrets: readSigningSecrets(keeper, row, now),
    headers: readHeaders(keeper, row.headers_encrypted),
  };
};

const AuditRow = z.object({ entry: z.looseObject({ operation: z.string() }) });
const auditOf = async (id: number) => {
  await api.sealFacts();
  const rows = await api.superuser`
    select entry from audit_entries
    where company_id = ${api.company.id}
      and entry ->> 'resource_type' = 'webhook'
      and entry ->> 'resource_id' = ${String(id)}
    order by sequence
  `;
  return rows.map((row) => AuditRow.parse(row).entry);
};

describe('creating a webhook', () => {
  test('takes the fields of seed 003, and shows the generated secret once', async () => {
    const webhook = await create({ form_id: null, call_center_id: api.company.callCentreId });
    expect(webhook).toMatchObject({
      ...SEED_BODY,
      form_id: null,
      call_center_id: api.company.callCentreId,
      call_center_name: 'Lyon',
      user_id: api.company.owner.id,
      user_name: 'Olga Propriétaire',
      attempt_count_max: 8,
      header_names: [],
      state: 'active',
      success_rate: null,
      version: 1,
    });
    expect(isWebhookSecret(webhook.secret)).toBe(true);
    expect((await storedSecrets(webhook.id)).secrets).toEqual([webhook.secret]);
    const shown = await call(`/api/webhooks/${webhook.id}`);
    expect(await shown.text()).not.toContain(webhook.secret);
  });

  test('takes an own secret of 24 random bytes, and names a weak one', async () => {
    const secret = `whsec_${Buffer.from('0123456789abcdefghijklmn').toString('base64')}`;
    expect((await create({ secret })).secret).toBe(secret);
    const refused = async (weak: string) =>
      faultsOf(await call('/api/webhooks', { body: { ...SEED_BODY, secret: weak } }));
    expect(await refused('motdepasse')).toEqual(['secret: invalid_format']);
    const short = `whsec_${Buffer.from('0123456789abcdefghijklm').toString('base64')}`;
    expect(await refused(short)).toEqual(['secret: invalid_format']);
    const repeated = `whsec_${Buffer.from('ab'.repeat(16)).toString('base64')}`;
    expect(await refused(repeated)).toEqual(['secret: secret_guessable']);
  });

  test('names each fault by its field, all at once', async () => {
    const answer = await call('/api/webhooks', {
      body: {
        name: '',
        url: 'ftp://crm.example.com',
        events: ['LeadCreated', 'LeadEaten'],
        rate_limit_per_second: 0,
        attempt_count_max: 2,
        headers: { 'webhook-id': 'x', Host: 'x', 'Bad Name': 'x', 'X-Break': 'a\nb' },
        extra: true,
      },
    });
    expect(answer.status).toBe(422);
    expect(await faultsOf(answer)).toEqual([
      'attempt_count_max: too_small',
      'events.1: not_one_of',
      'extra: unknown_field',
      'headers.Bad Name: invalid_format',
      'headers.Host: reserved_name',
      'headers.X-Break: invalid_format',
      'headers.webhook-id: reserved_name',
      'name: too_short',
      'rate_limit_per_second: too_small',
      'url: invalid_format',
    ]);
  });

  test('refuses a private address, and records and people of another company', async () => {
    const answer = await call('/api/webhooks', {
      body: {
        ...SEED_BODY,
        url: 'http://192.168.1.1/',
        form_id: 999_999,
        call_center_id: api.otherCompany.callCentreId,
        user_id: api.otherCompany.owner.id,
      },
    });
    expect(await faultsOf(answer)).toEqual([
      'call_center_id: unknown_record',
      'form_id: unknown_record',
      'url: address_not_allowed',
      'user_id: unknown_record',
    ]);
  });

  test('gives it to another person only if they may change webhooks', async () => {
    const body = { ...SEED_BODY, user_id: api.company.supervisor.id };
    expect(await faultsOf(await call('/api/webhooks', { body }))).toEqual([
      'user_id: scope_above_role',
    ]);
  });

  test('once with an Idempotency-Key, whose answer repeats the secret', async () => {
    const headers = { 'Idempotency-Key': 'creer-une-fois' };
    const input = { key: api.company.owner.key, headers, body: SEED_BODY };
    const [first, second] = [
      await api.request('/api/webhooks', input),
      await api.request('/api/webhooks', input),
    ];
    expect(await second.text()).toBe(await first.text());
    expect(second.headers.get('Idempotency-Replayed')).toBe('true');
  });
});

describe('own headers', () => {
  test('are stored encrypted; answers show their names only', async () => {
    const { id } = await create({ headers: { Authorization: 'Bearer tres-secret' } });
    const answer = await call(`/api/webhooks/${id}`);
    const text = await answer.text();
    expect(text).not.toContain('tres-secret');
    expect(JSON.parse(text)).toMatchObject({ header_names: ['Authorization'] });
    expect((await storedSecrets(id)).headers).toEqual({ Authorization: 'Bearer tres-secret' });
  });

  test('change by name: a text sets one, null removes one, the others stay', async () => {
    const { id } = await create({
      headers: { 'X-One': 'un', 'X-Two': 'deux', 'X-Three': 'trois' },
    });
    await change(id, { version: 1, headers: { 'x-one': 'uno', 'X-Two': null } });
    expect((await storedSecrets(id)).headers).toEqual({ 'X-Three': 'trois', 'x-one': 'uno' });
  });

  test('are asked for again when the address leads to another server', async () => {
    const { id } = await create({ headers: { 'X-One': 'un', 'X-Two': 'deux' } });
    const moved = { version: 1, url: 'https://elsewhere.example.com/' };
    const refused = await call(`/api/webhooks/${id}`, {
      method: 'PATCH',
      body: { ...moved, headers: { 'X-One': 'un' } },
    });
    expect(await faultsOf(refused)).toEqual(['headers.X-Two: required_with']);
    await change(id, { version: 1, url: 'https://crm.example.com/another/path' });
    await change(id, { ...moved, version: 2, headers: { 'X-One': 'un', 'X-Two': null } });
    expect((await storedSecrets(id)).headers).toEqual({ 'X-One': 'un' });
  });

  test('have a limit of their number also over several changes', async () => {
    const twenty = (prefix: string) =>
      Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`${prefix}-${n}`, 'x']));
    const { id } = await create({ headers: twenty('X-A') });
    const answer = await call(`/api/webhooks/${id}`, {
      method: 'PATCH',
      body: { version: 1, headers: { 'X-B': 'x' } },
    });
    expect(await faultsOf(answer)).toEqual(['headers: too_many']);
  });
});

describe('changing a webhook', () => {
  test('PATCH changes what it names, PUT also resets the rest; both need the version', async () => {
    const { id } = await create({ description: 'Pour le CRM', rate_limit_per_second: 5 });
    const patched = await change(id, { version: 1, name: 'Autre' });
    expect(patched).toMatchObject({ name: 'Autre', description: 'Pour le CRM', version: 2 });
    const replaced = await change(id, { ...SEED_BODY, version: 2 }, 'PUT');
    expect(replaced).toMatchObject({
      name: 'CRM externe',
      description: null,
      rate_limit_per_second: null,
      user_id: api.company.owner.id,
      version: 3,
    });
    for (const method of ['PATCH', 'PUT']) {
      const body = { ...SEED_BODY, version: 2 };
      const stale = await call(`/api/webhooks/${id}`, { method, body });
      expect(stale.status).toBe(409);
      expect(await faultsOf(stale)).toEqual(['version: version_outdated']);
    }
  });

  test('of two at once, one wins', async () => {
    const { id } = await create();
    const answers = await Promise.all(
      ['Un', 'Deux'].map((name) =>
        call(`/api/webhooks/${id}`, { method: 'PATCH', body: { version: 1, name } }),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 409]));
  });

  test('switching on ends a disabling by Relais, and forgets the failures', async () => {
    const { id } = await create();
    await api.superuser`
      update webhooks
      set is_active = false, disabled_reason = 'failing', disabled_at = now()
      where id = ${id}
    `;
    await api.superuser`
      insert into webhook_health
        (company_id, webhook_id, circuit, probe_at, failing_since, failure_notified_at)
      values (${api.company.id}, ${id}, 'open', now(), now() - interval '6 days', now())
    `;
    expect(await read(id)).toMatchObject({ state: 'disabled', disabled_reason: 'failing' });
    expect(await change(id, { version: 1, is_active: true })).toMatchObject({
      state: 'active',
      disabled_reason: null,
      disabled_at: null,
      circuit: 'closed',
      failing_since: null,
    });
  });

  test('another server starts without the failures of the old one; another name does not', async () => {
    const { id } = await create();
    await api.superuser`
      insert into webhook_health (company_id, webhook_id, circuit, failing_since)
      values (${api.company.id}, ${id}, 'open', now())
    `;
    expect(await change(id, { version: 1, name: 'Autre' })).toMatchObject({ state: 'failing' });
    const moved = await change(id, { version: 2, url: 'https://elsewhere.example.com/' });
    expect(moved).toMatchObject({ state: 'active', failing_since: null });
  });

  test('is in the audit trail with before and after, without any secret', async () => {
    const { id, secret } = await create({ headers: { 'X-Token': 'jeton-secret' } });
    await change(id, { version: 1, name: 'Autre', headers: { 'X-Other': 'autre-secret' } });
    await call(`/api/webhooks/${id}`, { method: 'DELETE' });
    const entries = await auditOf(id);
    expect(entries).toMatchObject([
      { operation: 'webhooks.create', before: null, after: { header_names: ['X-Token'] } },
      {
        operation: 'webhooks.update',
        before: { name: 'CRM externe', header_names: ['X-Token'] },
        after: { name: 'Autre', header_names: ['X-Other', 'X-Token'] },
      },
      { operation: 'webhooks.delete', before: { name: 'Autre' }, after: null },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/jeton-secret|autre-secret/);
    expect(JSON.stringify(entries)).not.toContain(secret);
  });
});

test('a deleted webhook is gone for every route, and its headers are not kept', async () => {
  const { id } = await create({ headers: { 'X-Token': 'jeton-secret' } });
  const delivery = await insertTestDelivery(api, api.company, { webhookId: id });
  expect((await call(`/api/webhooks/${id}`, { method: 'DELETE' })).status).toBe(204);
  const requests: [string, Call][] = [
    [`/api/webhooks/${id}`, {}],
    [`/api/webhooks/${id}`, { method: 'DELETE' }],
    [`/api/webhooks/${id}`, { method: 'PATCH', body: { version: 2, name: 'x' } }],
    [`/api/webhooks/${id}/test`, { body: {} }],
    [`/api/webhooks/${id}/rotate-secret`, { body: {} }],
    [`/api/webhooks/${id}/replay`, { body: { since: '2026-01-01T00:00:00Z' } }],
    [`/api/webhooks/${id}/stats`, {}],
    [`/api/webhooks/${id}/deliveries`, {}],
    [`/api/webhooks/${id}/deliveries/${delivery.id}`, {}],
    [`/api/webhooks/${id}/deliveries/${delivery.id}/retry`, { method: 'POST' }],
  ];
  for (const [path, input] of requests) {
    expect((await call(path, input)).status, path).toBe(404);
  }
  expect((await storedSecrets(id)).headers).toEqual({});
});

describe('the list of webhooks', () => {
  const list = async (query: string, key?: string) => {
    const answer = await call(`/api/webhooks${query}`, key === undefined ? {} : { key });
    expect(answer.status).toBe(200);
    return pageOf(WebhookOut).parse(await answer.json());
  };

  test('filters by activity, form and centre, page by page', async () => {
    const [form] = await api.superuser`
      insert into forms (
        company_id, user_id, name, token, fields, locale, is_confirmation_required,
        allowed_origins, is_active
      )
      values (
        ${api.company.id}, ${api.company.owner.id}, 'Devis', ${`frm_${'a'.repeat(22)}`}, '[]',
        'fr', false, '{}', true
      )
      returning id
    `;
    const formId = Number(form?.['id']);
    const bound = await create({ form_id: formId, is_active: false });
    expect((await list(`?form_id=${formId}`)).data).toMatchObject([
      { id: bound.id, form_name: 'Devis', state: 'inactive' },
    ]);
    const inactive = await list('?is_active=false');
    expect(inactive.data.map(({ id }) => id)).toContain(bound.id);
    expect(inactive.data.every(({ is_active: isActive }) => !isActive)).toBe(true);
    const ofCentre = await list(`?call_center_id=${api.company.callCentreId}`);
    expect(ofCentre.data.length).toBeGreaterThan(0);
    expect(new Set(ofCentre.data.map((one) => one.call_center_id))).toEqual(
      new Set([api.company.callCentreId]),
    );
    const first = await list('?limit=1');
    const second = await list(`?limit=1&cursor=${first.next_cursor ?? ''}`);
    expect(second.data[0]?.id).toBeGreaterThan(first.data[0]?.id ?? 0);
  });

  test('shows the success rate of the last 24 hours, of what has ended', async () => {
    const webhookId = await insertTestWebhook(api, api.company);
    const hour = 60 * 60 * 1000;
    const ago = (hours: number) => new Date(Date.now() - hours * hour);
    const statuses = ['succeeded', 'succeeded', 'succeeded', 'failed', 'pending'] as const;
    for (const status of statuses) {
      await insertTestDelivery(api, api.company, { webhookId, status, at: ago(1) });
    }
    await insertTestDelivery(api, api.company, { webhookId, status: 'failed', at: ago(25) });
    const found = (await list('?limit=250')).data.find(({ id }) => id === webhookId);
    expect(found?.success_rate).toBe(0.75);
  });

  test('has no webhook of another company', async () => {
    const { id } = await create();
    const theirs = await list('?limit=250', api.otherCompany.owner.key);
    expect(theirs.data.map((one) => one.id)).not.toContain(id);
  });
});

test('a webhook whose encryption key is gone is listed, can be rotated and deleted', async () => {
  const { id } = await create({ headers: { 'X-Token': 'jeton-secret' } });
  const { encryptionKeys: keys } = api.deps;
  const [current] = keys;
  api.deps.encryptionKeys = [{ id: 'k9', key: current?.key ?? Buffer.alloc(32) }];
  try {
    expect(await read(id)).toMatchObject({ header_names: null });
    const tested = await call(`/api/webhooks/${id}/test`, { body: {} });
    expect(await tested.json()).toMatchObject({ error_class: 'secret_unreadable', status: null });
    const rotated = await call(`/api/webhooks/${id}/rotate-secret`, { body: {} });
    expect(await rotated.json()).toMatchObject({ previous_secret_expires_at: null });
    const refused = await call(`/api/webhooks/${id}`, {
      method: 'PATCH',
      body: { version: 1, name: 'x' },
    });
    expect(refused.status).toBe(409);
    expect((await call(`/api/webhooks/${id}`, { method: 'DELETE' })).status).toBe(204);
  } finally {
    api.deps.encryptionKeys = keys;
  }
});

test('every public event can be subscribed to, and comes with its schema and example', async () => {
  const Events = z.object({
    data: z.array(z.looseObject({ type: z.string(), schema: z.looseObject({}) })),
  });
  const { data } = Events.parse(await (await call('/api/webhook-events')).json());
  const types = data.map(({ type }) => type);
  expect(types).toEqual(expect.arrayContaining(['ActionSettled', 'LeadCreated', 'UserInvited']));
  expect(types).not.toContain('WebhookCreated');
  const created = data.find(({ type }) => type === 'LeadCreated');
  expect(created).toMatchObject({
    subject_type: 'lead',
    schema: { type: 'object', properties: { lead_id: { type: 'integer' } } },
    example: { lead_id: expect.any(Number) },
  });
  expect((await create({ events: types })).events).toEqual(types);
});

test('the document shows each of them as a receiver gets it: three headers and the envelope', async () => {
  const Operation = z.object({
    post: z.object({
      parameters: z.array(z.object({ name: z.string(), in: z.literal('header') })),
      requestBody: z.object({
        content: z.object({
          'application/json': z.object({
            schema: z.object({ properties: z.looseObject({}), required: z.array(z.string()) }),
            example: z.looseObject({ type: z.string(), data: z.looseObject({}) }),
          }),
        }),
      }),
    }),
  });
  const document = await (await api.request('/openapi.json')).json();
  const { webhooks } = z.object({ webhooks: z.record(z.string(), z.unknown()) }).parse(document);
  const names = Object.keys(webhooks).filter((name) => name !== 'action.dispatch');
  expect(new Set(names)).toEqual(new Set(PUBLIC_EVENTS.map(({ name }) => name)));
  for (const { name, example } of PUBLIC_EVENTS) {
    const { parameters, requestBody } = Operation.parse(webhooks[name]).post;
    const { schema, example: shown } = requestBody.content['application/json'];
    expect(parameters.map((one) => one.name)).toEqual([
      'webhook-id',
      'webhook-timestamp',
      'webhook-signature',
    ]);
    expect(schema.required).toEqual(['id', 'type', 'timestamp', 'sequence', 'data']);
    expect(shown).toMatchObject({ type: name, data: example });
  }
});

test('a company has at most 200 webhooks, also when two are created at once', async () => {
  const { otherCompany } = api;
  await api.superuser`
    insert into webhooks
      (company_id, user_id, name, url, events, secret_encrypted, is_active)
    select ${otherCompany.id}, ${otherCompany.owner.id}, 'CRM', 'https://crm.example.com/',
      '{LeadCreated}', '', false
    from generate_series(1, ${WEBHOOK_COUNT_MAX - 1}::integer)
  `;
  const answers = await Promise.all(
    [1, 2].map(() => call('/api/webhooks', { key: otherCompany.owner.key, body: SEED_BODY })),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
});
