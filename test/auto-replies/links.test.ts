/**
 * Goal: the link of a mail opens its draft once, for the user it was mailed to, and decides nothing. Method: the
 * activities that write the mail, a real SMTP server on loopback, the route.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startFakeSmtp } from '../../dev/fakes/smtp/server.ts';
import { createNotificationActivities } from '../../src/activities/notifications.ts';
import { DraftLinkOut } from '../../src/domain/auto-replies/shapes.ts';
import { createMail } from '../../src/platform/mail/smtp.ts';
import { answerOf } from '../support/actions.ts';
import { startTestApi, type TestPerson } from '../support/api.ts';
import { createAutoReplies, GOOD_DRAFT, type Draft } from '../support/auto-replies.ts';

const smtp = await startFakeSmtp();
const api = await startTestApi({ SMTP_URL: smtp.url, MAIL_FROM: 'relais@relais.example' });
afterAll(() => Promise.all([api.stop(), smtp.stop()]));
let offsetMs = 0;
const forwardMs = (ms: number): void => {
  offsetMs += ms;
};
api.deps.clock = { now: () => new Date(Date.now() + offsetMs) };
const { company } = api;
const [anatole, berthe] = company.agents;
const replies = createAutoReplies(api, { smtpUrl: smtp.url, forwardMs });
const { SMTP_URL: location } = api.deps.config;
const activities = createNotificationActivities({
  ...api.deps,
  mail: location && createMail({ location }),
});

const wanted = await api.request('/api/v1/me/notification-preferences', {
  method: 'PATCH',
  key: anatole.key,
  body: { kind: 'AUTO_REPLY_WAITING', email: true },
});
expect(wanted.status).toBe(200);

interface Mailed {
  draft: Draft;
  body: { version: number; mail_id: string; token: string };
}

/** A draft whose decider was told by mail. */
const mailed = async (): Promise<Mailed> => {
  const received = await replies.receive(await replies.folder());
  await api.superuser`
    update conversations set assigned_to = ${anatole.id}, call_centre_id = ${company.callCentreId}
    where id = ${received.conversationId}
  `;
  const draft = await received.draft();
  return { draft, body: await linkOf(draft) };
};

const linkOf = async (draft: Draft): Promise<Mailed['body']> => {
  const input = { companyId: company.id, userId: anatole.id, mailId: randomUUID() };
  await activities.gatherNotificationMail(input);
  await activities.sendNotificationMail(input);
  const text = smtp.mails()[0]?.text ?? '';
  const pattern = new RegExp(`/auto-replies/${draft.id}/link#(\\d+)\\.([0-9a-f-]+)\\.(rld_\\S+)`);
  const [, version, mailId = '', token = ''] = pattern.exec(text) ?? [];
  expect(mailId, text).toBe(input.mailId);
  return { version: Number(version), mail_id: mailId, token };
};

const open = ({ draft, body }: Mailed, { key }: TestPerson = anatole) =>
  api.request(`/inbox/auto-replies/${draft.id}/open-link`, { key, body });
const stateOf = async (link: Mailed) => (await answerOf(await open(link), 200, DraftLinkOut)).state;

beforeEach(async () => {
  await api.superuser`delete from notifications`;
  await api.superuser`delete from notification_mails`;
  replies.answerWith(GOOD_DRAFT);
});

describe('a draft that waits', () => {
  const toldOf = async (settings: object, assigneeId: number | null, centreId: number | null) => {
    const received = await replies.receive(await replies.folder(settings));
    await api.superuser`
      update conversations set assigned_to = ${assigneeId}, call_centre_id = ${centreId}
      where id = ${received.conversationId}
    `;
    const { id } = await received.draft();
    const rows = await api.superuser`
      select user_id from notifications
      where type = 'AUTO_REPLY_WAITING' and subject_id = ${id}
      order by user_id
    `;
    return rows.map((row) => Number(row['user_id']));
  };
  const { callCentreId } = company;

  test('is told to its decider, and without one to those who want mails and may decide', async () => {
    expect(await toldOf({}, berthe.id, callCentreId)).toEqual([berthe.id]);
    expect(await toldOf({}, null, callCentreId)).toEqual([anatole.id]);
    expect(await toldOf({ approvers: 'supervisors' }, null, callCentreId)).toEqual([]);
  });
});

describe('the link of a mail', () => {
  test('opens the draft once, and decides nothing', async () => {
    const link = await mailed();
    const before = await link.draft.read();
    expect(await stateOf(link)).toBe('opened');
    expect(await stateOf(link)).toBe('used');
    expect(await link.draft.read()).toEqual(before);
    const answer = await link.draft.decide('approve', { content_hash: before.content_hash });
    expect(answer.status).toBe(200);
    expect(await stateOf(link)).toBe('ended');
  });

  test('is used by one of two requests at once', async () => {
    const link = await mailed();
    expect((await Promise.all([stateOf(link), stateOf(link)])).toSorted()).toEqual([
      'opened',
      'used',
    ]);
  });

  test('is of no use to anybody else, and not without a session', async () => {
    const link = await mailed();
    expect((await open(link, berthe)).status).toBe(404);
    expect((await open(link, company.owner)).status).toBe(404);
    expect((await open(link, api.otherCompany.owner)).status).toBe(404);
    const path = `/inbox/auto-replies/${link.draft.id}/open-link`;
    expect((await api.request(path, { body: link.body })).status).toBe(401);
    expect(await stateOf(link)).toBe('opened');
  });

  test.each([
    ['another version', (body: Mailed['body']) => ({ ...body, version: body.version + 1 })],
    ['another mail', (body: Mailed['body']) => ({ ...body, mail_id: randomUUID() })],
    ['another token', (body: Mailed['body']) => ({ ...body, token: `rld_${'x'.repeat(43)}` })],
  ])('does not work with %s', async (_, change) => {
    const link = await mailed();
    expect((await open({ ...link, body: change(link.body) })).status).toBe(404);
  });

  test('of another draft does not work', async () => {
    const [one, other] = [await mailed(), await mailed()];
    expect((await open({ draft: one.draft, body: other.body })).status).toBe(404);
  });

  test('says that another version replaced the one of the mail', async () => {
    const link = await mailed();
    await link.draft.decide('regenerate', { instruction: 'Plus court' });
    expect(await stateOf(link)).toBe('newer_version');
    await link.draft.write();
    expect(await stateOf(link)).toBe('newer_version');
  });

  test('expires with the draft', async () => {
    const link = await mailed();
    forwardMs(25 * 60 * 60 * 1_000);
    expect(await stateOf(link)).toBe('expired');
    await link.draft.look();
    expect(await stateOf(link)).toBe('expired');
  });
});

test('a mail about a draft that was decided leads to its conversation', async () => {
  const { draft } = await mailed();
  await api.superuser`
    update notifications set mail_id = null, is_mail_wanted = true, read_at = null
  `;
  const { content_hash: hash, conversation_id: conversationId } = await draft.read();
  await draft.decide('reject', { content_hash: hash, reason: 'Non' });
  const input = { companyId: company.id, userId: anatole.id, mailId: randomUUID() };
  await activities.gatherNotificationMail(input);
  await activities.sendNotificationMail(input);
  const text = smtp.mails()[0]?.text ?? '';
  expect(text).toContain(`/conversations/${conversationId}`);
  expect(text).not.toContain('/link#');
});
