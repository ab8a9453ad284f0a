/**
 * Goal: a lead of a form confirms the address by one mail and one button, once. Method: the whole api
 * in-process and the activities by hand, against a real SMTP server on loopback that misbehaves on demand.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startFakeSmtp, type FakeSmtp } from '../../dev/fakes/smtp/server.ts';
import {
  createLeadConfirmationActivities,
  type ConfirmationMailInput,
  type LeadConfirmationActivities,
} from '../../src/activities/lead-confirmations.ts';
import { ConfirmationOut } from '../../src/domain/lead-confirmations/page.ts';
import { newToken, type EncryptionKey } from '../../src/domain/shared/secrets.ts';
import { inCompany } from '../../src/platform/database.ts';
import { leadConfirmationWorkflowId } from '../../src/ids.ts';
import type { Mail } from '../../src/platform/mail/contract.ts';
import { createMail } from '../../src/platform/mail/smtp.ts';
import { confirmationMailReconciliation } from '../../src/services/lead-confirmations/mail.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi, type TestApi } from '../support/api.ts';
import { createForm, leadsOf, send, sent, VISITOR, type Form } from '../support/forms.ts';
import { until } from '../support/until.ts';

let smtp: FakeSmtp;
let api: TestApi;
let form: Form;
let activities: LeadConfirmationActivities;
beforeAll(async () => {
  smtp = await startFakeSmtp();
  api = await startTestApi({ SMTP_URL: smtp.url, MAIL_FROM: 'relais@relais.example' });
  activities = activitiesWith(realMail());
  form = await createForm(api, {
    name: 'Devis <b>',
    is_confirmation_required: true,
    call_centre_id: api.company.callCentreId,
  });
});
beforeEach(() => smtp.behave('accept'));
afterAll(() => Promise.all([api.stop(), smtp.stop()]));

const realMail = (): Mail | undefined => {
  const { SMTP_URL: location } = api.deps.config;
  return location && createMail({ location });
};
const activitiesWith = (
  mail: Mail | undefined,
  keys: readonly EncryptionKey[] = api.deps.encryptionKeys,
) => createLeadConfirmationActivities({ ...api.deps, mail, encryptionKeys: keys });

let people = 0;
interface Asked {
  email: string;
  leadId: number;
  input: ConfirmationMailInput;
}

/** A visitor sends the form. Out: what the run of the mail is given. */
const ask = async (to: Form = form): Promise<Asked> => {
  people += 1;
  const email = `p${people}@visiteurs.example`;
  await sent(await send(api, to, { ...VISITOR, email }, { ip: `203.0.113.${people}` }));
  const [row] = await api.superuser`
    select lead_confirmations.id, lead_confirmations.lead_id
    from lead_confirmations where email = ${email}
  `;
  return {
    email,
    leadId: Number(row?.['lead_id']),
    input: { companyId: api.company.id, confirmationId: String(row?.['id']) },
  };
};

const mailsTo = (email: string) => smtp.mails().filter(({ to }) => to.join().includes(email));

/** The mail arrives. Out: the token of its link. */
const tokenOf = async ({ email, input }: Asked): Promise<string> => {
  expect(await activities.sendLeadConfirmation(input)).toEqual({ status: 'sent' });
  const token = /token=(rlc_[\w-]{43})/.exec(mailsTo(email)[0]?.text ?? '')?.[1];
  if (token === undefined) throw new Error('the mail has no link');
  return token;
};

const PATH = '/api/public/leads/confirm';
const HTML = { Accept: 'text/html' };
const open = (token: string) => api.request(`${PATH}?token=${token}`, { headers: HTML });
const press = (token: string) =>
  api.request(PATH, {
    method: 'POST',
    body: new URLSearchParams({ token }).toString(),
    headers: { ...HTML, 'Content-Type': 'application/x-www-form-urlencoded' },
  });
const confirm = (token: string) => api.request(PATH, { body: { token } });

const leadOf = async ({ leadId }: Asked) => {
  const [row] = await api.superuser`
    select email_confirmed_at, version from leads where id = ${leadId}
  `;
  return { isConfirmed: row?.['email_confirmed_at'] !== null, version: Number(row?.['version']) };
};
const mailOf = async ({ input }: Asked) => {
  const [row] = await api.superuser`
    select mail_status as status, mail_error as error, mailed_at is not null as is_mailed
    from lead_confirmations where id = ${input.confirmationId}
  `;
  return { ...row };
};
const eventsOf = ({ leadId }: Asked) => api.superuser`
  select type, form_id, call_centre_id, data from events
  where subject_type = 'lead' and subject_id = ${String(leadId)} and type <> 'LeadCreated'
`;

describe('a lead of a form with confirmation', () => {
  test('starts one run whose input is ids only', async () => {
    const asked = await ask();
    const rows = await api.superuser`
      select workflow_id, name, task_queue, input, subject from commands
      where subject = ${`lead/${asked.leadId}`}
    `;
    expect([...rows]).toEqual([
      {
        workflow_id: leadConfirmationWorkflowId(asked.input.confirmationId),
        name: 'sendLeadConfirmationWorkflow',
        task_queue: 'mail',
        input: asked.input,
        subject: `lead/${asked.leadId}`,
      },
    ]);
  });

  test('gets one mail, in the language of the form, with nothing that the visitor wrote', async () => {
    const asked = await ask();
    const token = await tokenOf(asked);
    const [mail, ...others] = mailsTo(asked.email);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      from: `${api.company.name} <relais@relais.example>`,
      subject: `Confirmez votre adresse e-mail – ${api.company.name}`,
      message_id: `<${asked.input.confirmationId}@relais.example>`,
    });
    expect(mail?.text).toContain(`http://localhost:8000${PATH}?token=${token}`);
    expect(mail?.html).toContain('Devis &lt;b&gt;');
    expect(`${mail?.text}${mail?.html}`).not.toContain('Hélène');
    expect(await mailOf(asked)).toEqual({ status: 'sent', error: null, is_mailed: true });
    const english = await createForm(api, { is_confirmation_required: true, locale: 'en' });
    const other = await ask(english);
    await activities.sendLeadConfirmation(other.input);
    expect(mailsTo(other.email)[0]?.subject).toBe(
      `Confirm your e-mail address – ${api.company.name}`,
    );
  });

  test('gets none where the form does not ask for it, or no mail server is set', async () => {
    const plain = await createForm(api);
    await sent(await send(api, plain, { ...VISITOR, email: 'sans@visiteurs.example' }));
    const [lead] = await leadsOf(api, plain);
    expect(
      await api.superuser`select 1 from lead_confirmations where lead_id = ${Number(lead?.['id'])}`,
    ).toEqual([]);
    const without = await startTestApi();
    const own = await createForm(without, { is_confirmation_required: true });
    const answer = await sent(await send(without, own, VISITOR));
    expect(answer.is_confirmation_required).toBe(false);
    expect(await without.superuser`select 1 from lead_confirmations`).toEqual([]);
    await without.stop();
  });

  test('gets five mails a day at most, whoever types the address, and stays a lead', async () => {
    const own = await createForm(api, { is_confirmation_required: true });
    const email = 'cible@visiteurs.example';
    for (let at = 0; at < 7; at += 1) {
      const body = { ...VISITOR, email, message: `numéro ${at}` };
      await sent(await send(api, own, body, { ip: `198.51.100.${at}` }));
    }
    expect(await leadsOf(api, own)).toHaveLength(7);
    const rows = await api.superuser`select 1 from lead_confirmations where email = ${email}`;
    expect(rows).toHaveLength(5);
  });
});

test('repeats of a submission use up none of the five mails of its address', async () => {
  const own = await createForm(api, { is_confirmation_required: true });
  const email = 'nerveuse@visiteurs.example';
  const submit = async (message: string, at: number) => {
    const body = { ...VISITOR, email, message };
    await sent(await send(api, own, body, { ip: `198.51.100.${at}` }));
  };
  for (let at = 0; at < 6; at += 1) await submit('le même message', at);
  const headers = { 'Idempotency-Key': 'autre-contenu' };
  const twice = { ...VISITOR, email, message: 'avec une clé' };
  await sent(await send(api, own, twice, { headers, ip: '198.51.100.20' }));
  const reused = { ...twice, message: 'la même clé pour autre chose' };
  const refused = await send(api, own, reused, { headers, ip: '198.51.100.21' });
  expect(refused.status).toBe(422);
  for (let at = 0; at < 5; at += 1) await submit(`message ${at}`, 30 + at);
  const rows = await api.superuser`select 1 from lead_confirmations where email = ${email}`;
  expect(rows).toHaveLength(5);
  expect(await leadsOf(api, own)).toHaveLength(7);
});

describe('the mail', () => {
  test('sent a second time changes nothing', async () => {
    const asked = await ask();
    await tokenOf(asked);
    const before = await mailOf(asked);
    expect(await activities.sendLeadConfirmation(asked.input)).toEqual({ status: 'sent' });
    expect(await mailOf(asked)).toEqual(before);
    expect(mailsTo(asked.email)).toHaveLength(1);
  });

  test('is not repeated after a crash during the attempt', async () => {
    const asked = await ask();
    const dying = activitiesWith({ send: () => Promise.reject(new Error('killed')) });
    await expect(dying.sendLeadConfirmation(asked.input)).rejects.toThrow('killed');
    expect(await activities.sendLeadConfirmation(asked.input)).toEqual({ status: 'uncertain' });
    expect(mailsTo(asked.email)).toEqual([]);
    expect(await mailOf(asked)).toMatchObject({ status: 'uncertain', error: 'cut_short' });
  });

  test('waits after a 450, and is given up with its last error', async () => {
    const asked = await ask();
    smtp.behave('defer_recipient');
    await expect(activities.sendLeadConfirmation(asked.input)).rejects.toMatchObject({
      type: 'mail_temporary',
    });
    expect(await mailOf(asked)).toMatchObject({ status: 'waiting', error: 'smtp_450' });
    for (const _ of ['once', 'twice']) {
      expect(await activities.giveUpLeadConfirmation(asked.input)).toEqual({ status: 'failed' });
    }
    expect(await mailOf(asked)).toMatchObject({ status: 'failed', error: 'smtp_450' });
  });

  test.each<[string, (asked: Asked) => Promise<unknown>]>([
    [
      'the lead has another address now',
      ({ leadId }) =>
        api.superuser`update leads set email = 'autre@x.example' where id = ${leadId}`,
    ],
    [
      'the link has expired',
      ({ email }) =>
        api.superuser`update lead_confirmations set expires_at = now() where email = ${email}`,
    ],
  ])('is not sent any more if %s', async (_, change) => {
    const asked = await ask();
    await change(asked);
    expect(await activities.sendLeadConfirmation(asked.input)).toEqual({ status: 'obsolete' });
    expect(mailsTo(asked.email)).toEqual([]);
  });

  test('ends as sent if the button is pressed before the mail server has answered', async () => {
    const asked = await ask();
    const real = realMail();
    const quick = activitiesWith({
      send: async (message) => {
        const token = /token=(rlc_[\w-]{43})/.exec(message.text)?.[1] ?? '';
        expect((await confirm(token)).status).toBe(200);
        return real === undefined
          ? { outcome: 'uncertain', errorCode: 'none' }
          : real.send(message);
      },
    });
    expect(await quick.sendLeadConfirmation(asked.input)).toEqual({ status: 'sent' });
    expect(await mailOf(asked)).toMatchObject({ status: 'sent' });
  });

  test('of a lost run is asked for again; of a terminated one it ends', async () => {
    const [lost, ended] = [await ask(), await ask()];
    await api.superuser`delete from commands`;
    const listed = await confirmationMailReconciliation.listQuiet(api.database, {
      after: null,
      quietSeconds: 0,
      limit: 100,
    });
    const reconcile = (asked: Asked, state: 'missing' | 'ended') => {
      const row = listed.find(({ id }) => id === asked.input.confirmationId);
      if (!row) throw new Error('the mail is not listed');
      expect(row.workflowId).toBe(leadConfirmationWorkflowId(row.id));
      const run = { now: new Date(), state, result: null };
      return inCompany(api.database, { companyId: row.companyId, userId: null }, (tx) =>
        confirmationMailReconciliation.reconcile(tx, row, run),
      );
    };
    expect(await reconcile(lost, 'missing')).toBe(true);
    expect(await api.superuser`select 1 from commands`).toHaveLength(1);
    expect(await mailOf(lost)).toMatchObject({ status: 'waiting' });
    expect(await reconcile(ended, 'ended')).toBe(true);
    expect(await mailOf(ended)).toMatchObject({ status: 'failed', error: 'run_ended' });
    expect(await reconcile(ended, 'ended')).toBe(false);
  });
});

describe('the link', () => {
  test('shows a button when it is opened, however often, and changes nothing', async () => {
    const asked = await ask();
    const token = await tokenOf(asked);
    for (const _ of ['a mail scanner', 'the person']) {
      const page = await open(`${token}&utm_source=mail`);
      expect(page.status).toBe(200);
      const text = await page.text();
      expect(text).toContain('<button type="submit">Confirmer mon adresse</button>');
      expect(text).toContain(`value="${token}"`);
    }
    expect(await leadOf(asked)).toEqual({ isConfirmed: false, version: 1 });
    expect(await eventsOf(asked)).toEqual([]);
  });

  test('confirms by its button, and says so again when it is pressed or opened later', async () => {
    const asked = await ask();
    const token = await tokenOf(asked);
    const first = await press(token);
    expect(first.status).toBe(200);
    expect(await first.text()).toContain('Adresse confirmée');
    expect(await leadOf(asked)).toEqual({ isConfirmed: true, version: 2 });
    for (const later of [await press(token), await open(token)]) {
      expect(later.status).toBe(200);
      expect(await later.text()).toContain('Adresse déjà confirmée');
    }
    expect(await answerOf(await confirm(token), 200, ConfirmationOut)).toEqual({
      status: 'already',
    });
    expect(await leadOf(asked)).toEqual({ isConfirmed: true, version: 2 });
  });

  test('pressed ten times at once is one confirmation and one event', async () => {
    const asked = await ask();
    const token = await tokenOf(asked);
    const answers = await Promise.all(Array.from({ length: 10 }, () => confirm(token)));
    const states = await Promise.all(
      answers.map(async (answer) => (await answerOf(answer, 200, ConfirmationOut)).status),
    );
    expect(states.toSorted()).toEqual([...Array.from({ length: 9 }, () => 'already'), 'confirmed']);
    expect([...(await eventsOf(asked))]).toEqual([
      {
        type: 'LeadEmailConfirmed',
        form_id: form.id,
        call_centre_id: api.company.callCentreId,
        data: expect.objectContaining({
          lead_id: asked.leadId,
          form_id: form.id,
          call_centre_id: api.company.callCentreId,
          status: 'new',
          email: asked.email,
          email_confirmed_at: expect.any(String),
        }),
      },
    ]);
  });

  test('that has expired says so, and confirms nothing', async () => {
    const asked = await ask();
    const token = await tokenOf(asked);
    await api.superuser`update lead_confirmations set expires_at = now() where email = ${asked.email}`;
    for (const answer of [await open(token), await press(token)]) {
      expect(answer.status).toBe(410);
      expect(await answer.text()).toContain('Ce lien a expiré');
    }
    expect(await refusalOf(await confirm(token))).toMatchObject({ status: 410, code: 'gone' });
    expect((await leadOf(asked)).isConfirmed).toBe(false);
  });

  test.each(['', 'x', newToken('rlc'), '<script>'])(
    'with the token "%s" says in French and English that it does not work',
    async (token) => {
      for (const answer of [await open(encodeURIComponent(token)), await press(token)]) {
        expect(answer.status).toBe(404);
        const text = await answer.text();
        expect(text).toContain('Ce lien ne fonctionne plus');
        expect(text).toContain('This link does not work any more');
        expect(text).not.toContain('<script>');
      }
    },
  );

  test('does not confirm an address that was replaced meanwhile', async () => {
    const asked = await ask();
    const token = await tokenOf(asked);
    await api.superuser`update leads set email = 'corrigee@x.example' where id = ${asked.leadId}`;
    expect((await confirm(token)).status).toBe(404);
    expect((await leadOf(asked)).isConfirmed).toBe(false);
  });

  test('waits for a change of its lead without holding what the change needs', async () => {
    const asked = await ask();
    const token = await tokenOf(asked);
    const pressed = await api.superuser.begin(async (sql) => {
      await sql`select 1 from leads where id = ${asked.leadId} for no key update`;
      const answer = confirm(token);
      await until('the confirmation waits', async () => {
        const waiting = await api.superuser`
          select 1 from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'
        `;
        return waiting.count > 0;
      });
      const links = await sql`
        select 1 from lead_confirmations where lead_id = ${asked.leadId} for update nowait
      `;
      expect(links.count).toBe(1);
      return { answer };
    });
    expect((await pressed.answer).status).toBe(200);
  });

  test('still confirms when the form was deleted: the lead is there', async () => {
    const own = await createForm(api, { is_confirmation_required: true, locale: 'en' });
    const asked = await ask(own);
    const token = await tokenOf(asked);
    const path = `/api/v1/forms/${own.id}`;
    await api.request(path, { key: api.company.owner.key, method: 'DELETE' });
    expect(await (await open(token)).text()).toContain('Confirm my address');
    expect((await press(token)).status).toBe(200);
    expect((await leadOf(asked)).isConfirmed).toBe(true);
  });

  test('can not be guessed from one network for long', async () => {
    const guess = () =>
      api.request(PATH, { body: { token: newToken('rlc') }, ip: '198.51.100.77' });
    const answers: number[] = [];
    for (let attempt = 0; attempt < 51; attempt += 1) answers.push((await guess()).status);
    expect(answers.at(49)).toBe(404);
    expect(answers.at(50)).toBe(429);
  });
});

test('the logs hold no token and no address', () => {
  expect(api.logLines.join()).not.toMatch(/rlc_|visiteurs\.example/);
});
