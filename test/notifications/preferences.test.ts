/**
 * Goal: users choose what they are told for each kind of notification. Method: the routes in-process on
 * real Postgres; notifications are written as services emit them.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NOTIFICATION_KINDS, PreferencesOut } from '../../src/domain/notifications/preferences.ts';
import { startTestApi, type TestApi, type TestPerson } from '../support/api.ts';
import { settleOne } from '../support/notifications.ts';

let api: TestApi;
let agent: TestPerson;
beforeAll(async () => {
  api = await startTestApi({
    SMTP_URL: 'smtp://127.0.0.1:9?tls=off',
    MAIL_FROM: 'r@relais.example',
  });
  [agent] = api.company.agents;
});
afterAll(() => api.stop());

const PATH = '/api/v1/me/notification-preferences';

const read = async (person: TestPerson) =>
  PreferencesOut.parse(await (await api.request(PATH, { key: person.key })).json());

const change = (person: TestPerson, body: object) =>
  api.request(PATH, { method: 'PATCH', key: person.key, body });

const of = async (person: TestPerson, kind: string) =>
  (await read(person)).data.find((one) => one.kind === kind);

describe('preferences', () => {
  test('by default everything is in the console and nothing is mailed', async () => {
    const { data, is_mail_available: isAvailable, last_mail: lastMail } = await read(agent);
    expect(data.map(({ kind }) => kind)).toEqual(NOTIFICATION_KINDS);
    expect(data.every(({ console: shown, email }) => shown && !email)).toBe(true);
    expect({ isAvailable, lastMail }).toEqual({ isAvailable: true, lastMail: null });
  });

  test('one field of one kind changes, and nobody else’s', async () => {
    await change(agent, { kind: 'ACTION_FAILED', email: true });
    await change(agent, { kind: 'ACTION_FAILED', console: false });
    expect(await of(agent, 'ACTION_FAILED')).toMatchObject({ console: false, email: true });
    expect(await of(agent, 'ACTION_EXPIRED')).toMatchObject({ console: true, email: false });
    expect(await of(api.company.owner, 'ACTION_FAILED')).toMatchObject({ console: true });
  });

  test('a kind is mailed at once, in the daily digest or not at all', async () => {
    const { digest } = await read(agent);
    expect(digest).toEqual({ time: '08:00', time_zone: 'Europe/Paris', next_at: null });
    await change(agent, { kind: 'ACTION_CANCELLED', email_mode: 'daily' });
    expect(await of(agent, 'ACTION_CANCELLED')).toMatchObject({ email: true, email_mode: 'daily' });
    expect((await read(agent)).digest.next_at).not.toBeNull();
    // As clients before the digest send it.
    await change(agent, { kind: 'ACTION_CANCELLED', email: true });
    expect(await of(agent, 'ACTION_CANCELLED')).toMatchObject({ email_mode: 'at_once' });
    expect((await read(agent)).digest.next_at).toBeNull();
    await change(agent, { kind: 'ACTION_CANCELLED', email: false });
    expect(await of(agent, 'ACTION_CANCELLED')).toMatchObject({ email: false, email_mode: 'no' });
  });

  test('every kind is listed once, and an area of them changes at once', async () => {
    const { data } = await read(agent);
    expect(new Set(data.map(({ kind }) => kind)).size).toBe(data.length);
    await change(agent, { area: 'cases', email_mode: 'daily' });
    const after = (await read(agent)).data;
    expect(after).toEqual(
      data.map((one) =>
        one.area === 'cases' ? { ...one, email: true, email_mode: 'daily' } : one,
      ),
    );
    await change(agent, { area: 'cases', email_mode: 'no' });
    expect((await change(agent, { area: 'cases', kind: 'CASE_DUE', console: true })).status).toBe(
      422,
    );
  });

  test('the digest comes at the time that its user chose, from the next one on', async () => {
    await change(agent, { digest_time: '00:05' });
    await change(agent, { kind: 'ACTION_CANCELLED', email_mode: 'daily', digest_time: '18:30' });
    const { digest } = await read(agent);
    expect(digest.time).toBe('18:30');
    const nextAt = new Date(digest.next_at ?? 0);
    const shown = new Intl.DateTimeFormat('fr', { timeZone: 'Europe/Paris', timeStyle: 'short' });
    expect(shown.format(nextAt)).toBe('18:30');
    expect(nextAt.getTime()).toBeGreaterThan(Date.now());
    expect((await read(api.company.owner)).digest.time).toBe('08:00');
    await change(agent, { kind: 'ACTION_CANCELLED', email_mode: 'no' });
  });

  test.each([
    ['two answers to one question', { kind: 'ACTION_FAILED', email: false, email_mode: 'daily' }],
    ['a channel without a kind', { email_mode: 'daily' }],
    ['nothing', {}],
    ['a time that no clock shows', { digest_time: '24:00' }],
    ['a way that does not exist', { kind: 'ACTION_FAILED', email_mode: 'sms' }],
  ])('%s is refused', async (_, body) => {
    expect((await change(agent, body)).status).toBe(422);
  });

  test('a kind that no event declares is refused', async () => {
    expect((await change(agent, { kind: 'ACTION_PAUSED', console: false })).status).toBe(422);
  });

  test('mails can not be asked for where no mail server is set', async () => {
    const without = await startTestApi();
    const answer = await without.request(PATH, {
      method: 'PATCH',
      key: without.company.owner.key,
      body: { kind: 'ACTION_FAILED', email: true },
    });
    expect(answer.status).toBe(409);
    await without.stop();
  });
});

describe('a notification of a kind that is switched off in the console', () => {
  test('stays in the list, and its message on the stream says that it is muted', async () => {
    await change(agent, { kind: 'ACTION_SUCCEEDED', console: false });
    await settleOne(api, agent, 'succeeded');
    await settleOne(api, agent, 'cancelled');
    await api.sealFacts();
    const messages = await api.superuser`
      select data ->> 'is_muted' as is_muted
      from stream_events
      where topic = 'notification.created' and user_id = ${agent.id}
      order by sequence
    `;
    expect(messages.map((row) => row['is_muted'])).toEqual(['true', 'false']);
    const listed = await api.request('/api/v1/notifications', { key: agent.key });
    expect(await listed.json()).toMatchObject({ data: [{}, {}] });
  });
});

describe('a notification of a kind that is wanted by e-mail', () => {
  test('asks for one run of its user; of another kind or user, for none', async () => {
    const commands = () => api.superuser`
      select workflow_id, operation, task_queue, input, subject
      from commands where name = 'mailNotificationsWorkflow'
    `;
    await change(agent, { kind: 'ACTION_EXPIRED', email: true });
    await settleOne(api, api.company.owner, 'expired');
    await settleOne(api, agent, 'cancelled');
    expect(await commands()).toEqual([]);
    await settleOne(api, agent, 'expired');
    expect(await commands()).toEqual([
      {
        workflow_id: `notification-mail/${agent.id}`,
        operation: 'signal_with_start',
        task_queue: 'mail',
        input: { companyId: api.company.id, userId: agent.id },
        subject: `user/${agent.id}`,
      },
    ]);
  });
});
