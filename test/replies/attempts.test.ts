/**
 * Goal: a reply is sent once, or a person is asked. Method: the routes and the activities on real Postgres, a real
 * SMTP server on loopback that counts mails and breaks at each stage, a Sent folder in memory, a clock of the test.
 */
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Behaviour } from '../../dev/fakes/smtp/server.ts';
import { AttemptsOut, OutgoingOut } from '../../src/domain/replies/shapes.ts';
import { inCompany } from '../../src/platform/database.ts';
import { resolveRestoredReply } from '../../src/services/replies/restored.ts';
import { recordAnswer, recordSentCopy } from '../../src/services/replies/sent-copy.ts';
import { answerOf } from '../support/actions.ts';
import { insertTestConversation, insertTestMailbox, startReplyWorld } from '../support/replies.ts';

const world = await startReplyWorld();
afterAll(() => world.stop());
const { api, smtp, sent, activities } = world;
const { company } = api;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

beforeEach(() => {
  smtp.behave('accept');
  smtp.refuseRecipients(new Map());
  sent.isDown = false;
  sent.ids.clear();
});

const post = (path: string, body: object = {}) =>
  api.request(path, { key: company.owner.key, body });

/** A reply that is due. */
const writeReply = async (fields: object = {}) => {
  const { mailboxId } = await insertTestMailbox(api, { company, smtpUrl: smtp.url });
  const { conversationId } = await insertTestConversation(api, { company, mailboxId });
  const answer = await post(`/inbox/conversations/${conversationId}/reply`, {
    text: 'Voici le devis.',
    ...fields,
  });
  const reply = await answerOf(answer, 202, OutgoingOut);
  const input = { companyId: company.id, messageUuid: reply.uuid };
  return { ...reply, conversationId, input, attempt: () => activities.attemptReply(input) };
};
const writeDueReply = async (fields: object = {}) => {
  const reply = await writeReply(fields);
  world.forwardMs(10_000);
  return reply;
};

const messageOf = async (id: number) => {
  const [row] = await api.superuser`select * from messages where id = ${id}`;
  return row ?? {};
};
const mailsOf = async (id: number) => {
  const { internet_message_id: messageId } = await messageOf(id);
  return smtp.mails().filter((mail) => mail.message_id === `<${String(messageId)}>`);
};
const attemptsOf = async (id: number) => {
  const path = `/inbox/messages/${id}/attempts`;
  const answer = await api.request(path, { key: company.owner.key });
  return (await answerOf(answer, 200, AttemptsOut)).data;
};
const notificationsOf = async () =>
  (
    await api.superuser`
    select code, user_id from notifications where company_id = ${company.id} order by id
  `
  ).map((row) => row['code']);

describe('the time to undo', () => {
  test('nothing is sent before it has passed', async () => {
    const { id, attempt } = await writeReply();
    const result = await attempt();
    expect(result).toMatchObject({ kind: 'wait' });
    expect(result.kind === 'wait' && result.waitMs).toBeGreaterThan(5_000);
    expect(await mailsOf(id)).toHaveLength(0);
  });

  test('a reply that is cancelled in it is never sent', async () => {
    const { id, attempt } = await writeDueReply();
    const cancelled = await answerOf(await post(`/inbox/messages/${id}/cancel`), 200, OutgoingOut);
    expect(cancelled.status).toBe('cancelled');
    expect(await attempt()).toEqual({ kind: 'ended', status: 'cancelled' });
    expect(await mailsOf(id)).toHaveLength(0);
  });

  test('the contact waits again for a reply that was cancelled', async () => {
    const { id, conversationId } = await writeReply();
    const waiting = async () => {
      const [row] = await api.superuser`
        select waiting_since from conversations where id = ${conversationId}
      `;
      return row?.['waiting_since'];
    };
    expect(await waiting()).toBeNull();
    await post(`/inbox/messages/${id}/cancel`);
    expect(await waiting()).toBeInstanceOf(Date);
  });

  test('it is too late to cancel a reply that was sent', async () => {
    const { id, attempt } = await writeDueReply();
    await attempt();
    const answer = await post(`/inbox/messages/${id}/cancel`);
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ details: { reason: 'too_late', status: 'sent' } });
  });

  test('it is too late to cancel a reply while the server has it', async () => {
    const { id, attempt } = await writeDueReply();
    let status = 0;
    smtp.beforeAnswer(async () => {
      status = (await post(`/inbox/messages/${id}/cancel`)).status;
    });
    expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
    smtp.beforeAnswer(() => Promise.resolve());
    expect(status).toBe(409);
  });
});

describe.each([
  ['deleted', 'DELETE', '', 'conversation_deleted'],
  ['marked as spam', 'POST', '/spam', 'conversation_spam'],
] as const)('a conversation that is %s', (_, method, path, reason) => {
  const end = async (conversationId: number, key = company.owner.key) => {
    const at = `/inbox/conversations/${conversationId}${path}`;
    const answer = await api.request(at, { method, key });
    expect(answer.ok).toBe(true);
  };

  test('sends none of the replies that wait in it, and says why', async () => {
    const queued = await writeDueReply();
    const retried = await writeDueReply();
    smtp.behave('hang_up_at_sender');
    await retried.attempt();
    smtp.behave('accept');
    for (const { id, conversationId, attempt } of [queued, retried]) {
      await end(conversationId);
      expect(await messageOf(id)).toMatchObject({ status: 'cancelled', error_code: reason });
      world.forwardMs(5 * MINUTE_MS);
      expect(await attempt()).toEqual({ kind: 'ended', status: 'cancelled' });
      expect(await mailsOf(id)).toHaveLength(0);
    }
  });

  test('tells the author of a reply that it stops, unless the author did it', async () => {
    const { conversationId } = await writeDueReply();
    const own = await writeDueReply();
    const before = (await notificationsOf()).length;
    await end(conversationId, company.supervisor.key);
    await end(own.conversationId);
    expect((await notificationsOf()).slice(before)).toEqual(['message_stopped']);
  });

  test('leaves a reply that is being sent to its end', async () => {
    const { id, conversationId, attempt } = await writeDueReply();
    smtp.beforeAnswer(() => end(conversationId));
    expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
    smtp.beforeAnswer(() => Promise.resolve());
    expect(await messageOf(id)).toMatchObject({ status: 'sent', error_code: null });
    expect(await mailsOf(id)).toHaveLength(1);
  });
});

test('an attempt tells Temporal that it is alive until the mail server has answered', async () => {
  const { attempt } = await writeDueReply();
  const environment = new MockActivityEnvironment();
  let beatCount = 0;
  environment.on('heartbeat', () => (beatCount += 1));
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    smtp.beforeAnswer(() => Promise.resolve(void vi.advanceTimersByTime(30_000)));
    expect(await environment.run(attempt)).toEqual({ kind: 'ended', status: 'sent' });
    expect(beatCount).toBe(3);
    vi.advanceTimersByTime(30_000);
    expect(beatCount).toBe(3);
  } finally {
    vi.useRealTimers();
    smtp.beforeAnswer(() => Promise.resolve());
  }
});

describe('an accepted reply', () => {
  test('is sent once, however often the attempt runs', async () => {
    const { id, attempt } = await writeDueReply();
    expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
    expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
    expect(await mailsOf(id)).toHaveLength(1);
  });

  test('is sent once by several runs at the same time', async () => {
    const { id, attempt } = await writeDueReply();
    await Promise.all([attempt(), attempt(), attempt()]);
    world.forwardMs(2 * MINUTE_MS);
    await attempt();
    expect(await messageOf(id)).toMatchObject({ status: 'sent' });
    expect(await mailsOf(id)).toHaveLength(1);
  });

  test('is known to be sent though the database was away when the server answered', async () => {
    const { id, attempt } = await writeDueReply();
    smtp.beforeAnswer(async () => {
      await api.superuser`alter table message_attempts rename to away`;
      setTimeout(
        () => void api.superuser`alter table away rename to message_attempts`.execute(),
        300,
      );
    });
    expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
    smtp.beforeAnswer(() => Promise.resolve());
    expect(await mailsOf(id)).toHaveLength(1);
  });

  test('is told to webhooks', async () => {
    const { id, attempt } = await writeDueReply();
    await attempt();
    const [event] = await api.superuser`
      select data from events
      where type = 'MessageSent' and (data ->> 'message_id')::bigint = ${id}
    `;
    expect(event?.['data']).toMatchObject({ evidence: 'accepted', refused_count: 0 });
  });
});

/** No server has accepted these: they are sent again, and arrive once. */
describe.each(['hang_up_at_sender', 'hang_up_at_recipient', 'hang_up', 'defer_recipient'] as const)(
  'a server that does %s',
  (behaviour) => {
    test('gets the reply again, and has it once', async () => {
      const { id, attempt } = await writeDueReply();
      smtp.behave(behaviour);
      expect(await attempt()).toMatchObject({ kind: 'wait' });
      expect(await messageOf(id)).toMatchObject({ status: 'retrying', attempt_count: 1 });
      smtp.behave('accept');
      world.forwardMs(2 * MINUTE_MS);
      expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
      expect(await mailsOf(id)).toHaveLength(1);
      expect((await attemptsOf(id)).map(({ outcome }) => outcome)).toEqual(['sent', 'temporary']);
      expect(sent.lookCount).toBe(0);
    });
  },
);

/** The server has the whole mail, and does not answer: it may have accepted it, or not. */
describe.each<[Behaviour, number]>([
  ['accept_silently', 1],
  ['lose', 0],
])('a server that does %s', (behaviour, count) => {
  test('gets no second mail: the reply becomes uncertain, and its author is asked', async () => {
    const { id, attempt } = await writeDueReply();
    smtp.behave(behaviour);
    expect(await attempt()).toMatchObject({ kind: 'wait', waitMs: 0 });
    smtp.behave('accept');
    const before = (await notificationsOf()).length;
    for (let look = 0; look < 40; look += 1) {
      const result = await attempt();
      if (result.kind === 'ended') break;
      world.forwardMs(result.waitMs);
    }
    expect(await messageOf(id)).toMatchObject({ status: 'uncertain' });
    expect((await notificationsOf()).slice(before)).toEqual(['message_uncertain']);
    expect(await mailsOf(id)).toHaveLength(count);
    world.forwardMs(3 * DAY_MS);
    expect(await attempt()).toEqual({ kind: 'ended', status: 'uncertain' });
    expect(await mailsOf(id)).toHaveLength(count);
  });
});

describe('an unknown outcome', () => {
  const writeUnknown = async () => {
    const reply = await writeDueReply();
    smtp.behave('accept_silently');
    await reply.attempt();
    smtp.behave('accept');
    const { internet_message_id: messageId } = await messageOf(reply.id);
    return { ...reply, messageId: String(messageId) };
  };
  const writeUncertain = async () => {
    const reply = await writeUnknown();
    await reply.attempt();
    world.forwardMs(20 * MINUTE_MS);
    expect(await reply.attempt()).toEqual({ kind: 'ended', status: 'uncertain' });
    return reply;
  };

  test('is sent if the mail is in the Sent folder', async () => {
    const { id, attempt, messageId } = await writeUnknown();
    sent.ids.add(messageId);
    expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
    expect(await mailsOf(id)).toHaveLength(1);
  });

  test('is looked up again while the mailbox can not be reached', async () => {
    const { id, attempt, messageId } = await writeUnknown();
    sent.isDown = true;
    expect(await attempt()).toMatchObject({ kind: 'wait' });
    sent.isDown = false;
    sent.ids.add(messageId);
    world.forwardMs(MINUTE_MS);
    expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
    expect(await mailsOf(id)).toHaveLength(1);
  });

  test('is not repeated by retry without a word of the person', async () => {
    const { id } = await writeUncertain();
    const answer = await post(`/inbox/messages/${id}/retry`);
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ details: { reason: 'confirmation_needed' } });
  });

  test('is sent if a person says so, and nothing is sent', async () => {
    const { id } = await writeUncertain();
    const answer = await post(`/inbox/messages/${id}/retry`, { confirm: 'was_sent' });
    expect((await answerOf(answer, 202, OutgoingOut)).status).toBe('sent');
    expect(await mailsOf(id)).toHaveLength(1);
  });

  test('is sent again if a person says so', async () => {
    const { id, attempt } = await writeUncertain();
    const answer = await post(`/inbox/messages/${id}/retry`, { confirm: 'send_again' });
    expect((await answerOf(answer, 202, OutgoingOut)).status).toBe('retrying');
    expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
    expect(await mailsOf(id)).toHaveLength(2);
  });

  test('is not sent again, whatever a person says, if the mail is in the Sent folder', async () => {
    const { id, attempt, messageId } = await writeUncertain();
    await post(`/inbox/messages/${id}/retry`, { confirm: 'send_again' });
    sent.ids.add(messageId);
    expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
    expect(await mailsOf(id)).toHaveLength(1);
  });

  test('is uncertain again if the person takes that back', async () => {
    const { id, attempt } = await writeUncertain();
    await post(`/inbox/messages/${id}/retry`, { confirm: 'send_again' });
    const answer = await post(`/inbox/messages/${id}/cancel`);
    expect((await answerOf(answer, 200, OutgoingOut)).status).toBe('uncertain');
    expect(await attempt()).toEqual({ kind: 'ended', status: 'uncertain' });
    expect(await mailsOf(id)).toHaveLength(1);
  });

  test('is settled by a copy that is seen later, once', async () => {
    const { id, attempt } = await writeUncertain();
    const see = () =>
      inCompany(api.database, { companyId: company.id, userId: null }, (tx) =>
        recordSentCopy(tx, { messageId: id }),
      );
    expect(await see()).toBe(true);
    expect(await see()).toBe(false);
    expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
    expect(await mailsOf(id)).toHaveLength(1);
  });
});

describe('an answer to a reply with an unknown outcome', () => {
  test('shows that it was sent', async () => {
    const { id, attempt, conversationId } = await writeDueReply();
    smtp.behave('accept_silently');
    await attempt();
    const { internet_message_id: messageId } = await messageOf(id);
    await inCompany(api.database, { companyId: company.id, userId: null }, (tx) =>
      recordAnswer(tx, { conversationId, internetMessageIds: [null, String(messageId)] }),
    );
    expect(await messageOf(id)).toMatchObject({ status: 'sent' });
    expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
    expect(await mailsOf(id)).toHaveLength(1);
  });
});

describe('an attempt whose process died', () => {
  const claimOnly = async (id: number, { isHandedOver = false } = {}) => {
    await api.superuser`
      insert into message_attempts
        (company_id, message_id, attempt, mailbox_id, recipients, started_at, handed_over_at)
      select company_id, id, 1, mailbox_id, '{marie@clients.example}', ${api.deps.clock.now()},
        ${isHandedOver ? api.deps.clock.now() : null}
      from messages where id = ${id}
    `;
    await api.superuser`
      update messages set status = 'sending', attempt_count = 1 where id = ${id}
    `;
  };

  test('before the mail was handed over is repeated', async () => {
    const { id, attempt } = await writeDueReply();
    await claimOnly(id);
    expect(await attempt()).toMatchObject({ kind: 'wait' });
    world.forwardMs(2 * MINUTE_MS);
    expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
    expect(await mailsOf(id)).toHaveLength(1);
  });

  test('after the mail was handed over is looked up, and never repeated', async () => {
    const { id, attempt } = await writeDueReply();
    await claimOnly(id, { isHandedOver: true });
    expect(await attempt()).toMatchObject({ kind: 'wait' });
    expect(sent.lookCount).toBeGreaterThan(0);
    world.forwardMs(20 * MINUTE_MS);
    expect(await attempt()).toEqual({ kind: 'ended', status: 'uncertain' });
    expect(await mailsOf(id)).toHaveLength(0);
  });

  test('can not hand the mail over once another process took over', async () => {
    const { id, attempt } = await writeDueReply();
    smtp.onRecipient(async () => {
      smtp.onRecipient(() => Promise.resolve());
      // The second run finds the first attempt open, and ends it.
      expect(await attempt()).toMatchObject({ kind: 'wait' });
    });
    expect(await attempt()).toMatchObject({ kind: 'wait' });
    expect(await mailsOf(id)).toHaveLength(0);
    world.forwardMs(2 * MINUTE_MS);
    expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
    expect(await mailsOf(id)).toHaveLength(1);
  });

  test('is sent if its answer comes after another process took over', async () => {
    const { id, attempt } = await writeDueReply();
    smtp.beforeAnswer(async () => {
      smtp.beforeAnswer(() => Promise.resolve());
      expect(await attempt()).toMatchObject({ kind: 'wait' });
    });
    expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
    expect(await mailsOf(id)).toHaveLength(1);
  });
});

describe('a refused reply', () => {
  test.each([
    ['refuse_recipient', 'smtp_550', 'No such mailbox here'],
    ['refuse_content', 'smtp_554', 'Refused as spam'],
  ] as const)(
    'fails for good when the server does %s, and says why',
    async (behaviour, code, text) => {
      const { id, attempt } = await writeDueReply();
      const before = (await notificationsOf()).length;
      smtp.behave(behaviour);
      expect(await attempt()).toEqual({ kind: 'ended', status: 'failed' });
      expect(await messageOf(id)).toMatchObject({
        status: 'failed',
        error_code: code,
        error_text: expect.stringContaining(text),
      });
      expect((await notificationsOf()).slice(before)).toEqual(['message_failed']);
    },
  );

  test('can be sent again by a person', async () => {
    const { id, attempt } = await writeDueReply();
    smtp.behave('refuse_content');
    await attempt();
    smtp.behave('accept');
    await post(`/inbox/messages/${id}/retry`);
    expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
    expect(await mailsOf(id)).toHaveLength(1);
  });

  test('is given up after two days, after some twenty attempts', async () => {
    const { id, attempt } = await writeDueReply();
    smtp.behave('defer_recipient');
    let count = 0;
    for (; count < 50; count += 1) {
      const result = await attempt();
      if (result.kind === 'ended') break;
      world.forwardMs(result.waitMs);
    }
    expect(count).toBeGreaterThan(15);
    expect(count).toBeLessThan(25);
    expect(await messageOf(id)).toMatchObject({ status: 'failed', error_code: 'smtp_450' });
  });

  test('waits while its mailbox is paused', async () => {
    const { id, attempt, mailbox_id: mailboxId } = await writeDueReply();
    await api.superuser`update mailboxes set is_active = false where id = ${mailboxId}`;
    expect(await attempt()).toMatchObject({ kind: 'wait' });
    expect(await messageOf(id)).toMatchObject({ status: 'retrying', error_code: 'mailbox_paused' });
    await api.superuser`update mailboxes set is_active = true where id = ${mailboxId}`;
    await post(`/inbox/messages/${id}/retry`);
    expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
  });
});

test('replies that wait for a mailbox leave once its credentials are corrected', async () => {
  const { id, attempt, mailbox_id: mailboxId } = await writeDueReply();
  await api.superuser`
    insert into mailbox_health (company_id, mailbox_id, paused_at)
    values (${company.id}, ${mailboxId}, now())
  `;
  world.forwardMs(60 * MINUTE_MS);
  expect(await attempt()).toMatchObject({ kind: 'wait' });
  const credentials = { method: 'password', password: 'nouveau' };
  const answer = await api.request(`/inbox/integrations/${mailboxId}`, {
    method: 'PATCH',
    key: company.owner.key,
    body: { version: 1, credentials },
  });
  expect(answer.status).toBe(200);
  expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
  expect(await mailsOf(id)).toHaveLength(1);
});

describe('several recipients', () => {
  const to = ['a', 'b', 'c'].map((name) => ({ name, address: `${name}@clients.example` }));

  test('those that are refused are shown, the others have the reply', async () => {
    smtp.refuseRecipients(new Map([['b@clients.example', 550]]));
    const { id, attempt } = await writeDueReply({ to });
    const before = (await notificationsOf()).length;
    expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
    expect(await messageOf(id)).toMatchObject({ error_code: 'some_recipients_refused' });
    expect((await attemptsOf(id))[0]?.refused).toEqual([
      expect.objectContaining({ address: 'b@clients.example', error_code: 'smtp_550' }),
    ]);
    expect((await notificationsOf()).slice(before)).toEqual(['message_partly_refused']);
  });

  test('those that are to be tried later get it later, the others not again', async () => {
    smtp.refuseRecipients(new Map([['b@clients.example', 450]]));
    const { id, attempt } = await writeDueReply({ to });
    expect(await attempt()).toMatchObject({ kind: 'wait' });
    smtp.refuseRecipients(new Map());
    world.forwardMs(2 * MINUTE_MS);
    expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
    const rows = await api.superuser`
      select recipients from message_attempts where message_id = ${id} order by attempt
    `;
    expect(rows.map((row) => row['recipients'])).toEqual([
      to.map(({ address }) => address),
      ['b@clients.example'],
    ]);
  });
});

describe('a busy mailbox', () => {
  test('sends at most thirty mails a minute; the others wait and can be cancelled', async () => {
    const { id, attempt, mailbox_id: mailboxId } = await writeDueReply();
    await api.superuser`
      insert into message_attempts
        (company_id, message_id, attempt, mailbox_id, recipients, started_at, finished_at, outcome)
      select ${company.id}, ${id}, -number, ${mailboxId}, '{}', ${api.deps.clock.now()},
        ${api.deps.clock.now()}, 'sent'
      from generate_series(1, 30) as number
    `;
    expect(await attempt()).toMatchObject({ kind: 'wait' });
    expect(await messageOf(id)).toMatchObject({ status: 'queued' });
    await api.superuser`delete from message_attempts where message_id = ${id}`;
    expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
  });
});

describe('the copy in the Sent folder', () => {
  test('is stored once, with Bcc, unless the server has stored it', async () => {
    const bcc = [{ name: '', address: 'archive@atelier.example' }];
    const { id, input, attempt } = await writeDueReply({ bcc });
    await attempt();
    expect(await activities.fileSentCopy(input)).toEqual({ outcome: 'stored' });
    expect(await activities.fileSentCopy(input)).toEqual({ outcome: 'found' });
    const { internet_message_id: messageId } = await messageOf(id);
    expect(sent.copies.get(String(messageId))).toMatch(/^Bcc: archive@atelier\.example/m);
  });

  test('is not stored for a reply that was not sent', async () => {
    const { input } = await writeReply();
    expect(await activities.fileSentCopy(input)).toEqual({ outcome: 'not_needed' });
  });
});

describe('a run that an operator cancels', () => {
  test('ends the reply as failed, once', async () => {
    const { id, input, attempt } = await writeDueReply();
    expect(await activities.abandonReply(input)).toEqual({ status: 'failed' });
    expect(await activities.abandonReply(input)).toEqual({ status: 'failed' });
    expect(await attempt()).toEqual({ kind: 'ended', status: 'failed' });
    expect(await mailsOf(id)).toHaveLength(0);
  });
});

describe('a reply that was open in a dump and sent after it', () => {
  /** Sent, then its rows are those of the dump. */
  const sentAfterDump = async (isRetrying: boolean) => {
    const reply = await writeDueReply();
    if (isRetrying) {
      smtp.behave('hang_up');
      await reply.attempt();
      smtp.behave('accept');
      world.forwardMs(2 * MINUTE_MS);
    }
    const dump = await messageOf(reply.id);
    await reply.attempt();
    expect(await mailsOf(reply.id)).toHaveLength(1);
    await api.superuser`
      update messages
      set status = ${dump['status']}, attempt_count = ${dump['attempt_count']},
        send_after = ${dump['send_after']}, next_attempt_at = ${dump['next_attempt_at']}
      where id = ${reply.id}
    `;
    await api.superuser`
      delete from message_attempts
      where message_id = ${reply.id} and attempt > ${dump['attempt_count']}
    `;
    return { ...reply, internetMessageId: String(dump['internet_message_id']) };
  };
  const finishRestore = (messageUuid: string, options: object = {}) =>
    inCompany(api.database, { companyId: company.id, userId: null }, (tx) =>
      resolveRestoredReply(tx, {
        messageUuid,
        run: { state: 'ended', result: undefined },
        isTemporalKept: false,
        isDryRun: false,
        now: api.deps.clock.now(),
        ...options,
      }),
    );

  test.each([false, true])(
    'is found in the Sent folder and not sent again (was retrying: %s)',
    async (isRetrying) => {
      const { id, uuid, attempt, internetMessageId } = await sentAfterDump(isRetrying);
      sent.ids.add(internetMessageId);
      expect(await finishRestore(uuid, { isDryRun: true })).toBe('in_doubt');
      expect(await finishRestore(uuid)).toBe('in_doubt');
      expect(await finishRestore(uuid)).toBe('in_doubt');
      expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
      expect(await mailsOf(id)).toHaveLength(1);
    },
  );

  test('is a question to its author if the Sent folder does not have it', async () => {
    const { id, uuid, attempt } = await sentAfterDump(false);
    await finishRestore(uuid);
    expect(await attempt()).toMatchObject({ kind: 'wait' });
    world.forwardMs(20 * MINUTE_MS);
    expect(await attempt()).toEqual({ kind: 'ended', status: 'uncertain' });
    expect(await notificationsOf()).toContain('message_uncertain');
    expect(await mailsOf(id)).toHaveLength(1);
  });

  test('is sent as its run in Temporal knows', async () => {
    const { id, uuid, attempt } = await sentAfterDump(false);
    const run = { state: 'ended', result: { status: 'sent' } };
    expect(await finishRestore(uuid, { run })).toBe('settled');
    expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
    expect(await mailsOf(id)).toHaveLength(1);
  });

  test('is sent if Temporal has every run since the dump and never started its run', async () => {
    const { id, uuid, attempt } = await writeDueReply();
    const options = { run: { state: 'missing' }, isTemporalKept: true };
    expect(await finishRestore(uuid, options)).toBe('unsent');
    expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
    expect(await mailsOf(id)).toHaveLength(1);
  });

  test('is looked for first if it had failed in the dump and a person sends it again', async () => {
    smtp.behave('refuse_content');
    const { id, attempt } = await writeDueReply();
    expect(await attempt()).toEqual({ kind: 'ended', status: 'failed' });
    smtp.behave('accept');
    sent.ids.add(String((await messageOf(id))['internet_message_id']));
    await post(`/inbox/messages/${id}/retry`);
    expect(await attempt()).toEqual({ kind: 'ended', status: 'sent' });
    expect(await mailsOf(id)).toHaveLength(0);
  });
});
