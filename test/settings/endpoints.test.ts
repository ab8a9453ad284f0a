/**
 * Goal: settings of a company are stored without lost changes and take effect. Method: the whole api
 * in-process on real Postgres. test/refusals.test.ts tests permissions.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { settingsEndpoints } from '../../src/api/settings.ts';
import { createInvitationActivities } from '../../src/activities/invitations.ts';
import { SettingsOut } from '../../src/domain/settings/shapes.ts';
import { InvitedUserOut } from '../../src/domain/users/shapes.ts';
import type { MailMessage } from '../../src/platform/mail/contract.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi, type TestApi } from '../support/api.ts';

const PATH = '/api/v1/settings';
const DEFAULTS = { version: 0, mail: { sends_invitations: true, sender_name: null } };

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({
    SMTP_URL: 'smtp://127.0.0.1:1?tls=off',
    MAIL_FROM: 'relais@relais.example',
  });
});
beforeEach(() => api.superuser`delete from company_settings`);
afterAll(() => api.stop());

const read = async (key = api.company.owner.key) =>
  answerOf(await api.request(PATH, { key }), 200, SettingsOut);
const patch = (body: object, key = api.company.owner.key) =>
  api.request(PATH, { method: 'PATCH', key, body });
const change = async (body: object) => answerOf(await patch(body), 200, SettingsOut);

let lastPerson = 0;
const invite = async () => {
  lastPerson += 1;
  const body = { email: `p${lastPerson}@neuf.example`, name: 'Neuf', role: 'owner' };
  const answer = await api.request('/api/v1/users', { key: api.company.owner.key, body });
  return answerOf(answer, 201, InvitedUserOut);
};

describe('the settings of a company', () => {
  test('are the defaults until something is chosen', async () => {
    expect(await read()).toMatchObject(DEFAULTS);
  });

  test('change key by key, and what is not named stays', async () => {
    await change({ version: 0, mail: { sender_name: '  Atelier Jonquille ' } });
    expect(await change({ version: 1, mail: { sends_invitations: false } })).toMatchObject({
      version: 2,
      mail: { sends_invitations: false, sender_name: 'Atelier Jonquille' },
    });
    expect(await change({ version: 2, mail: { sender_name: null } })).toMatchObject({
      version: 3,
      mail: { sends_invitations: false, sender_name: null },
    });
    expect((await read()).version).toBe(3);
  });

  test('are stored and shown in every group, as the sample of the route has them', async () => {
    const route = settingsEndpoints(api.deps).find(({ spec }) => spec.id === 'settings.update');
    const sample = z.looseObject({}).parse(route?.spec.sample);
    expect(await change({ ...sample, version: 0 })).toEqual({ ...sample, version: 1 });
    expect(await read()).toEqual({ ...sample, version: 1 });
  });

  test('do not change those of another company', async () => {
    await change({ version: 0, mail: { sender_name: 'Atelier' } });
    expect(await read(api.otherCompany.owner.key)).toMatchObject(DEFAULTS);
  });

  test('based on an older version are refused with 409', async () => {
    await change({ version: 0, mail: { sender_name: 'Atelier' } });
    const late = await patch({ version: 0, mail: { sends_invitations: false } });
    expect(await refusalOf(late)).toMatchObject({ status: 409, code: 'version_conflict' });
    expect((await read()).mail).toEqual({ sends_invitations: true, sender_name: 'Atelier' });
  });

  test('changed by twenty requests at once accept one of them', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        patch({ version: 0, mail: { sender_name: `Atelier ${index}` } }),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(19);
    expect((await read()).version).toBe(1);
  });

  test.each([
    ['an unknown group', { version: 0, colours: {} }],
    ['an unknown key', { version: 0, mail: { colour: 'red' } }],
    ['another type', { version: 0, mail: { sends_invitations: 'yes' } }],
    ['an empty name', { version: 0, mail: { sender_name: ' ' } }],
    ['no version', { mail: { sender_name: 'Atelier' } }],
  ])('are refused with %s', async (_, body) => {
    expect((await patch(body)).status).toBe(422);
    expect(await read()).toMatchObject(DEFAULTS);
  });

  test('of a newer version are not shown and not lost', async () => {
    await change({ version: 0, mail: { sender_name: 'Atelier' } });
    await api.superuser`
      update company_settings
      set chosen = '{"mail": {"sender_name": "Atelier", "reply_to": "a@b.example"}, "inbox": {"days": 3}}'
    `;
    expect((await read()).mail).toEqual({ sends_invitations: true, sender_name: 'Atelier' });
    expect((await invite()).invitation.is_mailed).toBe(true);
    await change({ version: 1, mail: { sends_invitations: false } });
    const [row] = await api.superuser`select chosen from company_settings`;
    expect(row?.['chosen']).toEqual({
      mail: { sender_name: 'Atelier', reply_to: 'a@b.example', sends_invitations: false },
      inbox: { days: 3 },
    });
  });

  test('are in the audit trail as they were and as they are', async () => {
    await change({ version: 0, mail: { sender_name: 'Avant' } });
    await change({ version: 1, mail: { sender_name: 'Après' } });
    await api.sealFacts();
    const [row] = await api.superuser`
      select entry from audit_entries
      where entry ->> 'operation' = 'settings.update'
      order by sequence desc
      limit 1
    `;
    expect(row?.['entry']).toMatchObject({
      resource_type: 'settings',
      before: { mail: { sender_name: 'Avant' } },
      after: { mail: { sender_name: 'Après' } },
    });
  });
});

describe('the settings of mails', () => {
  test('keep an invitation from being sent', async () => {
    expect((await invite()).invitation.is_mailed).toBe(true);
    await change({ version: 0, mail: { sends_invitations: false } });
    const { user, invitation } = await invite();
    expect(invitation.is_mailed).toBe(false);
    expect(user.invitation_mail_status).toBeNull();
  });

  test('name the sender, by default the company', async () => {
    const sent: MailMessage[] = [];
    const activities = createInvitationActivities({
      ...api.deps,
      mail: {
        send: (message) => {
          sent.push(message);
          return Promise.resolve({ outcome: 'sent' });
        },
      },
    });
    const sendInvitation = async () => {
      const { user } = await invite();
      const [row] = await api.superuser`
        select issue_id from invitations where user_id = ${user.id}
      `;
      const issueId = String(row?.['issue_id']);
      await activities.sendInvitationMail({ companyId: api.company.id, userId: user.id, issueId });
    };
    await sendInvitation();
    await change({ version: 0, mail: { sender_name: 'Atelier Jonquille' } });
    await sendInvitation();
    expect(sent.map(({ from }) => from)).toEqual([
      { name: api.company.name, address: 'relais@relais.example' },
      { name: 'Atelier Jonquille', address: 'relais@relais.example' },
    ]);
  });
});
