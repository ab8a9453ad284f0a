/**
 * Goal: who may see, invite and change whom; call centres; the company. Method: the whole api
 * in-process on real Postgres, with the keys of an owner, a supervisor, agents and another company.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { CreatedApiKeyOut } from '../../src/domain/api-keys/shapes.ts';
import {
  InvitationOut,
  InvitedUserOut,
  mayManage,
  UserOut,
} from '../../src/domain/users/shapes.ts';
import { ALL_PERMISSIONS } from '../../src/domain/shared/permissions.ts';
import { cookieOf, PASSWORD, startTestApi, type TestApi } from '../support/api.ts';
import { scopedKey } from '../support/scoped-key.ts';
import { until } from '../support/until.ts';

type User = z.infer<typeof UserOut>;

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

const owner = () => api.company.owner.key;

let lastPerson = 0;
const invite = async (fields: Partial<User> = {}, key = owner()) => {
  lastPerson += 1;
  const answer = await api.request('/api/v1/users', {
    key,
    body: {
      email: `invite${lastPerson}@neuf.example`,
      name: 'Une Invitée',
      role: 'agent',
      call_centre_id: api.company.callCentreId,
      ...fields,
    },
  });
  expect(answer.status, await answer.clone().text()).toBe(201);
  return InvitedUserOut.parse(await answer.json());
};

/** Gives the user the password of all test users. */
const activate = (userId: number) => api.superuser`
  update users
  set password_hash = (select password_hash from users where id = ${api.company.owner.id})
  where id = ${userId}
`;

const change = (userId: number, body: object, key = owner()): Promise<Response> =>
  api.request(`/api/v1/users/${userId}`, { method: 'PATCH', key, body });

const list = async (query = '', key = owner()): Promise<User[]> => {
  const answer = await api.request(`/api/v1/users${query}`, { key });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { data: unknown[] }).data.map((row) => UserOut.parse(row));
};

const signIn = async (email: string): Promise<string> =>
  cookieOf(await api.request('/api/v1/session', { body: { email, password: PASSWORD } }));

const accept = (url: string): Promise<Response> =>
  api.request('/api/v1/invitations/accept', {
    body: { token: new URL(url).hash.slice(1), password: 'une théière de cuivre rouge' },
  });

const lastEntry = async (resourceId: number, operation: string) => {
  await api.sealFacts();
  const [row] = await api.superuser`
    select entry
    from audit_entries
    where entry ->> 'resource_id' = ${String(resourceId)} and entry ->> 'operation' = ${operation}
    order by sequence desc
    limit 1
  `;
  return row?.['entry'] as unknown;
};

describe('GET /api/v1/users', () => {
  test('shows an owner the users of the company only', async () => {
    const emails = (await list()).map((user) => user.email);
    expect(emails).toContain(api.company.agents[0].email);
    expect(emails.filter((email) => email.endsWith('@maison.example'))).toEqual([]);
  });

  test('shows a supervisor their call centre, and an agent nothing', async () => {
    const [elsewhere] = await api.superuser`
      insert into call_centres (company_id, name) values (${api.company.id}, 'Nantes') returning id
    `;
    await invite({ email: 'nantes@neuf.example', call_centre_id: Number(elsewhere?.['id']) });
    const seen = await list('', api.company.supervisor.key);
    expect(seen.every((user) => user.call_centre_id === api.company.callCentreId)).toBe(true);
    expect(seen.map((user) => user.id)).toContain(api.company.agents[1].id);
    const refused = await api.request('/api/v1/users', { key: api.company.agents[0].key });
    expect(refused.status).toBe(403);
  });

  test('filters by role, activity and part of a name whatever its accents', async () => {
    const supervisors = await list('?role=supervisor');
    expect(supervisors.map((one) => one.id)).toContain(api.company.supervisor.id);
    expect(supervisors.filter((one) => one.role !== 'supervisor')).toEqual([]);
    const { user } = await invite({ name: 'Hélène Éluard 100%' });
    await change(user.id, { is_active: false });
    expect((await list('?q=helene eluard')).map(({ id }) => id)).toEqual([user.id]);
    expect((await list('?q=100%25')).map(({ id }) => id)).toEqual([user.id]);
    expect((await list('?q=1_0')).map(({ id }) => id)).toEqual([]);
    expect((await list('?is_active=false')).map(({ id }) => id)).toContain(user.id);
    expect((await list('?is_active=true')).map(({ id }) => id)).not.toContain(user.id);
  });

  test('turns pages that stay in place while users are added', async () => {
    const read = async (cursor: string | null) => {
      const query = cursor === null ? '' : `&cursor=${cursor}`;
      const answer = await api.request(`/api/v1/users?limit=2${query}`, { key: owner() });
      return (await answer.json()) as { data: { id: number }[]; next_cursor: string | null };
    };
    const first = await read(null);
    await invite();
    const second = await read(first.next_cursor);
    const ids = [...first.data, ...second.data].map(({ id }) => id);
    expect(ids).toHaveLength(4);
    expect(ids).toEqual([...new Set(ids)].toSorted((left, right) => left - right));
  });

  test('writes to the audit trail which users were listed', async () => {
    const seen = await list('?role=supervisor');
    await api.sealFacts();
    const [row] = await api.superuser`
      select entry from audit_entries where entry ->> 'operation' = 'users.list'
      order by sequence desc limit 1
    `;
    expect(row?.['entry']).toMatchObject({
      user_id: api.company.owner.id,
      after: { user_ids: seen.map((user) => user.id) },
    });
  });
});

describe('GET /api/v1/users/{id}', () => {
  test('shows one user, with an audit entry', async () => {
    const agent = api.company.agents[0];
    const answer = await api.request(`/api/v1/users/${agent.id}`, { key: owner() });
    expect(UserOut.parse(await answer.json())).toMatchObject({ id: agent.id, email: agent.email });
    expect(await lastEntry(agent.id, 'users.read')).toMatchObject({
      user_id: api.company.owner.id,
      resource_type: 'user',
    });
  });

  test("does not find another company's user, nor one of another call centre for a supervisor", async () => {
    const foreign = await api.request(`/api/v1/users/${api.otherCompany.owner.id}`, {
      key: owner(),
    });
    expect(foreign.status).toBe(404);
    const [centre] = await api.superuser`
      insert into call_centres (company_id, name) values (${api.company.id}, 'Lille') returning id
    `;
    const { user } = await invite({ call_centre_id: Number(centre?.['id']) });
    const elsewhere = await api.request(`/api/v1/users/${user.id}`, {
      key: api.company.supervisor.key,
    });
    expect(elsewhere.status).toBe(404);
  });
});

describe('POST /api/v1/users', () => {
  test("makes a user who can't sign in yet, and a link that is valid for seven days", async () => {
    const { user, invitation } = await invite({ email: 'Majuscule@Neuf.Example' });
    expect(user).toMatchObject({ email: 'majuscule@neuf.example', last_sign_in_at: null });
    expect(invitation.url).toMatch(/^http:\/\/localhost:8000\/invitation#rli_[\w-]{43}$/);
    const days = (Date.parse(invitation.expires_at) - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(7, 2);
    expect(user.invitation_expires_at).toBe(invitation.expires_at);
    const answer = await api.request('/api/v1/session', {
      body: { email: user.email, password: PASSWORD },
    });
    expect(answer.status).toBe(401);
  });

  test('answers a repeated request with the same link, which is stored encrypted', async () => {
    const input = {
      key: owner(),
      body: { email: 'repete@neuf.example', name: 'Répétée', role: 'owner' },
      headers: { 'Idempotency-Key': 'inviter-une-fois' },
    };
    const first = await api.request('/api/v1/users', input);
    const second = await api.request('/api/v1/users', input);
    expect(second.headers.get('Idempotency-Replayed')).toBe('true');
    expect(await second.json()).toEqual(await first.json());
    const [row] = await api.superuser`
      select position('rli_'::bytea in response) as position from idempotency_keys
    `;
    expect(row?.['position']).toBe(0);
  });

  test('refuses an e-mail address that the company already has', async () => {
    const answer = await api.request('/api/v1/users', {
      key: owner(),
      body: { email: api.company.owner.email.toUpperCase(), name: 'Encore', role: 'owner' },
    });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: 'conflict', errors: [{ path: 'email' }] });
  });

  test("refuses an agent without a call centre, or with another company's", async () => {
    for (const callCentreId of [null, api.otherCompany.callCentreId]) {
      const answer = await api.request('/api/v1/users', {
        key: owner(),
        body: {
          email: 'sans@neuf.example',
          name: 'Sans Centre',
          role: 'agent',
          call_centre_id: callCentreId,
        },
      });
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({ errors: [{ path: 'call_centre_id' }] });
    }
  });

  test('names all faults at once', async () => {
    const answer = await api.request('/api/v1/users', {
      key: owner(),
      body: { email: 'pas une adresse', name: '', role: 'reine', surprise: 1 },
    });
    const { errors } = (await answer.json()) as { errors: { path: string }[] };
    expect(errors.map(({ path }) => path).toSorted()).toEqual([
      'email',
      'name',
      'role',
      'surprise',
    ]);
  });

  test("refuses a role above the caller's", async () => {
    for (const [key, role] of [
      [owner(), 'super_admin'],
      [api.company.supervisor.key, 'agent'],
    ]) {
      const answer = await api.request('/api/v1/users', {
        key: key ?? '',
        body: {
          email: 'haut@neuf.example',
          name: 'Trop Haut',
          role,
          call_centre_id: api.company.callCentreId,
        },
      });
      expect(answer.status).toBe(403);
    }
  });

  test('does not let a key invite, promote or re-invite a user with more permissions', async () => {
    const key = await scopedKey(api, ['users:write', 'users:read']);
    const { user } = await invite();
    const attempts = [
      api.request('/api/v1/users', {
        key,
        body: { email: 'puissante@neuf.example', name: 'Puissante', role: 'owner' },
      }),
      change(user.id, { role: 'owner' }, key),
      api.request(`/api/v1/users/${user.id}/invitation`, { method: 'POST', key }),
    ];
    for (const answer of await Promise.all(attempts)) expect(answer.status).toBe(403);
  });

  test('lets a key with all scopes of the role do so', () => {
    const caller = { role: 'owner' as const, scopes: ALL_PERMISSIONS };
    expect(mayManage(caller, 'owner')).toBe(true);
    expect(mayManage(caller, 'super_admin')).toBe(false);
    expect(mayManage({ ...caller, scopes: ALL_PERMISSIONS.slice(1) }, 'agent')).toBe(false);
  });
});

describe('PATCH /api/v1/users/{id}', () => {
  test('changes what is named, and writes before and after to the audit trail', async () => {
    const { user } = await invite();
    const answer = await change(user.id, { name: 'Nouveau Nom', role: 'supervisor' });
    expect(UserOut.parse(await answer.json())).toMatchObject({
      name: 'Nouveau Nom',
      role: 'supervisor',
      call_centre_id: api.company.callCentreId,
      is_active: true,
    });
    expect(await lastEntry(user.id, 'users.update')).toMatchObject({
      before: { name: 'Une Invitée', role: 'agent' },
      after: { name: 'Nouveau Nom', role: 'supervisor' },
    });
  });

  test('changes nothing when nothing is named', async () => {
    const { user } = await invite();
    const answer = await change(user.id, {});
    const { updated_at: _, ...before } = user;
    expect(await answer.json()).toMatchObject(before);
  });

  test('ends the sessions and keys of a user who is disabled, and their invitation', async () => {
    const { user } = await invite();
    await activate(user.id);
    const cookie = await signIn(user.email);
    const created = await api.request('/api/v1/api-keys', {
      key: owner(),
      body: { name: 'à elle', user_id: user.id, scopes: ['account:read'] },
    });
    const { secret } = (await created.json()) as { secret: string };
    expect((await api.request('/api/v1/me', { key: secret })).status).toBe(200);
    const answer = await change(user.id, { is_active: false });
    expect(UserOut.parse(await answer.json()).invitation_expires_at).toBeNull();
    expect((await api.request('/api/v1/me', { cookie })).status).toBe(401);
    expect((await api.request('/api/v1/me', { key: secret })).status).toBe(401);
    await change(user.id, { is_active: true });
    expect((await api.request('/api/v1/me', { cookie })).status).toBe(401);
  });

  test('ends the sessions of a user whose role changes, but not for another name', async () => {
    const { user } = await invite();
    await activate(user.id);
    const cookie = await signIn(user.email);
    await change(user.id, { name: 'Autre Nom' });
    expect((await api.request('/api/v1/me', { cookie })).status).toBe(200);
    await change(user.id, { role: 'supervisor' });
    expect((await api.request('/api/v1/me', { cookie })).status).toBe(401);
  });

  test.each([
    ['disabled', () => ({ is_active: false })],
    ['demoted', () => ({ role: 'agent', call_centre_id: api.company.callCentreId })],
  ])('leaves an owner who is %s no key or link they made for others', async (_, demotion) => {
    const { user } = await invite({ role: 'owner', call_centre_id: null });
    await activate(user.id);
    const cookie = await signIn(user.email);
    const make = async (path: string, body: object): Promise<unknown> => {
      const answer = await api.request(path, { method: 'POST', cookie, body });
      expect(answer.status, await answer.clone().text()).toBe(201);
      return answer.json();
    };
    const { secret } = CreatedApiKeyOut.parse(
      await make('/api/v1/api-keys', {
        name: 'au nom d’une autre',
        user_id: api.company.owner.id,
        scopes: ['users:write'],
      }),
    );
    const { user: other } = await invite();
    const { url } = InvitationOut.parse(await make(`/api/v1/users/${other.id}/invitation`, {}));
    expect((await change(user.id, demotion())).status).toBe(200);
    expect((await api.request('/api/v1/me', { key: secret })).status).toBe(401);
    expect((await accept(url)).status).toBe(410);
    expect(await lastEntry(user.id, 'users.update')).toMatchObject({
      after: { revoked_api_keys: [expect.any(Number)], revoked_invitations_of: [other.id] },
    });
  });

  test('keeps a disabled user out, also with a request made just before', async () => {
    const { user } = await invite({ role: 'owner', call_centre_id: null });
    await activate(user.id);
    const cookie = await signIn(user.email);
    const ask = (method: string, path: string, body: object) =>
      api.request(path, { method, cookie, body });
    const { company } = api;
    let answeredCount = 0;
    const { answers } = await api.superuser.begin(async (sql) => {
      // As another change of a user does while its transaction runs.
      await sql`select pg_advisory_xact_lock(hashtextextended(${`users/${company.id}`}::text, 0))`;
      const sent = [
        ask('PATCH', `/api/v1/users/${user.id}`, { is_active: true }),
        ask('POST', `/api/v1/users/${company.owner.id}/invitation`, {}),
        ask('POST', '/api/v1/users', { email: 'encore@neuf.example', name: 'E', role: 'owner' }),
        ask('POST', '/api/v1/api-keys', {
          name: 'encore',
          user_id: company.owner.id,
          scopes: ['users:write'],
        }),
      ];
      for (const answer of sent) void answer.then(() => (answeredCount += 1));
      await until('each waits or is answered', async () => {
        const waiting = await api.superuser`
          select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'
        `;
        return waiting.length + answeredCount === sent.length;
      });
      await sql`update users set is_active = false where id = ${user.id}`;
      return { answers: sent };
    });
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  });

  test("does not find another company's user", async () => {
    const answer = await change(api.otherCompany.agents[0].id, { name: 'Volée' });
    expect(answer.status).toBe(404);
  });

  test('does not let an owner touch a super_admin, or become one', async () => {
    const { user } = await invite({ role: 'owner', call_centre_id: null });
    await api.superuser`update users set role = 'super_admin' where id = ${user.id}`;
    for (const body of [{ name: 'Rabaissée' }, { is_active: false }, { role: 'agent' }]) {
      expect((await change(user.id, body)).status).toBe(403);
    }
    const link = await api.request(`/api/v1/users/${user.id}/invitation`, {
      method: 'POST',
      key: owner(),
    });
    expect(link.status).toBe(403);
    expect((await change(api.company.owner.id, { role: 'super_admin' })).status).toBe(403);
  });
});

describe('the last owner', () => {
  test("can't be disabled or demoted, also by themselves; invited owners do not count", async () => {
    const other = api.otherCompany;
    await invite({ role: 'owner', call_centre_id: null }, other.owner.key);
    for (const body of [
      { is_active: false },
      { role: 'agent', call_centre_id: other.callCentreId },
    ]) {
      const answer = await change(other.owner.id, body, other.owner.key);
      expect(answer.status).toBe(409);
    }
    expect(
      (await change(other.owner.id, { name: 'Olga Rebaptisée' }, other.owner.key)).status,
    ).toBe(200);
  });

  test('stays when two owners disable each other at the same time', async () => {
    const other = api.otherCompany;
    const { user: second } = await invite({ role: 'owner', call_centre_id: null }, other.owner.key);
    await activate(second.id);
    const secondCookie = await signIn(second.email);
    const answers = await Promise.all([
      change(second.id, { is_active: false }, other.owner.key),
      api.request(`/api/v1/users/${other.owner.id}`, {
        method: 'PATCH',
        cookie: secondCookie,
        body: { is_active: false },
      }),
    ]);
    // The second request comes from a disabled user, or would remove the last owner.
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    const [row] = await api.superuser`
      select count(*)::integer as count
      from users
      where company_id = ${other.id} and role = 'owner' and is_active and password_hash is not null
    `;
    expect(row?.['count']).toBe(1);
    await api.superuser`update users set is_active = true where id = ${other.owner.id}`;
  });

  test('stays when many owners step down at once', async () => {
    const { company } = api;
    const others = await Promise.all(
      Array.from({ length: 4 }, () => invite({ role: 'owner', call_centre_id: null })),
    );
    await Promise.all(others.map(({ user }) => activate(user.id)));
    const people = await Promise.all(
      [company.owner, ...others.map(({ user }) => user)].map(async ({ id, email }) => ({
        id,
        cookie: await signIn(email),
      })),
    );
    const ids = people.map(({ id }) => id);
    const owners = await list('?role=owner&is_active=true');
    // Owners of other tests in this file, who have a password, would count as remaining owners.
    await api.superuser`
      update users set is_active = false
      where id in ${api.superuser(owners.map(({ id }) => id))} and id not in ${api.superuser(ids)}
    `;
    await api.superuser`update users set is_active = false where role = 'super_admin'`;
    const answers = await Promise.all(
      people.map(({ id, cookie }) =>
        api.request(`/api/v1/users/${id}`, {
          method: 'PATCH',
          cookie,
          body: { role: 'agent', call_centre_id: company.callCentreId },
        }),
      ),
    );
    const statuses = answers.map((answer) => answer.status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([200, 200, 200, 200, 409]);
    await api.superuser`update users set role = 'owner' where id = ${company.owner.id}`;
  });
});

describe('POST /api/v1/users/{id}/invitation', () => {
  const renew = (userId: number, key = owner()): Promise<Response> =>
    api.request(`/api/v1/users/${userId}/invitation`, { method: 'POST', key });

  test('replaces the link: the first one stops working', async () => {
    const { user, invitation } = await invite();
    const answer = await renew(user.id);
    expect(answer.status).toBe(201);
    const { url } = InvitationOut.parse(await answer.json());
    expect((await accept(invitation.url)).status).toBe(410);
    expect((await accept(url)).status).toBe(201);
  });

  test('lets a user set a new password, and ends their sessions', async () => {
    const { user } = await invite();
    await activate(user.id);
    const cookie = await signIn(user.email);
    const { url } = InvitationOut.parse(await (await renew(user.id)).json());
    expect((await api.request('/api/v1/me', { cookie })).status).toBe(200);
    expect((await accept(url)).status).toBe(201);
    expect((await api.request('/api/v1/me', { cookie })).status).toBe(401);
  });

  test('refuses oneself, a disabled user, and a user of another company', async () => {
    const { user } = await invite();
    await change(user.id, { is_active: false });
    expect((await renew(api.company.owner.id)).status).toBe(409);
    expect((await renew(user.id)).status).toBe(409);
    expect((await renew(api.otherCompany.owner.id)).status).toBe(404);
  });
});

describe('/api/v1/call-centres', () => {
  const add = (name: string, key = owner()): Promise<Response> =>
    api.request('/api/v1/call-centres', { key, body: { name } });

  test('are added, renamed, listed and removed, each written to the audit trail', async () => {
    const created = await add('Rennes');
    expect(created.status).toBe(201);
    const { id } = (await created.json()) as { id: number };
    const path = `/api/v1/call-centres/${id}`;
    const renamed = await api.request(path, {
      method: 'PATCH',
      key: owner(),
      body: { name: 'Rennes-Sud' },
    });
    expect(await renamed.json()).toMatchObject({ id, name: 'Rennes-Sud' });
    const listed = await api.request('/api/v1/call-centres', { key: api.company.agents[0].key });
    const { data } = (await listed.json()) as { data: { name: string }[] };
    expect(data.map(({ name }) => name)).toContain('Rennes-Sud');
    expect((await api.request(path, { method: 'DELETE', key: owner() })).status).toBe(204);
    expect((await api.request(path, { method: 'DELETE', key: owner() })).status).toBe(404);
    expect(await lastEntry(id, 'call_centres.create')).toMatchObject({ after: { name: 'Rennes' } });
    expect(await lastEntry(id, 'call_centres.update')).toMatchObject({
      before: { name: 'Rennes' },
      after: { name: 'Rennes-Sud' },
    });
    expect(await lastEntry(id, 'call_centres.delete')).toMatchObject({
      before: { name: 'Rennes-Sud' },
    });
  });

  test('have one name each', async () => {
    await add('Brest');
    const again = await add('Brest');
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ errors: [{ path: 'name' }] });
    const renamed = await api.request(`/api/v1/call-centres/${api.company.callCentreId}`, {
      method: 'PATCH',
      key: owner(),
      body: { name: 'Brest' },
    });
    expect(renamed.status).toBe(409);
  });

  test('are not removed while a user belongs to them, nor by another company or an agent', async () => {
    const path = `/api/v1/call-centres/${api.company.callCentreId}`;
    const remove = (key: string) => api.request(path, { method: 'DELETE', key });
    expect((await remove(owner())).status).toBe(409);
    expect((await remove(api.otherCompany.owner.key)).status).toBe(404);
    expect((await remove(api.company.agents[0].key)).status).toBe(403);
  });
});

describe('/api/v1/company', () => {
  test('is readable by every user and changed by an owner', async () => {
    const agent = api.company.agents[0].key;
    const seen = await api.request('/api/v1/company', { key: agent });
    expect(await seen.json()).toEqual({
      id: api.company.id,
      name: api.company.name,
      slug: 'atelier',
      locale: 'fr',
    });
    const patch = (key: string) =>
      api.request('/api/v1/company', { method: 'PATCH', key, body: { locale: 'en' } });
    expect((await patch(agent)).status).toBe(403);
    const changed = await patch(owner());
    expect(await changed.json()).toMatchObject({ name: api.company.name, locale: 'en' });
    expect(await lastEntry(api.company.id, 'company.update')).toMatchObject({
      before: { locale: 'fr' },
      after: { locale: 'en' },
    });
    const neighbour = await api.request('/api/v1/company', { key: api.otherCompany.owner.key });
    expect(await neighbour.json()).toMatchObject({ slug: 'maison', locale: 'fr' });
  });

  test('keeps its slug', async () => {
    const answer = await api.request('/api/v1/company', {
      method: 'PATCH',
      key: owner(),
      body: { slug: 'autre' },
    });
    expect(answer.status).toBe(422);
  });
});
