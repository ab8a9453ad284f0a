/**
 * Goal: a change of a webhook is by version, forgets failures that are over, and is in the audit trail without
 * any secret. Method: the api in-process; the rows and the audit trail as they are stored.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startTestApi } from '../support/api.ts';
import { faultsOf, SEED_BODY, webhooksAs } from '../support/webhooks/calls.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { call, create, read, change } = webhooksAs(api, api.company.owner.key);

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
