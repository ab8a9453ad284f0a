/**
 * Goal: of two simultaneous changes neither is lost, and the audit trail records them one after the
 * other. Method: pairs of parallel requests that change different fields, on real Postgres.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { routeKeyContext } from '../../src/domain/action-routes/keys.ts';
import { decrypt } from '../../src/domain/shared/secrets.ts';
import { refusalOf } from '../support/actions.ts';
import { startTestApi, type TestApi } from '../support/api.ts';

const ROUND_COUNT = 10;

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

const change = (method: string, path: string, body: object) =>
  api.request(path, { method, key: api.company.owner.key, body });

const both = async (...changes: Promise<Response>[]): Promise<void> => {
  const answers = await Promise.all(changes);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
};

const Entry = z.object({ before: z.unknown(), after: z.unknown() });

/** Each entry of the operation begins where the one before it ended. */
const expectChain = async (operation: string): Promise<void> => {
  await api.sealFacts();
  const rows = await api.superuser`
    select entry -> 'before' as before, entry -> 'after' as after
    from audit_entries
    where company_id = ${api.company.id} and entry ->> 'operation' = ${operation}
    order by sequence
  `;
  const entries = rows.map((row) => Entry.parse(row));
  expect(entries).toHaveLength(2 * ROUND_COUNT);
  expect(entries.slice(1).map(({ before }) => before)).toEqual(
    entries.slice(0, -1).map(({ after }) => after),
  );
};

test.each([
  ['my account', 'me.update', '/api/v1/me'],
  ['the company', 'company.update', '/api/v1/company'],
])('two changes of %s at once are both there', async (_, operation, path) => {
  for (let round = 0; round < ROUND_COUNT; round += 1) {
    const name = `Nom ${round}`;
    const locale = round % 2 === 0 ? 'en' : 'fr';
    await both(change('PATCH', path, { name }), change('PATCH', path, { locale }));
    const [row] =
      operation === 'me.update'
        ? await api.superuser`select name, locale from users where id = ${api.company.owner.id}`
        : await api.superuser`select name, locale from companies where id = ${api.company.id}`;
    expect(row).toMatchObject({ name, locale });
  }
  await expectChain(operation);
});

test("a route's new key outlives a save beside it that keeps the key", async () => {
  const route = {
    prefix: 'RELANCE_',
    index: 8,
    workflow: 'relances',
    url: 'https://n8n.example.com/webhook/x',
  };
  const path = '/api/v1/action-routes';
  for (let round = 0; round < ROUND_COUNT; round += 1) {
    await both(
      change('PUT', path, { routes: [{ ...route, api_key: `nouvelle-${round}` }] }),
      change('PUT', path, { routes: [route] }),
    );
    const [row] = await api.superuser`
      select api_key_encrypted from action_routes where company_id = ${api.company.id}
    `;
    const stored = z.instanceof(Buffer).parse(row?.['api_key_encrypted']);
    const context = routeKeyContext(api.company.id);
    expect(decrypt(api.deps.encryptionKeys, stored, context)).toBe(`nouvelle-${round}`);
  }
  await expectChain('action_routes.replace');
});

test('a change that PostgreSQL undoes to end a deadlock is answered 503, to be asked again', async () => {
  await api.superuser.unsafe(`
    create function give_way() returns trigger language plpgsql
    as $$ begin raise exception 'deadlock detected' using errcode = 'deadlock_detected'; end $$;
    create trigger give_way before insert on call_centres execute function give_way();
  `);
  const create = () => change('POST', '/api/v1/call-centres', { name: 'Nantes' });
  const answer = await create();
  expect(answer.headers.get('Retry-After')).toBe('1');
  expect(await refusalOf(answer)).toMatchObject({ status: 503, code: 'unavailable' });
  await api.superuser`drop trigger give_way on call_centres`;
  expect((await create()).status).toBe(201);
});
