/**
 * Goal: an invitation is sent by mail at most once, and users see its status. Method: the api
 * in-process and the activities by hand, against a real SMTP server on loopback that misbehaves on demand.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { startFakeSmtp, type FakeSmtp } from '../../dev/fakes/smtp/server.ts';
import {
  createInvitationActivities,
  type InvitationActivities,
  type InvitationMailInput,
} from '../../src/activities/invitations.ts';
import { invitationMailText } from '../../src/domain/invitations/mail-text.ts';
import { invitationTokens } from '../../src/domain/invitations/token.ts';
import { SentMailsOut } from '../../src/domain/sent-mail/shapes.ts';
import { hashToken, type EncryptionKey } from '../../src/domain/shared/secrets.ts';
import { InvitationOut, InvitedUserOut, UserOut } from '../../src/domain/users/shapes.ts';
import { invitationMailWorkflowId } from '../../src/ids.ts';
import type { Mail } from '../../src/platform/mail/contract.ts';
import { createMail } from '../../src/platform/mail/smtp.ts';
import { startTestApi, type TestApi } from '../support/api.ts';

let smtp: FakeSmtp;
let api: TestApi;
let activities: InvitationActivities;
beforeAll(async () => {
  smtp = await startFakeSmtp();
  api = await startTestApi({
    SMTP_URL: smtp.url,
    MAIL_FROM: 'relais@relais.example',
    DANGEROUS_SENT_MAIL_URL: smtp.httpUrl,
  });
  const { SMTP_URL: location } = api.deps.config;
  activities = activitiesWith(location && createMail({ location }));
});
beforeEach(() => smtp.behave('accept'));
afterAll(() => Promise.all([api.stop(), smtp.stop()]));

const activitiesWith = (mail: Mail | undefined, keys = api.deps.encryptionKeys) =>
  createInvitationActivities({ ...api.deps, mail, encryptionKeys: keys });

let lastPerson = 0;
const inviteSomebody = async (fields: Partial<z.infer<typeof UserOut>> = {}) => {
  lastPerson += 1;
  const answer = await api.request('/api/v1/users', {
    key: api.company.owner.key,
    body: { email: `p${lastPerson}@neuf.example`, name: 'Hélène', role: 'owner', ...fields },
  });
  expect(answer.status, await answer.clone().text()).toBe(201);
  return InvitedUserOut.parse(await answer.json());
};

/** What the run that was asked for last would be given. */
const inputFor = async (userId: number): Promise<InvitationMailInput> => {
  const [row] = await api.superuser`
    select issue_id from invitations where user_id = ${userId}
  `;
  return { companyId: api.company.id, userId, issueId: String(row?.['issue_id']) };
};

const readUser = async (userId: number) => {
  const answer = await api.request(`/api/v1/users/${userId}`, { key: api.company.owner.key });
  return UserOut.parse(await answer.json());
};

const commandsOf = (userId: number) => api.superuser`
  select workflow_id, name, task_queue, input, subject
  from commands
  where subject = ${`user/${userId}`}
  order by id
`;

const mailsTo = (email: string) => smtp.mails().filter(({ to }) => to.join().includes(email));

const accept = (url: string) =>
  api.request('/api/v1/invitations/accept', {
    body: { token: new URL(url).hash.slice(1), password: 'une théière de cuivre rouge' },
  });

const auditOf = async (userId: number) => {
  await api.sealFacts();
  const rows = await api.superuser`
    select entry -> 'after' as after
    from audit_entries
    where entry ->> 'operation' = 'users.invitation_mail'
      and entry ->> 'resource_id' = ${String(userId)}
    order by sequence
  `;
  return rows.map((row): unknown => row['after']);
};

describe('an invitation', () => {
  test('returns its link and starts a run whose input is ids only', async () => {
    const { user, invitation } = await inviteSomebody();
    expect(invitation.is_mailed).toBe(true);
    expect(user).toMatchObject({ invitation_mail_status: 'waiting', invitation_mailed_at: null });
    const input = await inputFor(user.id);
    expect(await commandsOf(user.id)).toEqual([
      {
        workflow_id: invitationMailWorkflowId(user.id, input.issueId),
        name: 'sendInvitationMailWorkflow',
        task_queue: 'mail',
        input,
        subject: `user/${user.id}`,
      },
    ]);
  });

  test('issued again starts another run, and the first link is not mailed any more', async () => {
    const { user } = await inviteSomebody();
    const first = await inputFor(user.id);
    const again = await api.request(`/api/v1/users/${user.id}/invitation`, {
      key: api.company.owner.key,
      method: 'POST',
    });
    const { url } = InvitationOut.parse(await again.json());
    expect(await activities.sendInvitationMail(first)).toEqual({ status: 'obsolete' });
    expect(mailsTo(user.email)).toEqual([]);
    expect(await commandsOf(user.id)).toHaveLength(2);
    await activities.sendInvitationMail(await inputFor(user.id));
    expect(mailsTo(user.email)[0]?.text).toContain(url);
  });

  test.each([
    ['was accepted', (id: number) => api.superuser`delete from invitations where user_id = ${id}`],
    [
      'has run out',
      (id: number) =>
        api.superuser`update invitations set expires_at = now() where user_id = ${id}`,
    ],
    [
      'is of a disabled user',
      (id: number) => api.superuser`update users set is_active = false where id = ${id}`,
    ],
  ])('that %s is not sent', async (_, change) => {
    const { user } = await inviteSomebody();
    const input = await inputFor(user.id);
    await change(user.id);
    expect(await activities.sendInvitationMail(input)).toEqual({ status: 'obsolete' });
    expect(await activities.giveUpInvitationMail(input)).toEqual({ status: 'obsolete' });
    expect(mailsTo(user.email)).toEqual([]);
  });

  test('is only shown if no mail server is set', async () => {
    const without = await startTestApi();
    const answer = await without.request('/api/v1/users', {
      key: without.company.owner.key,
      body: { email: 'seule@neuf.example', name: 'Seule', role: 'owner' },
    });
    const { user, invitation } = InvitedUserOut.parse(await answer.json());
    expect(invitation.is_mailed).toBe(false);
    expect(user.invitation_mail_status).toBeNull();
    expect(await without.superuser`select 1 from commands`).toEqual([]);
    await without.stop();
  });

  test('of another company is obsolete for a run of this company', async () => {
    const { user } = await inviteSomebody();
    const input = { ...(await inputFor(user.id)), companyId: api.otherCompany.id };
    expect(await activities.sendInvitationMail(input)).toEqual({ status: 'obsolete' });
  });
});

describe('sendInvitationMail', () => {
  test('sends the link that was shown, and the link works', async () => {
    const { user, invitation } = await inviteSomebody();
    const input = await inputFor(user.id);
    expect(await activities.sendInvitationMail(input)).toEqual({ status: 'sent' });
    const [mail] = mailsTo(user.email);
    expect(mail).toMatchObject({
      from: `${api.company.name} <relais@relais.example>`,
      subject: `Votre accès à ${api.company.name}`,
      message_id: `<${input.issueId}@relais.example>`,
      company_id: api.company.id,
    });
    expect(mail?.text).toContain(invitation.url);
    expect(mail?.html).toContain(`href="${invitation.url}"`);
    const after = await readUser(user.id);
    expect(after.invitation_mail_status).toBe('sent');
    expect(after.invitation_mailed_at).not.toBeNull();
    expect(await auditOf(user.id)).toEqual([{ status: 'sent', error: null }]);
    expect((await accept(invitation.url)).status).toBe(201);
  });

  test("is written in the invited person's language", async () => {
    const { user } = await inviteSomebody({ locale: 'en' });
    await activities.sendInvitationMail(await inputFor(user.id));
    expect(mailsTo(user.email)[0]?.subject).toBe(`Your access to ${api.company.name}`);
  });

  test('run a second time changes nothing and sends nothing', async () => {
    const { user } = await inviteSomebody();
    const input = await inputFor(user.id);
    await activities.sendInvitationMail(input);
    const before = await readUser(user.id);
    expect(await activities.sendInvitationMail(input)).toEqual({ status: 'sent' });
    expect(await readUser(user.id)).toEqual(before);
    expect(mailsTo(user.email)).toHaveLength(1);
    expect(await auditOf(user.id)).toHaveLength(1);
  });

  test('does not repeat a mail after a crash during the attempt', async () => {
    const { user } = await inviteSomebody();
    const input = await inputFor(user.id);
    const dying = activitiesWith({ send: () => Promise.reject(new Error('killed')) });
    await expect(dying.sendInvitationMail(input)).rejects.toThrow('killed');
    expect((await readUser(user.id)).invitation_mail_status).toBe('sending');
    expect(await activities.sendInvitationMail(input)).toEqual({ status: 'uncertain' });
    expect(await activities.sendInvitationMail(input)).toEqual({ status: 'uncertain' });
    expect(mailsTo(user.email)).toEqual([]);
    expect(await auditOf(user.id)).toEqual([{ status: 'uncertain', error: 'cut_short' }]);
  });

  test('stores the late success of an attempt that timed out', async () => {
    const { user } = await inviteSomebody();
    const input = await inputFor(user.id);
    const slow = activitiesWith({
      send: async () => {
        await activities.sendInvitationMail(input); // the next attempt, meanwhile
        return { outcome: 'sent' };
      },
    });
    expect(await slow.sendInvitationMail(input)).toEqual({ status: 'sent' });
    expect((await readUser(user.id)).invitation_mail_status).toBe('sent');
  });

  test('waits after a 450 and is sent once by the next attempt', async () => {
    const { user } = await inviteSomebody();
    const input = await inputFor(user.id);
    smtp.behave('defer_recipient');
    await expect(activities.sendInvitationMail(input)).rejects.toMatchObject({
      type: 'mail_temporary',
      nonRetryable: false,
    });
    expect(await readUser(user.id)).toMatchObject({
      invitation_mail_status: 'waiting',
      invitation_mail_error: 'smtp_450',
    });
    smtp.behave('accept');
    expect(await activities.sendInvitationMail(input)).toEqual({ status: 'sent' });
    expect((await readUser(user.id)).invitation_mail_error).toBeNull();
    expect(mailsTo(user.email)).toHaveLength(1);
  });

  test.each([
    ['refuse_recipient', 'failed', 'smtp_550'],
    ['refuse_content', 'failed', 'smtp_554'],
    ['accept_silently', 'uncertain', expect.any(String)],
  ] as const)('to a server that does `%s` ends as %s', async (behaviour, status, error) => {
    const { user, invitation } = await inviteSomebody();
    smtp.behave(behaviour);
    expect(await activities.sendInvitationMail(await inputFor(user.id))).toEqual({ status });
    expect(await readUser(user.id)).toMatchObject({
      invitation_mail_status: status,
      invitation_mail_error: error,
      invitation_mailed_at: null,
    });
    expect((await accept(invitation.url)).status, 'the link that was shown works').toBe(201);
  });

  test('stays waiting while the worker has no mail server', async () => {
    const { user } = await inviteSomebody();
    const input = await inputFor(user.id);
    await expect(activitiesWith(undefined).sendInvitationMail(input)).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect((await readUser(user.id)).invitation_mail_status).toBe('waiting');
  });

  test('fails when the encryption key of the link was removed', async () => {
    const { user } = await inviteSomebody();
    const input = await inputFor(user.id);
    const { SMTP_URL: location } = api.deps.config;
    const other = activitiesWith(location && createMail({ location }), [newKey('k9')]);
    expect(await other.sendInvitationMail(input)).toEqual({ status: 'failed' });
    expect((await readUser(user.id)).invitation_mail_error).toBe('key_gone');
  });
});

describe('giveUpInvitationMail', () => {
  test('fails a mail that waits, with its last error, and a second time changes nothing', async () => {
    const { user } = await inviteSomebody();
    const input = await inputFor(user.id);
    smtp.behave('defer_recipient');
    await expect(activities.sendInvitationMail(input)).rejects.toThrow();
    expect(await activities.giveUpInvitationMail(input)).toEqual({ status: 'failed' });
    expect(await activities.giveUpInvitationMail(input)).toEqual({ status: 'failed' });
    expect((await readUser(user.id)).invitation_mail_error).toBe('smtp_450');
    expect(await auditOf(user.id)).toEqual([{ status: 'failed', error: 'smtp_450' }]);
  });

  test('leaves what was sent as it is, and calls uncertain what was cut short', async () => {
    const { user: sent } = await inviteSomebody();
    await activities.sendInvitationMail(await inputFor(sent.id));
    expect(await activities.giveUpInvitationMail(await inputFor(sent.id))).toEqual({
      status: 'sent',
    });
    const { user: cut } = await inviteSomebody();
    const dying = activitiesWith({ send: () => Promise.reject(new Error('killed')) });
    await expect(dying.sendInvitationMail(await inputFor(cut.id))).rejects.toThrow();
    expect(await activities.giveUpInvitationMail(await inputFor(cut.id))).toEqual({
      status: 'uncertain',
    });
  });
});

describe('GET /api/v1/operations/sent-mail', () => {
  const listFor = (key: string) => api.request('/api/v1/operations/sent-mail', { key });

  test("shows an owner the company's mails and none of another company", async () => {
    const { user } = await inviteSomebody();
    await activities.sendInvitationMail(await inputFor(user.id));
    const own = SentMailsOut.parse(await (await listFor(api.company.owner.key)).json());
    expect(own.data[0]?.to.join()).toContain(user.email);
    const theirs = SentMailsOut.parse(await (await listFor(api.otherCompany.owner.key)).json());
    expect(theirs.data).toEqual([]);
  });

  test('is not there without the setting of development', async () => {
    const without = await startTestApi();
    const path = '/api/v1/operations/sent-mail';
    const answer = await without.request(path, { key: without.company.owner.key });
    expect(answer.status).toBe(404);
    const summary = await without.request('/api/v1/operations/summary', {
      key: without.company.owner.key,
    });
    expect(await summary.json()).toMatchObject({ has_sent_mail: false });
    await without.stop();
  });
});

const newKey = (id: string): EncryptionKey => ({ id, key: randomBytes(32) });

describe('the token of an invitation', () => {
  const subject = { companyId: 1, userId: 2, issueId: '01a1fc6e-7345-763f-b708-1e49fe4b3e2f' };
  const [previous, current] = [newKey('k1'), newKey('k2')];

  test('is found again under the key it was made under, before and after a rotation', () => {
    const token = invitationTokens.derive([previous], subject);
    expect(token).toMatch(/^rli_[A-Za-z0-9_-]{43}$/);
    const hash = hashToken(token);
    expect(invitationTokens.recover([previous], subject, hash)).toBe(token);
    expect(invitationTokens.recover([current, previous], subject, hash)).toBe(token);
    expect(invitationTokens.recover([current], subject, hash)).toBeUndefined();
  });

  test('is another one for another company, user or issue', () => {
    const hash = hashToken(invitationTokens.derive([previous], subject));
    for (const other of [
      { ...subject, companyId: 2 },
      { ...subject, userId: 3 },
      { ...subject, issueId: '01a1fc6e-7345-763f-b708-1e49fe4b3e30' },
    ]) {
      expect(invitationTokens.recover([previous], other, hash)).toBeUndefined();
    }
  });
});

test('a name can put neither a line nor HTML into the mail', () => {
  const { subject, text, html } = invitationMailText({
    locale: 'fr',
    personName: 'Eve\n\nhttps://mal.example',
    companyName: '<img src=x onerror=alert(1)> & "Co"',
    inviterName: 'Ève\n<b>Chef</b>',
    role: 'agent',
    url: 'https://relais.example/invitation#rli_x',
    expiresAt: new Date('2026-09-08T00:00:00Z'),
  });
  expect(html).not.toContain('<img');
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;Co&quot;');
  expect(subject).not.toContain('\n');
  expect(text).toContain('Bonjour Eve https://mal.example,');
  expect(text).toContain('8 septembre 2026');
});

test.each([
  ['fr', 'Claire vous invite à rejoindre ABJ comme superviseur.'],
  ['en', 'Claire invites you to join ABJ as a supervisor.'],
] as const)('the mail names company, inviter and role in %s', (locale, sentence) => {
  const { text } = invitationMailText({
    locale,
    personName: 'Sofia',
    companyName: 'ABJ',
    inviterName: 'Claire',
    role: 'supervisor',
    url: 'https://relais.example/invitation#rli_x',
    expiresAt: new Date('2026-09-08T00:00:00Z'),
  });
  expect(text).toContain(sentence);
});
