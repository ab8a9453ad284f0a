/**
 * Goal: a worker that is killed at any step of an attempt sends no second mail, and none is lost silently. Method: a
 * process of its own makes the attempt over a real SMTP server and kills itself at one point; then attempts go on
 * in the test until the reply has ended.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { inject } from 'vitest';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { OutgoingOut } from '../../src/domain/replies/shapes.ts';
import { answerOf } from '../support/actions.ts';
import { TEST_ENVIRONMENT } from '../support/api.ts';
import { insertTestConversation, insertTestMailbox, startReplyWorld } from '../support/replies.ts';

const world = await startReplyWorld();
afterAll(() => world.stop());
const { api, smtp, sent, activities } = world;
const { company } = api;

beforeEach(() => {
  sent.ids.clear();
  smtp.beforeAnswer(() => Promise.resolve());
});

const writeDueReply = async () => {
  const { mailboxId } = await insertTestMailbox(api, { company, smtpUrl: smtp.url });
  const { conversationId } = await insertTestConversation(api, { company, mailboxId });
  const answer = await api.request(`/inbox/conversations/${conversationId}/reply`, {
    key: company.owner.key,
    body: { text: 'Voici le devis.' },
  });
  const { id, uuid } = await answerOf(answer, 202, OutgoingOut);
  const [row] = await api.superuser`
    update messages set send_after = now() - interval '1 second' where id = ${id}
    returning internet_message_id
  `;
  return { id, uuid, messageId: String(row?.['internet_message_id']) };
};

const startAttempt = (point: string, uuid: string): ChildProcess =>
  spawn(
    process.execPath,
    [join(import.meta.dirname, '../support/kill-reply.ts'), point, String(company.id), uuid],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        ...TEST_ENVIRONMENT,
        DATABASE_URL: api.databases.appUrl,
        FILES_URL: `file:${join(inject('runDirectory'), 'files')}`,
        DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true',
      },
    },
  );

/** What the runs after the killed one do. Out: how the reply ends. */
const goOn = async (messageUuid: string): Promise<string> => {
  for (let step = 0; step < 60; step += 1) {
    const result = await activities.attemptReply({ companyId: company.id, messageUuid });
    if (result.kind === 'ended') return result.status;
    world.forwardMs(result.waitMs);
  }
  throw new Error('the reply does not end');
};

const countOf = (messageId: string): number =>
  smtp.mails().filter((mail) => mail.message_id === `<${messageId}>`).length;

test.each(['before_connect', 'before_hand_over'])(
  'killed at %s, the reply is sent once by a later attempt',
  async (point) => {
    const { uuid, messageId } = await writeDueReply();
    const [, signal] = await once(startAttempt(point, uuid), 'exit');
    expect(signal).toBe('SIGKILL');
    expect(countOf(messageId)).toBe(0);
    expect(await goOn(uuid)).toBe('sent');
    expect(countOf(messageId)).toBe(1);
  },
);

test('killed between the mark and the end of the mail, the reply was not sent, and a person is asked', async () => {
  const { uuid, messageId } = await writeDueReply();
  await once(startAttempt('after_hand_over', uuid), 'exit');
  expect(await goOn(uuid)).toBe('uncertain');
  expect(countOf(messageId)).toBe(0);
});

test('killed before the answer of the server, the reply is not sent again', async () => {
  const { uuid, messageId } = await writeDueReply();
  let child: ChildProcess | undefined;
  smtp.beforeAnswer(async () => {
    if (child === undefined) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  });
  child = startAttempt('never', uuid);
  await once(child, 'exit');
  expect(await goOn(uuid)).toBe('uncertain');
  expect(countOf(messageId)).toBe(1);
});

test('killed after the answer of the server, the reply is not sent again', async () => {
  const { uuid, messageId } = await writeDueReply();
  await once(startAttempt('after_answer', uuid), 'exit');
  expect(countOf(messageId)).toBe(1);
  expect(await goOn(uuid)).toBe('uncertain');
  expect(countOf(messageId)).toBe(1);
});

test('killed after the answer of a server that keeps what it sends, the reply is found to be sent', async () => {
  const { uuid, messageId } = await writeDueReply();
  await once(startAttempt('after_answer', uuid), 'exit');
  sent.ids.add(messageId);
  expect(await goOn(uuid)).toBe('sent');
  expect(countOf(messageId)).toBe(1);
});

test('killed after the commit, the reply stays sent', async () => {
  const { uuid, messageId } = await writeDueReply();
  await once(startAttempt('after_commit', uuid), 'exit');
  expect(await goOn(uuid)).toBe('sent');
  expect(countOf(messageId)).toBe(1);
});
