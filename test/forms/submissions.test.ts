/**
 * Goal: what a visitor sends becomes one lead, whole and once, and nothing else gets through the public door.
 * Method: the whole api in-process on real Postgres, as scripts and plain browsers call it.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FormOut } from '../../src/domain/forms/shapes.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi, type TestApi } from '../support/api.ts';
import {
  createForm,
  FIELDS,
  leadsOf,
  send,
  sendPlain,
  sent,
  VISITOR,
  type Form,
} from '../support/forms.ts';

const SITE = 'https://www.site.example';

let api: TestApi;
let form: Form;
beforeAll(async () => {
  api = await startTestApi();
  form = await createForm(api, {
    call_centre_id: api.company.callCentreId,
    allowed_origins: [SITE],
  });
});
afterAll(() => api.stop());

let visitors = 0;
/** Somebody else each time, from an address of their own. */
const nextVisitor = () => {
  visitors += 1;
  return {
    body: { ...VISITOR, email: `visiteur-${visitors}@visiteurs.example` },
    ip: `203.0.113.${visitors}`,
  };
};
const sendNext = (to: Form = form, extra: object = {}, headers: Record<string, string> = {}) => {
  const { body, ip } = nextVisitor();
  return send(api, to, { ...body, ...extra }, { ip, headers });
};

describe('a submission', () => {
  test('becomes a lead of the form: columns lifted out, the rest in its data', async () => {
    const own = await createForm(api, { call_centre_id: api.company.callCentreId });
    const answer = await send(api, own, {
      name: '  Hélène Muller ',
      email: 'Helene@Visiteurs.Example',
      phone: '06 12 34 56 78',
      company: 'Atelier H.',
      budget: '1200,50',
      start: '2026-12-01',
      training: 'Bijouterie',
      message: 'Bonjour\nMerci',
      consent: true,
    });
    const { message, ...rest } = await sent(answer);
    expect(message).toBe('Merci, votre demande a bien été reçue.');
    expect(rest).toEqual({ redirect_url: null, is_confirmation_required: false });
    expect(await leadsOf(api, own)).toMatchObject([
      {
        company_id: api.company.id,
        call_centre_id: api.company.callCentreId,
        source: 'form',
        status: 'new',
        assigned_to: null,
        email: 'helene@visiteurs.example',
        name: 'Hélène Muller',
        phone: '+33612345678',
        company_name: 'Atelier H.',
        data: {
          budget: 1200.5,
          start: '2026-12-01',
          training: 'Bijouterie',
          message: 'Bonjour\nMerci',
          consent: true,
        },
        email_confirmed_at: null,
      },
    ]);
    const events = await api.superuser`
      select type, call_centre_id, form_id from events where form_id = ${own.id}
    `;
    expect([...events]).toEqual([
      { type: 'LeadCreated', call_centre_id: api.company.callCentreId, form_id: own.id },
    ]);
  });

  test('is answered without anything of what was sent', async () => {
    const answer = await sendNext();
    const text = await answer.text();
    expect(text).not.toContain('visiteurs.example');
    expect(text).not.toContain('Hélène');
  });

  test('with faults names each field, and creates nothing', async () => {
    const own = await createForm(api);
    const answer = await send(api, own, {
      name: ' ',
      email: 'pas une adresse',
      phone: '12',
      budget: 'beaucoup',
      start: '2026-02-31',
      training: 'Autre',
      message: 'x'.repeat(5001),
      consent: false,
      surprise: 1,
    });
    expect(await refusalOf(answer)).toEqual({
      status: 422,
      code: 'validation_failed',
      faults: [
        'name: required',
        'email: expected an e-mail address',
        'phone: expected a telephone number, for example +33612345678',
        'budget: expected a number',
        'start: expected a date, for example 2026-01-31',
        'training: expected one of Bijouterie, Sertissage',
        'message: at most 5000 characters',
        'consent: required',
        'surprise: unknown field',
      ],
    });
    expect(await leadsOf(api, own)).toEqual([]);
  });

  test.each<[string, object]>([
    ['a list', []],
    ['a field twice with __proto__', JSON.parse('{"__proto__": {"name": "x"}}')],
  ])('that is %s is refused', async (_, body) => {
    expect((await send(api, form, body)).status).toBe(422);
  });

  test('of more than 64 KiB, or of another type, is refused', async () => {
    expect((await sendNext(form, { message: 'x'.repeat(70_000) })).status).toBe(413);
    const answer = await sendNext(form, {}, { 'Content-Type': 'text/plain' });
    expect(answer.status).toBe(415);
  });

  test('to an inactive form is answered 410, to an unknown one 404', async () => {
    const closed = await createForm(api, { is_active: false });
    expect((await sendNext(closed)).status).toBe(410);
    expect((await sendNext({ ...form, token: `frm_${'x'.repeat(22)}` })).status).toBe(404);
    expect(await leadsOf(api, closed)).toEqual([]);
  });

  test('to a form whose fields changed is checked by the new ones', async () => {
    const own = await createForm(api);
    const answer = await api.request(`/api/v1/forms/${own.id}`, {
      key: api.company.owner.key,
      method: 'PATCH',
      body: { version: 1, fields: FIELDS.slice(0, 1) },
    });
    await answerOf(answer, 200, FormOut);
    expect((await refusalOf(await sendNext(own))).faults).toEqual([
      'email: unknown field',
      'consent: unknown field',
    ]);
  });
});

describe('a plain HTML form', () => {
  const plain = { name: 'Zoé', email: 'zoe@visiteurs.example', phone: '', consent: 'true' };

  test('gets a page in the language of the form', async () => {
    const english = await createForm(api, { locale: 'en', success_message: 'We call <you>.' });
    const answer = await sendPlain(api, english, plain);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
    const text = await answer.text();
    expect(text).toContain('<html lang="en">');
    expect(text).toContain('We call &lt;you&gt;.');
    expect(await leadsOf(api, english)).toMatchObject([{ name: 'Zoé', phone: null }]);
  });

  test('is redirected where the owner said', async () => {
    const url = 'https://www.site.example/merci';
    const own = await createForm(api, { redirect_url: url });
    const answer = await sendPlain(api, own, plain);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('Location')).toBe(url);
    expect(await leadsOf(api, own)).toHaveLength(1);
  });

  test('is redirected to an address with any letters, in ASCII', async () => {
    const own = await createForm(api, { redirect_url: 'https://www.site.example/l’été' });
    const answer = await sendPlain(api, own, plain);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('Location')).toBe('https://www.site.example/l%E2%80%99%C3%A9t%C3%A9');
  });

  test('with faults gets a page that names the fields by their labels and repeats no value', async () => {
    const own = await createForm(api);
    const answer = await sendPlain(api, own, { ...plain, email: '<b>zoe', consent: '' });
    expect(answer.status).toBe(422);
    const text = await answer.text();
    expect(text).toContain('Cette adresse e-mail n’est pas valide.');
    expect(text).toContain('J’accepte');
    expect(text).not.toContain('zoe');
    expect(await leadsOf(api, own)).toEqual([]);
  });

  test('of a closed or unknown form gets a polite page', async () => {
    const closed = await createForm(api, { is_active: false, locale: 'en' });
    const answer = await sendPlain(api, closed, plain);
    expect(answer.status).toBe(410);
    expect(await answer.text()).toContain('This form is closed');
    const unknown = await sendPlain(api, { token: `frm_${'x'.repeat(22)}` }, plain);
    expect(unknown.status).toBe(404);
    const text = await unknown.text();
    expect(text).toContain('Ce formulaire n’existe pas');
    expect(text).toContain('This form does not exist');
  });
});

describe('a second click', () => {
  test('at the same time creates one lead, and both get the same answer', async () => {
    const own = await createForm(api);
    const { body, ip } = nextVisitor();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => send(api, own, body, { ip })),
    );
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(texts).size).toBe(1);
    expect(await leadsOf(api, own)).toHaveLength(1);
  });

  test('in another form of encoding is the same content', async () => {
    const own = await createForm(api);
    await sent(await send(api, own, VISITOR));
    await sendPlain(api, own, { ...VISITOR, consent: 'on', phone: ' ' });
    expect(await leadsOf(api, own)).toHaveLength(1);
  });

  test('after ten minutes is a new lead', async () => {
    const own = await createForm(api);
    await sent(await send(api, own, VISITOR));
    await api.superuser`
      update form_submissions set expires_at = expires_at - interval '10 minutes'
      where form_id = ${own.id}
    `;
    await sent(await send(api, own, VISITOR));
    expect(await leadsOf(api, own)).toHaveLength(2);
  });

  test('with the same Idempotency-Key is one lead for a day; another content is refused', async () => {
    const own = await createForm(api);
    const headers = { 'Idempotency-Key': 'page-1' };
    await sent(await send(api, own, VISITOR, { headers }));
    await sent(await send(api, own, VISITOR, { headers }));
    const other = await send(api, own, { ...VISITOR, name: 'Autre' }, { headers });
    expect(await refusalOf(other)).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
    expect(await leadsOf(api, own)).toHaveLength(1);
  });

  test('to another form is another lead', async () => {
    const [first, second] = [await createForm(api), await createForm(api)];
    for (const own of [first, second]) {
      await sent(await send(api, own, VISITOR));
      expect(await leadsOf(api, own)).toHaveLength(1);
    }
  });

  test('leaves no readable trace of the visitor beside the lead', async () => {
    const rows = await api.superuser`select form_submissions::text as text from form_submissions`;
    expect(rows.map((row) => String(row['text'])).join()).not.toMatch(/helene|muller/i);
  });
});

describe('a program', () => {
  test('that fills the honeypot gets the answer of a success, and creates nothing', async () => {
    const own = await createForm(api);
    const honest = await (await sendNext(own)).text();
    const answer = await sendNext(own, { _website: 'https://spam.example' });
    expect(answer.status).toBe(201);
    expect(await answer.text()).toBe(honest);
    expect(await leadsOf(api, own)).toHaveLength(1);
  });

  test('is stopped after 30 submissions from one address, and only there', async () => {
    const own = await createForm(api);
    const ip = '198.51.100.7';
    const answers: number[] = [];
    for (let attempt = 0; attempt < 31; attempt += 1) {
      const body = { ...VISITOR, email: `spam-${attempt}@visiteurs.example` };
      answers.push((await send(api, own, body, { ip })).status);
    }
    expect(answers.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 201));
    expect(answers.at(30)).toBe(429);
    const refused = await send(api, own, VISITOR, { ip });
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect((await sendNext(own)).status).toBe(201);
    expect((await send(api, form, VISITOR, { ip })).status).toBe(201);
    const kept = await api.superuser`select attempt_windows::text as text from attempt_windows`;
    expect(kept.map((row) => String(row['text'])).join()).not.toContain(ip);
  });
});

describe('the pages of a site', () => {
  const preflight = (origin: string, token = form.token) =>
    api.request(`/api/public/forms/${token}/leads`, {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'content-type,idempotency-key',
      },
    });

  test('may send if its origin is allowed, exactly', async () => {
    const answer = await preflight(SITE);
    expect(answer.status).toBe(204);
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(SITE);
    expect(answer.headers.get('Access-Control-Allow-Methods')).toBe('POST');
    expect(answer.headers.get('Access-Control-Allow-Headers')).toContain('Idempotency-Key');
    expect(answer.headers.get('Access-Control-Allow-Credentials')).toBeNull();
    expect(answer.headers.get('Vary')).toContain('Origin');
    const created = await sendNext(form, {}, { Origin: SITE });
    expect(created.status).toBe(201);
    expect(created.headers.get('Access-Control-Allow-Origin')).toBe(SITE);
  });

  test.each([
    'https://site.example',
    'https://www.site.example:8443',
    'http://www.site.example',
    'https://www.site.example.evil.example',
    'null',
  ])('may not from %s', async (origin) => {
    const answer = await preflight(origin);
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull();
    expect(answer.headers.get('Vary')).toContain('Origin');
    const refused = await sendNext(form, {}, { Origin: origin });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('Access-Control-Allow-Origin')).toBeNull();
  });

  test('can read what is wrong', async () => {
    const refused = await sendNext(form, { email: 'faux' }, { Origin: SITE });
    expect(refused.status).toBe(422);
    expect(refused.headers.get('Access-Control-Allow-Origin')).toBe(SITE);
  });

  test('learn nothing of a form that does not exist', async () => {
    const answer = await preflight(SITE, `frm_${'x'.repeat(22)}`);
    expect(answer.status).toBe(204);
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull();
  });

  test('include our own hosted page, whatever the list', async () => {
    const own = await createForm(api);
    expect((await sendNext(own, {}, { Origin: 'http://localhost:8000' })).status).toBe(201);
  });
});

describe('the hosted page', () => {
  test('shows each field with its label, and may be framed by the allowed sites', async () => {
    const answer = await api.request(`/f/${form.token}`, { headers: { Accept: 'text/html' } });
    expect(answer.status).toBe(200);
    const policy = answer.headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain(`frame-ancestors 'self' ${SITE}`);
    expect(policy).not.toContain('unsafe');
    expect(answer.headers.get('Referrer-Policy')).toBe('same-origin');
    const text = await answer.text();
    for (const { key, label } of FIELDS) {
      expect(text).toContain(`<label for="f-${key}">${label}`);
      expect(text).toContain(`name="${key}"`);
    }
    expect(text).not.toMatch(/<script>|<style>| on\w+=|style=/);
  });

  test('shows what the owner wrote as text', async () => {
    const own = await createForm(api, {
      name: '<img src=x onerror=alert(1)>',
      fields: [{ key: 'a', type: 'text', label: '"><script>alert(1)</script>', help: '<b>' }],
    });
    const text = await (await api.request(`/f/${own.token}`)).text();
    expect(text).not.toMatch(/<img|<script>alert|<b>/);
  });

  test('sends its scripts and style to pages of other sites too', async () => {
    for (const name of ['embed.js', 'form.js', 'form.css']) {
      const answer = await api.request(`/f/${name}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
      expect(answer.headers.get('Cache-Control')).toContain('public');
      expect(answer.headers.get('Content-Type')).toContain(
        name.endsWith('js') ? 'javascript' : 'css',
      );
    }
  });
});

test('the logs hold nothing that a visitor sent', () => {
  expect(api.logLines.join()).not.toMatch(/visiteurs\.example|muller/i);
});
