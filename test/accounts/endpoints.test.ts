/**
 * Goal: a user's own account, used and attacked: signing in and out, sessions, passwords,
 * invitations, the first company. Method: the whole api in-process on real Postgres; every request
 * comes from a network of its own unless the test is about networks.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../src/api/app.ts';
import { networkOf } from '../../src/domain/accounts/shapes.ts';
import { createPasswords, passwordFaults } from '../../src/domain/accounts/passwords.ts';
import { newToken } from '../../src/domain/shared/secrets.ts';
import { sealFacts } from '../../src/queries/shared/facts.ts';
import { cookieOf, PASSWORD, startTestApi, type TestApi } from '../support/api.ts';
import { untilBlocked } from '../support/postgres.ts';
import { PATIENCE_MS, until } from '../support/until.ts';

const run = promisify(execFile);
const NEW_PASSWORD = 'une théière de cuivre rouge';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

let lastNetwork = 0;
/** An IP address that no test has used yet. */
const freshIp = (): string => {
  lastNetwork += 1;
  return `198.51.${Math.floor(lastNetwork / 250)}.${(lastNetwork % 250) + 1}`;
};

interface SignIn {
  email: string;
  password?: string;
  company?: string;
  ip?: string;
  cookie?: string;
}

const signIn = ({ email, password = PASSWORD, company, ip, cookie }: SignIn): Promise<Response> =>
  api.request('/api/v1/session', {
    body: { email, password, ...(company === undefined ? {} : { company }) },
    ip: ip ?? freshIp(),
    ...(cookie === undefined ? {} : { cookie }),
  });

let lastPerson = 0;
/** A new user of the first company, with a password, for one test alone. */
const addPerson = async (role = 'agent', companyId = api.company.id) => {
  lastPerson += 1;
  const email = `personne${lastPerson}@neuf.example`;
  const [row] = await api.superuser`
    insert into users (company_id, call_centre_id, email, name, role, password_hash)
    select company_id, call_centre_id, ${email}, 'Une Personne', ${role}, password_hash
    from users
    where company_id = ${companyId}::bigint and role = 'supervisor'
    returning id
  `;
  return { id: Number(row?.['id']), email };
};

const invite = async (email: string, companyKey = api.company.owner.key): Promise<string> => {
  const answer = await api.request('/api/v1/users', {
    key: companyKey,
    body: { email, name: 'Invitée', role: 'owner' },
  });
  expect(answer.status).toBe(201);
  const { invitation } = (await answer.json()) as { invitation: { url: string } };
  return tokenOf(invitation.url);
};

const tokenOf = (url: string): string => new URL(url).hash.slice(1);

const accept = (token: string, password = NEW_PASSWORD, ip = freshIp()): Promise<Response> =>
  api.request('/api/v1/invitations/accept', { body: { token, password }, ip });

const me = (cookie: string): Promise<Response> => api.request('/api/v1/me', { cookie });

const codeOf = async (response: Response): Promise<unknown> =>
  ((await response.json()) as { code: string }).code;

describe('POST /api/v1/session', () => {
  test("answers with the user, and puts the token in a cookie that scripts can't read", async () => {
    const answer = await signIn({ email: api.company.owner.email });
    expect(answer.status).toBe(201);
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toMatch(
      /^relais_session=rls_[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    const body = await answer.text();
    expect(body).not.toContain('rls_');
    expect(body).not.toContain('argon2');
    expect(JSON.parse(body)).toMatchObject({
      user: { id: api.company.owner.id, email: api.company.owner.email, role: 'owner' },
      company: { id: api.company.id, slug: 'atelier', locale: 'fr' },
      permissions: { 'users:write': 'company', 'notifications:read': 'own' },
      temporal_ui_url: 'http://localhost:8233',
    });
  });

  test('marks the cookie Secure and pins it to the host when the public address is https', async () => {
    const secure = createApp(
      { ...api.deps, config: { ...api.deps.config, PUBLIC_URL: 'https://crm.example' } },
      api.hub,
    );
    const answer = await secure.request('/api/v1/session', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': freshIp() },
      body: JSON.stringify({ email: api.company.owner.email, password: PASSWORD }),
    });
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-relais_session=.*; Secure;/);
  });

  test('takes the address in any case', async () => {
    const answer = await signIn({ email: api.company.owner.email.toUpperCase() });
    expect(answer.status).toBe(201);
  });

  test('does not tell an unknown address, a wrong password, a disabled and an invited user apart', async () => {
    const disabled = await addPerson();
    await api.superuser`update users set is_active = false where id = ${disabled.id}`;
    const invited = await addPerson();
    await api.superuser`update users set password_hash = null where id = ${invited.id}`;
    const answers = await Promise.all([
      signIn({ email: 'personne@nulle-part.example' }),
      signIn({ email: api.company.owner.email, password: 'pas le bon du tout' }),
      signIn({ email: disabled.email }),
      signIn({ email: invited.email }),
      signIn({ email: api.company.owner.email, company: 'no-such-company' }),
    ]);
    const seen = await Promise.all(
      answers.map(async (answer) => {
        const { request_id: _, ...problem } = (await answer.json()) as Record<string, unknown>;
        return { status: answer.status, problem, cookies: answer.headers.getSetCookie() };
      }),
    );
    expect(seen[0]?.status).toBe(401);
    for (const one of seen) expect(one).toEqual(seen[0]);
  });

  test('computes a hash for an unknown address too: a flood of them is turned away', async () => {
    let number = 0;
    const flood = async (): Promise<number[]> => {
      const answers = await Promise.all(
        Array.from({ length: 150 }, () => {
          const email = `inconnue${(number += 1)}@nulle-part.example`;
          return signIn({ email, password: 'pas le bon du tout' });
        }),
      );
      return answers.map(({ status }) => status);
    };
    // If the database is slower than the hashing, a whole flood may be answered: then comes another.
    const statuses = await until('some are turned away', async () => {
      const seen = await flood();
      return seen.includes(503) ? seen : undefined;
    });
    expect(new Set(statuses)).toEqual(new Set([401, 503]));
  });

  test('answers 409 with the companies only when the password fits accounts of several', async () => {
    const here = await addPerson();
    await api.superuser`
      insert into users (company_id, email, name, role, password_hash)
      select ${api.otherCompany.id}::bigint, email, name, 'owner', password_hash
      from users where id = ${here.id}
    `;
    const answer = await signIn({ email: here.email });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({
      code: 'company_required',
      details: {
        companies: [
          { slug: 'atelier', name: 'Atelier Bijou Jonquille' },
          { slug: 'maison', name: 'Maison Voisine' },
        ],
      },
    });
    const wrong = await signIn({ email: here.email, password: 'pas le bon du tout' });
    expect(wrong.status).toBe(401);
    const there = await signIn({ email: here.email, company: 'maison' });
    expect(await there.json()).toMatchObject({ company: { slug: 'maison' } });
  });

  test('refuses the eleventh attempt of a network at one account, in every process, for a quarter of an hour', async () => {
    const person = await addPerson();
    const ip = freshIp();
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const password = `mauvais essai ${attempt}`;
      expect((await signIn({ email: person.email, password, ip })).status).toBe(401);
    }
    const refused = await signIn({ email: person.email, ip });
    expect(refused.status).toBe(429);
    const retryAfter = Number(refused.headers.get('Retry-After'));
    expect(retryAfter).toBeGreaterThan(10 * 60);
    expect(retryAfter).toBeLessThanOrEqual(15 * 60);
    const otherProcess = createApp({ ...api.deps }, api.hub);
    const elsewhere = await otherProcess.request('/api/v1/session', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': ip },
      body: JSON.stringify({ email: person.email, password: PASSWORD }),
    });
    expect(elsewhere.status).toBe(429);
    const neighbour = await addPerson();
    expect((await signIn({ email: neighbour.email, ip })).status).toBe(201);
    // Further attempts do not extend the time.
    const again = await signIn({ email: person.email, ip });
    expect(Number(again.headers.get('Retry-After'))).toBeLessThanOrEqual(retryAfter);
    await endWindows();
    expect((await signIn({ email: person.email, ip })).status).toBe(201);
  });

  test.each([
    ['an IPv4', (port: number) => `192.0.2.7:${port}`],
    ['an IPv6', (port: number) => `[2001:db8:5:6::1]:${port}`],
  ])('counts the attempts of %s address whatever port a proxy appends to it', async (_, at) => {
    const person = await addPerson();
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const password = `mauvais essai ${attempt}`;
      expect(
        (await signIn({ email: person.email, password, ip: at(50_000 + attempt) })).status,
      ).toBe(401);
    }
    expect((await signIn({ email: person.email, ip: at(51_000) })).status).toBe(429);
  });

  test('lets the owner of an account sign in from a network that made no wrong guess', async () => {
    const person = await addPerson();
    const ip = freshIp();
    for (let attempt = 0; attempt < 20; attempt += 1) {
      await signIn({ email: person.email, password: `mauvais essai ${attempt}`, ip });
    }
    expect((await signIn({ email: person.email })).status).toBe(201);
  });

  test('refuses the hundred and first wrong guess at one account, wherever they come from', async () => {
    const person = await addPerson();
    for (let network = 0; network < 10; network += 1) {
      const ip = freshIp();
      for (let attempt = 0; attempt < 10; attempt += 1) {
        const password = `mauvais essai ${attempt}`;
        expect((await signIn({ email: person.email, password, ip })).status).toBe(401);
      }
    }
    expect((await signIn({ email: person.email })).status).toBe(429);
  });

  test('counts a wrong guess at one company’s account, although the password fits another’s', async () => {
    const here = await addPerson();
    await accept(await invite(here.email, api.otherCompany.owner.key), NEW_PASSWORD);
    const ip = freshIp();
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const answer = await signIn({ email: here.email, password: NEW_PASSWORD, ip });
      expect(answer.status).toBe(201);
    }
    expect((await signIn({ email: here.email, ip })).status).toBe(429);
  });

  test('checks no more than ten guesses when forty arrive at once', async () => {
    const person = await addPerson();
    const ip = freshIp();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        signIn({ email: person.email, password: `mauvais essai ${index}`, ip }),
      ),
    );
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(30);
  });

  test('refuses a network after fifty wrong guesses at many accounts, and no other network', async () => {
    await endWindows();
    const ip = freshIp();
    for (let attempt = 0; attempt < 50; attempt += 1) {
      const answer = await signIn({ email: `a${attempt}@nulle-part.example`, ip });
      expect(answer.status).toBe(401);
    }
    const person = await addPerson();
    expect((await signIn({ email: person.email, ip })).status).toBe(429);
    expect((await signIn({ email: person.email })).status).toBe(201);
  });

  test('does not lock an account because of guesses from a network that is already locked', async () => {
    await endWindows();
    const ip = freshIp();
    for (let attempt = 0; attempt < 50; attempt += 1) {
      await signIn({ email: `b${attempt}@nulle-part.example`, ip });
    }
    const person = await addPerson();
    for (let attempt = 0; attempt < 12; attempt += 1) {
      expect((await signIn({ email: person.email, ip })).status).toBe(429);
    }
    expect((await signIn({ email: person.email })).status).toBe(201);
  });

  test('does not count sign-ins with the right password', async () => {
    const person = await addPerson();
    for (let attempt = 0; attempt < 12; attempt += 1) {
      expect((await signIn({ email: person.email })).status).toBe(201);
    }
  });

  test('takes back only its own attempt after a success, not the wrong guesses before it', async () => {
    const person = await addPerson();
    const ip = freshIp();
    for (let attempt = 0; attempt < 9; attempt += 1) {
      await signIn({ email: person.email, password: `mauvais essai ${attempt}`, ip });
    }
    expect((await signIn({ email: person.email, ip })).status).toBe(201);
    const wrong = await signIn({ email: person.email, password: 'encore un essai', ip });
    expect(wrong.status).toBe(401);
    expect((await signIn({ email: person.email, ip })).status).toBe(429);
  });

  test('ends the session the browser came with', async () => {
    const person = await addPerson();
    const before = cookieOf(await signIn({ email: person.email }));
    const after = cookieOf(await signIn({ email: person.email, cookie: before }));
    expect(after).not.toBe(before);
    expect((await me(before)).status).toBe(401);
    expect((await me(after)).status).toBe(200);
  });

  test("ends the browser's session even if it was another person's, in another company", async () => {
    const stranger = cookieOf(await signIn({ email: api.otherCompany.owner.email }));
    const person = await addPerson();
    await signIn({ email: person.email, cookie: stranger });
    expect((await me(stranger)).status).toBe(401);
  });

  test('refuses what is not JSON, as a form of another site would send it', async () => {
    const answer = await api.request('/api/v1/session', {
      body: JSON.stringify({ email: api.company.owner.email, password: PASSWORD }),
      headers: { 'Content-Type': 'text/plain' },
    });
    expect(answer.status).toBe(415);
  });
});

describe('sessions', () => {
  test('end at sign-out, which also removes the cookie', async () => {
    const cookie = cookieOf(await signIn({ email: api.company.owner.email }));
    const answer = await api.request('/api/v1/session', { method: 'DELETE', cookie });
    expect(answer.status).toBe(204);
    expect(answer.headers.getSetCookie()[0]).toMatch(/^relais_session=; Max-Age=0;/);
    expect((await me(cookie)).status).toBe(401);
  });

  test('end after thirty days, used or not', async () => {
    const person = await addPerson();
    const cookie = cookieOf(await signIn({ email: person.email }));
    const [row] = await api.superuser`
      select extract(epoch from expires_at - created_at)::float8 as seconds
      from sessions where user_id = ${person.id}
    `;
    expect(row?.['seconds']).toBe(30 * 24 * 3600);
    await api.superuser`update sessions set expires_at = now() where user_id = ${person.id}`;
    expect((await me(cookie)).status).toBe(401);
  });

  test('end after a day without a request', async () => {
    const person = await addPerson();
    const cookie = cookieOf(await signIn({ email: person.email }));
    await setLastSeen(person.id, '23 hours 59 minutes');
    expect((await me(cookie)).status).toBe(200);
    // That request starts another day.
    await setLastSeen(person.id, '24 hours 1 second');
    expect((await me(cookie)).status).toBe(401);
  });

  test('change nothing for a request that another site makes the browser send', async () => {
    const person = await addPerson();
    const cookie = cookieOf(await signIn({ email: person.email }));
    for (const headers of [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site', Origin: 'http://localhost:8000' },
      { 'Sec-Fetch-Site': 'none' },
    ]) {
      const answer = await api.request('/api/v1/me', {
        method: 'PATCH',
        cookie,
        headers,
        body: { name: 'Piratée' },
      });
      expect(answer.status).toBe(401);
    }
    const old = await api.app.request('/api/v1/me', {
      method: 'PATCH',
      headers: {
        Cookie: cookie,
        Origin: 'https://evil.example',
        'Content-Type': 'application/json',
      },
      body: '{"name":"Piratée"}',
    });
    expect(old.status).toBe(401);
    expect(await (await me(cookie)).json()).toMatchObject({ user: { name: 'Une Personne' } });
  });

  test.each([
    ['before they are disabled', 201, ['sign in', 'disable']],
    ['after they are disabled', 401, ['disable', 'sign in']],
  ] as const)(
    'never outlive a user who signs in at that moment, just %s',
    async (_, signInStatus, order) => {
      const person = await addPerson();
      const requests = {
        'sign in': () => signIn({ email: person.email }),
        disable: () =>
          api.request(`/api/v1/users/${person.id}`, {
            method: 'PATCH',
            key: api.company.owner.key,
            body: { is_active: false },
          }),
      };
      // Both wait for the row of the user, and get it in this order.
      const { first, second } = await api.superuser.begin(async (sql) => {
        await sql`select from users where id = ${person.id} for update`;
        const first = requests[order[0]]();
        await untilBlocked(api.superuser);
        const second = requests[order[1]]();
        await untilBlocked(api.superuser, 2);
        return { first, second };
      });
      const statusOf = { [order[0]]: (await first).status, [order[1]]: (await second).status };
      expect(statusOf).toEqual({ 'sign in': signInStatus, disable: 200 });
      const left = await api.superuser`select from sessions where user_id = ${person.id}`;
      expect(left).toHaveLength(0);
    },
  );

  test('are removed by the purge once they have ended', async () => {
    const person = await addPerson();
    await signIn({ email: person.email });
    await api.superuser`update sessions set expires_at = now() where user_id = ${person.id}`;
    await api.superuser`
      insert into attempt_windows (bucket, attempt_count, ends_at)
      values ('old', 3, now() - interval '1 second')
    `;
    await api.database`select purge_expired(1000)`;
    const rows = await api.superuser`
      select 'session' from sessions where user_id = ${person.id}
      union all
      select 'window' from attempt_windows where bucket = 'old'
    `;
    expect(rows).toEqual([]);
  });
});

describe('/api/v1/me', () => {
  test('lists the scopes of a key as its permissions', async () => {
    const created = await api.request('/api/v1/api-keys', {
      key: api.company.owner.key,
      body: { name: 'étroite', scopes: ['account:read', 'actions:read'] },
    });
    const { secret } = (await created.json()) as { secret: string };
    const answer = await api.request('/api/v1/me', { key: secret });
    expect(await answer.json()).toMatchObject({
      user: { role: 'owner' },
      permissions: { 'account:read': 'own', 'actions:read': 'company' },
      temporal_ui_url: null,
    });
  });

  test('gives the address of the Temporal UI only to a user with operations:read', async () => {
    const cookie = cookieOf(await signIn({ email: api.company.agents[0].email }));
    expect(await (await me(cookie)).json()).toMatchObject({ temporal_ui_url: null });
  });

  test('changes the name and the language of the user, and no other field', async () => {
    const person = await addPerson();
    const cookie = cookieOf(await signIn({ email: person.email }));
    const answer = await api.request('/api/v1/me', {
      method: 'PATCH',
      cookie,
      body: { name: 'Nouveau Nom', locale: 'en' },
    });
    expect(await answer.json()).toMatchObject({ user: { name: 'Nouveau Nom', locale: 'en' } });
    for (const body of [{ role: 'owner' }, { email: 'x@y.example' }, { is_active: true }]) {
      const refused = await api.request('/api/v1/me', { method: 'PATCH', cookie, body });
      expect(refused.status).toBe(422);
    }
  });
});

describe('POST /api/v1/me/password', () => {
  const change = (
    cookie: string,
    current: string,
    next: string,
    ip = freshIp(),
  ): Promise<Response> =>
    api.request('/api/v1/me/password', {
      cookie,
      body: { current_password: current, new_password: next },
      ip,
    });

  test('ends all sessions but this one, and the old password', async () => {
    const person = await addPerson();
    const here = cookieOf(await signIn({ email: person.email }));
    const elsewhere = cookieOf(await signIn({ email: person.email }));
    expect((await change(here, PASSWORD, NEW_PASSWORD)).status).toBe(204);
    expect((await me(here)).status).toBe(200);
    expect((await me(elsewhere)).status).toBe(401);
    expect((await signIn({ email: person.email })).status).toBe(401);
    expect((await signIn({ email: person.email, password: NEW_PASSWORD })).status).toBe(201);
  });

  test('refuses a wrong current password, and after ten of them the right one too', async () => {
    const ip = freshIp();
    const person = await addPerson();
    const cookie = cookieOf(await signIn({ email: person.email }));
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const answer = await change(cookie, `mauvais essai ${attempt}`, NEW_PASSWORD, ip);
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({ errors: [{ path: 'current_password' }] });
    }
    expect((await change(cookie, PASSWORD, NEW_PASSWORD, ip)).status).toBe(429);
  });

  test('names the fault of a weak new password beside its field', async () => {
    const person = await addPerson();
    const cookie = cookieOf(await signIn({ email: person.email }));
    const answer = await change(cookie, PASSWORD, 'court');
    expect(await answer.json()).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'new_password', message: 'expected 12 to 128 characters' }],
    });
  });

  test('refuses an API key', async () => {
    const answer = await api.request('/api/v1/me/password', {
      key: api.company.owner.key,
      body: { current_password: PASSWORD, new_password: NEW_PASSWORD },
    });
    expect(answer.status).toBe(403);
  });
});

describe('passwords', () => {
  const owner = { email: 'marie.dumitru@atelier.example', companyName: 'Atelier Bijou' };

  test.each([
    ['onze lettre', 'expected 12'],
    ['x'.repeat(129), 'expected 12'],
    ['1qaz2wsx3edc', 'too easy'],
    ['P@ssw0rd-2026!', 'too easy'],
    ['motdepasse2026', 'too easy'],
    ['passwordpassword', 'too easy'],
    ['aaaaaaaaaaaaaaaa', 'too easy'],
    ['123456789012345', 'too easy'],
    ['210987654321098', 'too easy'],
    ['azertyuiopqsdf', 'too easy'],
    ['abababababababab', 'too easy'],
    ['Marie.Dumitru 1992', 'must not contain'],
    ['vive atelier-bijou!', 'must not contain'],
  ])('refuse %s', (password, fault) => {
    expect(passwordFaults('password', password, owner)).toMatchObject([
      { path: 'password', message: expect.stringContaining(fault) },
    ]);
  });

  test.each([
    PASSWORD,
    NEW_PASSWORD,
    'x7!Qm-2vRt_9',
    'é'.repeat(3) + 'tulipe noire',
    '🌷'.repeat(2) + ' dans le jardin',
  ])('accept %s', (password) => {
    expect(passwordFaults('password', password, owner)).toEqual([]);
  });

  test('are kept as argon2id with parameters of OWASP', async () => {
    const [row] = await api.superuser`
      select password_hash from users where id = ${api.company.owner.id}
    `;
    expect(row?.['password_hash']).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  test('match whichever way a keyboard composes their accents', async () => {
    const passwords = createPasswords();
    const stored = await passwords.hash('the\u0301ie\u0300re rouge');
    expect(await passwords.verify(stored, 'th\u00e9i\u00e8re rouge')).toBe(true);
  });

  test('are hashed a few at a time; the others are refused as unavailable', async () => {
    const passwords = createPasswords({ parallelMax: 1, waitingMax: 3 });
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => passwords.hash(PASSWORD)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
    const [refused] = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    expect(refused).toMatchObject({ code: 'unavailable', retryAfterSeconds: 2 });
    expect(await passwords.hash(PASSWORD)).toContain('argon2id');
  });

  test('never match when there is no stored hash', async () => {
    expect(await createPasswords().verify(null, 'nobody has this password')).toBe(false);
  });
});

describe('POST /api/v1/invitations/accept', () => {
  test('sets the password, signs in, and works once', async () => {
    const token = await invite('ines@neuf.example');
    const answer = await accept(token);
    expect(answer.status).toBe(201);
    expect((await me(cookieOf(answer))).status).toBe(200);
    const again = await accept(token);
    expect(again.status).toBe(410);
    expect(await codeOf(again)).toBe('gone');
    const signedIn = await signIn({ email: 'ines@neuf.example', password: NEW_PASSWORD });
    expect(signedIn.status).toBe(201);
  });

  test('works once even when opened ten times at once', async () => {
    const token = await invite('jules@neuf.example');
    const answers = await Promise.all(Array.from({ length: 10 }, () => accept(token)));
    const statuses = answers.map((answer) => answer.status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([201, ...Array.from({ length: 9 }, () => 410)]);
  });

  test('stays open after a password that is too weak', async () => {
    const token = await invite('karim@neuf.example');
    const weak = await accept(token, 'karim@neuf.example');
    expect(await weak.json()).toMatchObject({ errors: [{ path: 'password' }] });
    expect((await accept(token)).status).toBe(201);
  });

  test('refuses an expired invitation, an invented one and one of a disabled user with the same answer', async () => {
    const expired = await invite('lea@neuf.example');
    await api.superuser`
      update invitations set expires_at = now()
      from users where users.id = invitations.user_id and users.email = 'lea@neuf.example'
    `;
    const disabled = await invite('malo@neuf.example');
    await api.superuser`update users set is_active = false where email = 'malo@neuf.example'`;
    for (const token of [expired, disabled, newToken('rli')]) {
      expect((await accept(token)).status).toBe(410);
    }
  });

  test('refuses a network after fifty invented links', async () => {
    const ip = freshIp();
    for (let attempt = 0; attempt < 50; attempt += 1) {
      expect((await accept(newToken('rli'), NEW_PASSWORD, ip)).status).toBe(410);
    }
    expect((await accept(newToken('rli'), NEW_PASSWORD, ip)).status).toBe(429);
    // Colleagues at the same address still sign in.
    const person = await addPerson();
    expect((await signIn({ email: person.email, ip })).status).toBe(201);
  });

  test('does not reveal to an owner that another company knows the address', async () => {
    const answer = await api.request('/api/v1/users', {
      key: api.company.owner.key,
      body: { email: api.otherCompany.owner.email, name: 'La Voisine', role: 'owner' },
    });
    expect(answer.status).toBe(201);
    const { invitation } = (await answer.json()) as { invitation: { url: string } };
    expect((await accept(tokenOf(invitation.url))).status).toBe(201);
    const there = await signIn({ email: api.otherCompany.owner.email });
    expect(await there.json()).toMatchObject({ company: { slug: 'maison' } });
  });
});

describe('secrets', () => {
  test('are in no log line, audit entry, refusal or table', async () => {
    const email = 'noemie@neuf.example';
    const token = await invite(email);
    const first = cookieOf(await accept(token));
    const refusals = await Promise.all([
      signIn({ email, password: 'un mauvais secret' }),
      accept(token, NEW_PASSWORD),
      api.request('/api/v1/me/password', {
        cookie: first,
        body: { current_password: 'un mauvais secret', new_password: NEW_PASSWORD },
      }),
      api.request('/api/v1/me', { key: `${first.split('=')[1]}x` }),
    ]);
    const second = cookieOf(await signIn({ email, password: NEW_PASSWORD }));
    const created = await api.request('/api/v1/api-keys', {
      cookie: second,
      body: { name: 'secrète', scopes: ['account:read'] },
    });
    const { secret } = (await created.json()) as { secret: string };
    await api.request('/api/v1/me', { key: secret });
    await api.sealFacts();
    const places = {
      log: api.logLines.join('\n'),
      refusals: (await Promise.all(refusals.map((answer) => answer.text()))).join('\n'),
      audit: await dump('audit_entries'),
      tables: (
        await Promise.all(
          [
            'users',
            'sessions',
            'invitations',
            'api_keys',
            'attempt_windows',
            'idempotency_keys',
          ].map(dump),
        )
      ).join('\n'),
    };
    const secrets = [PASSWORD, NEW_PASSWORD, 'un mauvais secret', token, secret].concat(
      [first, second].map((cookie) => cookie.split('=')[1] ?? cookie),
    );
    for (const [place, text] of Object.entries(places)) {
      expect(text.length, place).toBeGreaterThan(0);
      for (const one of secrets) expect(text.includes(one), `${one} in ${place}`).toBe(false);
    }
    expect(places.log).not.toContain(email);
    expect(places.audit).not.toContain('argon2');
  });
});

describe('networks', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['unknown', 'unknown'],
  ])('of %s is %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });
});

describe('npm run company:create', () => {
  const create = (args: string[], input = '') => {
    const child = run(process.execPath, ['src/cli/company-create.ts', ...args], {
      env: { DATABASE_OWNER_URL: api.databases.ownerUrl, PUBLIC_URL: 'https://crm.example' },
      timeout: PATIENCE_MS,
    });
    child.child.stdin?.end(input);
    return child;
  };
  const flags = (slug: string) => [
    '--name=Nouvelle Maison',
    `--slug=${slug}`,
    '--email=Premiere@Maison.example',
    '--owner-name=La Première',
  ];

  test('makes a company whose owner accepts the printed link', async () => {
    const { stdout } = await create(flags('nouvelle'));
    const url = /https:\/\/crm\.example\/invitation#rli_\S+/.exec(stdout)?.[0] ?? '';
    const answer = await accept(tokenOf(url));
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({
      user: { email: 'premiere@maison.example', role: 'owner' },
      company: { slug: 'nouvelle', name: 'Nouvelle Maison' },
    });
    const [company] = await api.superuser`select id from companies where slug = 'nouvelle'`;
    await sealFacts(api.database, Number(company?.['id']));
    const [entry] = await api.superuser`
      select audit_entries.entry ->> 'operation' as operation
      from audit_entries
      join companies on companies.id = audit_entries.company_id
      where companies.slug = 'nouvelle'
      order by audit_entries.sequence
      limit 1
    `;
    expect(entry?.['operation']).toBe('companies.create');
  });

  test('run again, replaces the link of the owner, and refuses another owner', async () => {
    const linkIn = ({ stdout }: { stdout: string }) =>
      tokenOf(/https:\/\/crm\.example\/invitation#rli_\S+/.exec(stdout)?.[0] ?? '');
    const first = linkIn(await create(flags('encore')));
    const second = linkIn(await create(flags('encore')));
    expect((await accept(first)).status).not.toBe(201);
    expect((await accept(second)).status).toBe(201);
    const stranger = flags('encore').map((flag) => flag.replace('Premiere@', 'autre@'));
    await expect(create(stranger)).rejects.toMatchObject({
      code: 1,
      stderr: 'A company with the slug encore exists already.\n',
    });
  });

  test("takes the owner's password from standard input", async () => {
    const { stdout } = await create(
      [...flags('avec-mot'), '--password-stdin'],
      `${NEW_PASSWORD}\n`,
    );
    expect(stdout).not.toContain(NEW_PASSWORD);
    const answer = await signIn({
      email: 'premiere@maison.example',
      password: NEW_PASSWORD,
      company: 'avec-mot',
    });
    expect(answer.status).toBe(201);
  });

  test('refuses a taken slug, a weak password and missing flags in one line each', async () => {
    const twice = [...flags('deux-fois'), '--password-stdin'];
    await create(twice, NEW_PASSWORD);
    await expect(create(twice, NEW_PASSWORD)).rejects.toMatchObject({
      code: 1,
      stderr: 'A company with the slug deux-fois exists already.\n',
    });
    await expect(
      create([...flags('faible'), '--password-stdin'], 'motdepasse2026'),
    ).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/^The password: too easy/) });
    await expect(create(['--name', 'Sans Rien'])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/--slug: .*\n--email: .*\n--owner-name: .*\nUsage: /),
    });
  });
});

const endWindows = () => api.superuser`update attempt_windows set ends_at = now()`;

const setLastSeen = (userId: number, ago: string) => api.superuser`
  update sessions set last_seen_at = now() - ${ago}::interval where user_id = ${userId}
`;

const dump = async (table: string): Promise<string> => {
  const rows = await api.superuser`select row.*::text as line from ${api.superuser(table)} as row`;
  return rows.map((row) => String(row['line'])).join('\n');
};
