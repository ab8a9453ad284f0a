/**
 * Goal: an owner keeps webhooks with the fields of seed 003; secrets are shown once and stored encrypted.
 * Method: the api in-process; the rows as they are stored.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { isWebhookSecret } from '../../src/domain/shared/signatures.ts';
import { WEBHOOK_COUNT_MAX } from '../../src/domain/webhooks/shapes.ts';
import { startTestApi } from '../support/api.ts';
import { insertTestDelivery } from '../support/rows/webhooks.ts';
import { faultsOf, SEED_BODY, webhooksAs, type Call } from '../support/webhooks/calls.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { call, create, read, change, storedSecrets } = webhooksAs(api, api.company.owner.key);

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

  test('tells which field was meant, and where a password goes', async () => {
    const body = { ...SEED_BODY, call_centre_id: 1, url: 'https://marie:secret@crm.example.com/' };
    const answer = await call('/api/webhooks', { body });
    expect(await answer.json()).toMatchObject({
      errors: expect.arrayContaining([
        expect.objectContaining({
          path: 'call_centre_id',
          message: 'unknown field: did you mean call_center_id?',
        }),
        expect.objectContaining({
          path: 'url',
          message: expect.stringMatching(/put the secret into headers\.Authorization$/),
        }),
      ]),
    });
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
