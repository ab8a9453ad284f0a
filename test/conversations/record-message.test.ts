/**
 * Goal: a message changes its conversation as it should, in whatever order messages arrive. Method: the service on
 * real Postgres, messages inserted as the parts that store them do.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { inCompany } from '../../src/platform/database.ts';
import { findConversation, type ConversationRow } from '../../src/queries/conversations/records.ts';
import {
  recordMessage,
  type RecordedMessage,
} from '../../src/services/conversations/record-message.ts';
import { recount } from '../../src/services/conversations/recount.ts';
import { withdrawMessage } from '../../src/services/conversations/withdraw-message.ts';
import { startTestApi } from '../support/api.ts';
import { insertConversation, insertMessage } from '../support/conversations.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company } = api;

let id: number;
beforeEach(async () => {
  id = await insertConversation(api, { company, lastMessageAt: new Date('2020-01-01T00:00:00Z') });
});

/** Monday, 30 November 2026, from midnight in UTC. */
const at = (minutes: number): Date => new Date(Date.UTC(2026, 10, 30, 0, minutes));

const work = <T>(run: Parameters<typeof inCompany<T>>[2]): Promise<T> =>
  inCompany(api.database, { companyId: company.id, userId: null }, run);

interface Written extends Partial<RecordedMessage> {
  status?: string;
}

const write = async (
  direction: 'in' | 'out',
  occurredAt: Date,
  { status, ...more }: Written = {},
): Promise<number> => {
  const messageId = await insertMessage(api, {
    company,
    conversationId: id,
    direction,
    at: occurredAt,
    text: `de ${occurredAt.toISOString()}`,
    flags: more.isAutomatic === true ? ['auto_reply'] : [],
    status: status ?? null,
  });
  await work((tx) =>
    recordMessage(tx, {
      conversationId: id,
      direction,
      occurredAt,
      preview: `de ${occurredAt.toISOString()}`,
      hasAttachments: false,
      isAutomatic: false,
      isNews: true,
      ...more,
    }),
  );
  return messageId;
};

const conversation = async (): Promise<ConversationRow> => {
  const row = await work((tx) => findConversation(tx, { id }));
  if (!row) throw new Error('it is there');
  return row;
};

const set = (values: object) =>
  api.superuser`update conversations set ${api.superuser(values)} where id = ${id}`;

describe('who waits', () => {
  test('the contact waits since the oldest message after our last reply', async () => {
    await write('in', at(600));
    await write('in', at(605));
    expect(await conversation()).toMatchObject({
      waiting_since: at(600),
      first_inbound_at: at(600),
      last_inbound_at: at(605),
      first_reply_at: null,
      message_count: 2,
      is_unread: true,
    });
    await write('out', at(630));
    expect(await conversation()).toMatchObject({
      waiting_since: null,
      first_reply_at: at(630),
      first_reply_seconds: 30 * 60,
      is_unread: false,
    });
    await write('in', at(700));
    expect(await conversation()).toMatchObject({ waiting_since: at(700), first_reply_at: at(630) });
  });

  test('a reply that arrives late answers only what came before it', async () => {
    await write('in', at(600));
    await write('in', at(700));
    await write('out', at(650));
    expect(await conversation()).toMatchObject({ waiting_since: at(700), first_reply_at: at(650) });
  });

  test('a message that arrives late, and was answered already, starts no wait', async () => {
    await write('out', at(650));
    await write('in', at(600));
    expect(await conversation()).toMatchObject({
      waiting_since: null,
      first_inbound_at: at(600),
      first_reply_at: at(650),
      first_reply_seconds: 50 * 60,
    });
  });

  test('an automatic answer starts no wait, and ends none', async () => {
    await write('in', at(600), { isAutomatic: true });
    expect(await conversation()).toMatchObject({ waiting_since: null, first_inbound_at: null });
    await write('in', at(610));
    await write('out', at(620), { isAutomatic: true });
    expect(await conversation()).toMatchObject({ waiting_since: at(610), first_reply_at: null });
  });

  test('the first reply within business hours is counted by them', async () => {
    // From 07:00 to 11:00 in Paris, where the company opens at 09:00.
    await write('in', at(6 * 60));
    await write('out', at(10 * 60));
    expect(await conversation()).toMatchObject({
      first_reply_seconds: 4 * 3600,
      first_reply_business_seconds: 2 * 3600,
    });
  });
});

describe('what the list shows', () => {
  test('late mail with an older date does not go to the top', async () => {
    await write('in', at(600));
    await write('in', at(100));
    expect(await conversation()).toMatchObject({
      last_message_at: at(600),
      preview: `de ${at(600).toISOString()}`,
      message_count: 2,
    });
  });

  test('a preview is on one line and never half a character', async () => {
    await write('in', at(600), { preview: `a\n\n  b\0${'x'.repeat(296)}😀` });
    const { preview } = await conversation();
    expect(preview).toBe(`a b${'x'.repeat(296)}`);
  });
});

describe('status', () => {
  test.each([
    ['resolu', null, 'nouveau'],
    ['archive', null, 'nouveau'],
    ['resolu', 'agent', 'en_cours'],
    ['spam', null, 'spam'],
    ['urgent', null, 'urgent'],
    ['en_cours', null, 'en_cours'],
  ])('a new message of the contact in one that is %s, of %s, makes it %s', async (was, who, is) => {
    await set({ status: was, assigned_to: who === null ? null : company.agents[0].id });
    await write('in', at(600));
    expect((await conversation()).status).toBe(is);
  });

  test.each([{ isNews: false }, { isAutomatic: true }])(
    'old and automatic mail reopens nothing: %o',
    async (kind) => {
      await set({ status: 'resolu', resolved_at: at(0), snoozed_until: at(9999) });
      await write('in', at(600), kind);
      expect(await conversation()).toMatchObject({
        status: 'resolu',
        resolved_at: at(0),
        snoozed_until: at(9999),
      });
    },
  );

  test('old mail leaves no unread mark', async () => {
    await write('in', at(600), { isNews: false });
    expect((await conversation()).is_unread).toBe(false);
  });

  test('a new message ends a snooze and takes the resolution away', async () => {
    await set({
      status: 'resolu',
      resolved_at: at(0),
      resolution_seconds: 5,
      snoozed_until: at(9999),
    });
    await write('in', at(600));
    expect(await conversation()).toMatchObject({
      snoozed_until: null,
      resolved_at: null,
      resolution_seconds: null,
    });
  });

  test('our first reply takes a new conversation in hand', async () => {
    await write('in', at(600));
    await write('out', at(610));
    expect((await conversation()).status).toBe('en_cours');
  });

  test('a change that was made before the message arrived is refused', async () => {
    const { version } = await conversation();
    await write('in', at(600));
    const answer = await api.request(`/inbox/conversations/${id}`, {
      key: company.owner.key,
      method: 'PATCH',
      body: { version, status: 'resolu' },
    });
    expect(answer.status).toBe(409);
  });
});

test('a deleted conversation stays as it is', async () => {
  await set({ deleted_at: at(0) });
  await write('in', at(600));
  const [row] = await api.superuser`select message_count from conversations where id = ${id}`;
  expect(row).toEqual({ message_count: 0 });
});

test('a reply that was taken back leaves the contact waiting', async () => {
  await write('in', at(600));
  const messageId = await write('out', at(610), { status: 'queued' });
  expect((await conversation()).waiting_since).toBeNull();
  await api.superuser`update messages set status = 'cancelled' where id = ${messageId}`;
  for (const _ of ['once', 'twice']) {
    await work((tx) => withdrawMessage(tx, { conversationId: id, messageId }));
    expect(await conversation()).toMatchObject({
      waiting_since: at(600),
      first_reply_at: null,
      first_reply_seconds: null,
      message_count: 1,
      last_message_at: at(600),
    });
  }
});

/** The same numbers in each run. */
const random = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
  return seed / 2 ** 31;
};

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'counting all messages gives what recording them one by one gave, in any order (%i)',
  async (seed) => {
    const next = random(seed);
    const minutes = Array.from({ length: 12 }, (_, index) => index * 37);
    for (const minute of minutes.toSorted(() => next() - 0.5)) {
      await write(next() < 0.5 ? 'in' : 'out', at(minute), { isAutomatic: next() < 0.2 });
    }
    const recorded = await conversation();
    const counted = await work((tx) => recount(tx, recorded));
    const { updated_at: _, ...rest } = recorded;
    expect(counted).toMatchObject(rest);
  },
);
