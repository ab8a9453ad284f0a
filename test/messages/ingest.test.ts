/**
 * Goal: a mail is stored once, in the right conversation, and reported. Method: `ingestMail` on real Postgres,
 * with parsed mails; the rows are read as the superuser.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { newMessageId } from '../../src/domain/messages/message-ids.ts';
import { inCompany } from '../../src/platform/database.ts';
import { ingestMail } from '../../src/services/messages/ingest.ts';
import { startTestApi } from '../support/api.ts';
import {
  createIngest,
  inputOf,
  insertMailbox,
  mailOf,
  type MailboxRef,
  type MailInput,
} from '../support/mails.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company, otherCompany, superuser: sql } = api;
const ingest = createIngest(api, company);

let accueil: MailboxRef;
let compta: MailboxRef;
beforeAll(async () => {
  accueil = await insertMailbox(api, company, {
    email: 'accueil@relais.example',
    trustedServer: 'mx1.example.com',
  });
  compta = await insertMailbox(api, company, { email: 'compta@relais.example' });
});

let count = 0;
/** Another client for each test, so that tests don't share conversations. */
let client: string;
beforeEach(() => {
  count += 1;
  client = `client${count}@client.example`;
});

const mail = (input: MailInput = {}) =>
  mailOf({ from: `Marie <${client}>`, to: [accueil.email], ...input });

const messagesOf = (conversationId: number | null) =>
  sql`
    select id, direction, flags, mailbox_id, internet_message_id, subject, bounced_at
    from messages where conversation_id = ${conversationId} order by id
  `;
const conversationOf = async (id: number | null) => {
  const [row] = await sql`select * from conversations where id = ${id}`;
  return row;
};

describe('identity', () => {
  test('stores the same mail once, however often it is read', async () => {
    const same = mail({ internetMessageId: null });
    const first = await ingest(accueil, same);
    const again = [await ingest(accueil, same), await ingest(accueil, same)];
    expect(first).toMatchObject({ outcome: 'new', reason: 'stored' });
    expect(again).toEqual(
      [1, 2].map(() => ({ ...first, outcome: 'duplicate', reason: 'same_mail' })),
    );
    expect(await messagesOf(first.conversationId)).toHaveLength(1);
    expect(await conversationOf(first.conversationId)).toMatchObject({ message_count: 1 });
  });

  test('is one message with two addressees if two mailboxes of a company have it', async () => {
    const same = mail({ to: [accueil.email, compta.email] });
    const first = await ingest(accueil, same);
    const second = await ingest(compta, same);
    expect(second).toEqual({ ...first, outcome: 'duplicate', reason: 'other_mailbox' });
    const rows = await sql`
      select mailbox_id from message_mailboxes where message_id = ${first.messageId} order by 1
    `;
    expect(rows.map((row) => row['mailbox_id'])).toEqual([accueil.id, compta.id]);
    expect(await ingest(compta, same)).toMatchObject({ reason: 'same_mail' });
  });

  test('keeps two different mails with one Message-ID', async () => {
    const internetMessageId = `same-${client}`;
    const one = await ingest(accueil, mail({ internetMessageId, subject: 'Premier sujet' }));
    const two = await ingest(accueil, mail({ internetMessageId, subject: 'Autre chose' }));
    expect([one.outcome, two.outcome]).toEqual(['new', 'new']);
    expect(two.conversationId).not.toBe(one.conversationId);
  });

  test('is shown as its most visible copy shows it, whichever is read first', async () => {
    const headers = { 'list-id': '<lettre.mal.example>' };
    for (const hidden of [{ headers }, { flags: ['auto_reply' as const] }]) {
      const real = mail({ subject: `Résiliation ${JSON.stringify(hidden)}` });
      const forged = await ingest(accueil, { ...real, ...hidden });
      expect(await conversationOf(forged.conversationId)).toMatchObject({ waiting_since: null });
      for (const copy of [real, { ...real, ...hidden }]) {
        expect(await ingest(accueil, copy)).toEqual({
          ...forged,
          outcome: 'duplicate',
          reason: 'same_mail',
        });
        expect(await messagesOf(forged.conversationId)).toMatchObject([{ flags: [] }]);
        const row = await conversationOf(forged.conversationId);
        expect(row).toMatchObject({ is_newsletter: false, is_unread: true, message_count: 1 });
        expect(row?.['waiting_since']).not.toBeNull();
      }
    }
  });

  test('is another one on another day if it has neither an id nor a date', async () => {
    const bare = mail({ internetMessageId: null, sentAt: null, subject: 'Rappel' });
    const on = (day: string) =>
      ingest(accueil, bare, { receivedAt: new Date(`2026-11-${day}T08:00:00Z`) });
    const results = [await on('03'), await on('03'), await on('23')];
    expect(results.map(({ outcome }) => outcome)).toEqual(['new', 'duplicate', 'new']);
  });

  test('stores a mail once that two mailboxes read at the same time', async () => {
    const same = mail({ to: [accueil.email, compta.email] });
    const results = await Promise.all(
      [accueil, compta, accueil, compta].map((mailbox) => ingest(mailbox, same)),
    );
    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual([
      'duplicate',
      'duplicate',
      'duplicate',
      'new',
    ]);
    expect(new Set(results.map(({ messageId }) => messageId)).size).toBe(1);
  });

  test('finds one thread though its mails are read at the same time, in opposite order', async () => {
    const first = mail();
    const answers = [1, 2, 3].map(() => mail({ inReplyTo: first.internetMessageId }));
    const all = [first, ...answers];
    const cycle = (mailbox: MailboxRef, mails: typeof all) =>
      inCompany(api.database, { companyId: company.id, userId: null }, async (tx) => {
        const results = [];
        for (const one of mails)
          results.push(await ingestMail(tx, inputOf(api, { mailbox, mail: one })));
        return results;
      });
    const [one, two] = await Promise.all([cycle(accueil, all), cycle(compta, all.toReversed())]);
    const conversations = new Set([...one, ...two].map(({ conversationId }) => conversationId));
    expect(conversations.size).toBe(1);
    expect(await messagesOf(one[0]?.conversationId ?? null)).toHaveLength(4);
  });

  test('is another message in another company', async () => {
    const same = mail();
    const elsewhere = await insertMailbox(api, otherCompany, { email: 'accueil@autre.example' });
    const first = await ingest(accueil, same);
    const other = await createIngest(api, otherCompany)(elsewhere, same);
    expect(other.outcome).toBe('new');
    expect(other.messageId).not.toBe(first.messageId);
  });
});

describe('own copies', () => {
  /** A reply that Relais sent in the conversation of a mail. */
  const reply = async (conversationId: number | null) => {
    const uuid = uuidv7();
    const internetMessageId = newMessageId({
      companyId: company.id,
      conversationId: conversationId ?? 0,
      messageUuid: uuid,
      domain: 'relais.example',
      keys: api.deps.encryptionKeys,
    });
    const [row] = await sql`
      insert into messages (
        company_id, uuid, conversation_id, channel, mailbox_id, direction, author_id,
        sender_address, recipients, subject, internet_message_id, status, occurred_at
      )
      values (
        ${company.id}, ${uuid}, ${conversationId}, 'email', ${accueil.id}, 'out',
        ${company.owner.id}, ${accueil.email},
        ${sql.json([{ kind: 'to', name: '', address: client }])}, 'Re: Formation CACES',
        ${internetMessageId}, 'sent', now()
      )
      returning id
    `;
    return { id: Number(row?.['id']), internetMessageId };
  };

  test('recognises the copy of a reply of Relais in Sent, and keeps its raw form', async () => {
    const { conversationId } = await ingest(accueil, mail());
    const sent = await reply(conversationId);
    const copy = mail({
      from: accueil.email,
      to: [client],
      internetMessageId: sent.internetMessageId,
    });
    const expected = {
      outcome: 'own_copy',
      reason: 'sent_by_relais',
      messageId: sent.id,
      conversationId,
    };
    expect(await ingest(accueil, copy, { folderRole: 'sent' })).toEqual(expected);
    expect(await ingest(accueil, copy, { folderRole: 'sent' })).toEqual(expected);
    expect(await messagesOf(conversationId)).toHaveLength(2);
    const [row] = await sql`select raw_sha256 from messages where id = ${sent.id}`;
    expect(row?.['raw_sha256']).toBe(copy.contentHash);
  });

  test('does not let a receiver replace the raw form of our mail', async () => {
    const { conversationId } = await ingest(accueil, mail());
    const sent = await reply(conversationId);
    const forged = mail({
      from: accueil.email,
      to: [accueil.email],
      internetMessageId: sent.internetMessageId,
      text: 'Nous vous devons 10 000 €',
    });
    expect(await ingest(accueil, forged)).toMatchObject({
      outcome: 'own_copy',
      messageId: sent.id,
    });
    const [row] = await sql`select raw_sha256, text from messages where id = ${sent.id}`;
    expect(row).toEqual({ raw_sha256: null, text: '' });
  });

  test('opens spam again when the client answers our reply, but not for a stranger', async () => {
    const { conversationId } = await ingest(accueil, mail());
    const sent = await reply(conversationId);
    await sql`update conversations set status = 'spam' where id = ${conversationId}`;
    const answer = { inReplyTo: sent.internetMessageId };
    const stranger = await ingest(accueil, mail({ ...answer, from: `autre-${client}` }));
    expect(stranger.conversationId).not.toBe(conversationId);
    expect(await conversationOf(conversationId)).toMatchObject({ status: 'spam' });
    expect(await ingest(accueil, mail(answer))).toMatchObject({ conversationId });
    expect(await conversationOf(conversationId)).toMatchObject({ status: 'nouveau' });
  });

  test('finds an answer to a reply by its signed id, though nothing else names it', async () => {
    const { conversationId } = await ingest(accueil, mail());
    const sent = await reply(conversationId);
    const answer = await ingest(
      accueil,
      mail({ subject: 'Tout autre sujet', inReplyTo: sent.internetMessageId.toUpperCase() }),
    );
    expect(answer.conversationId).toBe(conversationId);
  });

  test('shows a reply of another mail client as ours, and counts it as the first reply', async () => {
    const first = mail();
    const { conversationId } = await ingest(accueil, first);
    const own = mail({
      from: accueil.email,
      to: [client],
      subject: 'Re: Formation CACES',
      inReplyTo: first.internetMessageId,
    });
    expect(await ingest(accueil, own, { folderRole: 'sent' })).toMatchObject({
      outcome: 'own_copy',
      reason: 'own_reply',
      conversationId,
    });
    expect(await messagesOf(conversationId)).toMatchObject([
      { direction: 'in' },
      { direction: 'out', flags: [] },
    ]);
    const row = await conversationOf(conversationId);
    expect(row).toMatchObject({ waiting_since: null, is_unread: false, status: 'en_cours' });
    expect(row?.['first_reply_at']).not.toBeNull();
  });

  test('does not show a mail with our address as ours until Sent has it', async () => {
    const first = mail();
    const { conversationId } = await ingest(accueil, first);
    const copy = mail({
      from: accueil.email,
      to: [client],
      cc: [accueil.email],
      inReplyTo: first.internetMessageId,
    });
    await ingest(accueil, copy);
    expect(await messagesOf(conversationId)).toMatchObject([
      { direction: 'in' },
      { direction: 'in', flags: ['from_own_address'] },
    ]);
    expect((await conversationOf(conversationId))?.['waiting_since']).not.toBeNull();

    for (const _ of ['once', 'twice']) {
      expect(await ingest(accueil, copy, { folderRole: 'sent' })).toMatchObject({
        outcome: 'duplicate',
      });
    }
    expect((await messagesOf(conversationId))[1]).toMatchObject({ direction: 'out', flags: [] });
    expect(await conversationOf(conversationId)).toMatchObject({
      message_count: 2,
      waiting_since: null,
    });
  });

  test.each([
    [
      'from a mailbox of ours for somebody else',
      { from: 'accueil@relais.example', replyTo: 'a@mal.example' },
      {},
      ['from_own_domain'],
    ],
    ['from a mailbox of ours', { from: 'compta@relais.example' }, {}, ['from_own_domain']],
    [
      'from a mailbox of ours, which its server confirms',
      { from: 'compta@relais.example' },
      { dmarc: 'pass' },
      [],
    ],
    [
      'from a mailbox of ours, which another server of its provider confirms',
      { from: 'compta@relais.example' },
      { dmarc: 'pass', server: 'mx2.example.com' },
      ['from_own_domain'],
    ],
    ['from an address that its server refuses', {}, { dmarc: 'fail' }, ['not_authenticated']],
    ['with a verdict of another server', {}, { dmarc: 'fail', server: 'mx.mal.example' }, []],
  ])('marks a mail %s', async (_what, input, verdict, flags) => {
    const { dmarc, server = 'mx1.example.com' }: { dmarc?: string; server?: string } = verdict;
    const header = `${server}; spf=none (x; y) smtp.mailfrom=a; dmarc=${dmarc} header.from=b`;
    const headers: Record<string, string> =
      dmarc === undefined ? {} : { 'authentication-results': header };
    const { messageId } = await ingest(accueil, mail({ ...input, headers }));
    const [row] = await sql`select flags from messages where id = ${messageId}`;
    expect(row?.['flags']).toEqual(flags);
  });

  test('keeps mail between two mailboxes once, for the one that receives it', async () => {
    const internal = mail({ from: accueil.email, to: [compta.email], subject: `Note ${client}` });
    expect(await ingest(accueil, internal, { folderRole: 'sent' })).toMatchObject({
      outcome: 'own_copy',
      reason: 'internal',
      messageId: null,
    });
    const received = await ingest(compta, internal);
    expect(received.outcome).toBe('new');
    const flags = async () => (await messagesOf(received.conversationId))[0]?.['flags'];
    expect(await flags()).toEqual(['from_own_domain']);
    await ingest(accueil, internal, { folderRole: 'sent' });
    expect(await flags()).toEqual([]);
    const answer = mail({
      from: compta.email,
      to: [accueil.email],
      subject: `Re: Note ${client}`,
      inReplyTo: internal.internetMessageId,
    });
    expect(await ingest(accueil, answer)).toMatchObject({
      outcome: 'new',
      conversationId: received.conversationId,
    });
    expect(await conversationOf(received.conversationId)).toMatchObject({
      contact_address: accueil.email,
      contact_skipped_reason: 'own_domain',
      message_count: 2,
    });
  });

  test('starts a conversation with the receiver of a mail that was written elsewhere', async () => {
    const own = mail({ from: accueil.email, to: [`Marie <${client}>`] });
    const { conversationId } = await ingest(accueil, own, { folderRole: 'sent' });
    expect(await conversationOf(conversationId)).toMatchObject({
      contact_address: client,
      contact_name: 'Marie',
      is_unread: false,
    });
  });
});

describe('what is dropped', () => {
  const senderAddress = 'relais@install.example';
  const headers = { 'x-relais-company': String(company.id) };

  test('is a notification of this installation to its own user', async () => {
    const own = mail({ from: senderAddress, headers });
    expect(await ingest(accueil, own, { senderAddress })).toEqual({
      outcome: 'filtered',
      reason: 'own_notification',
      messageId: null,
      conversationId: null,
    });
  });

  test('is not a mail of another installation, nor one that copies the header', async () => {
    const theirs = mail({ headers });
    expect(await ingest(accueil, theirs, { senderAddress })).toMatchObject({ outcome: 'new' });
  });

  test('is a mail without a sender and without anything, but not the blank mail of a client', async () => {
    const blank = { subject: '', text: '' };
    expect(await ingest(accueil, mail({ ...blank, from: null }))).toMatchObject({
      outcome: 'filtered',
      reason: 'empty',
    });
    expect(await ingest(accueil, mail(blank))).toMatchObject({ outcome: 'new' });
  });
});

describe('what users and receivers of webhooks learn', () => {
  const eventsOf = async (conversationId: number | null) =>
    (
      await sql`
        select type from events
        where company_id = ${company.id} and subject_type = 'conversation'
          and subject_id = ${String(conversationId)}
        order by sequence nulls last, id
      `
    ).map((row) => String(row['type']));
  const notifiedOf = async (conversationId: number | null) =>
    (
      await sql`
        select user_id, code from notifications
        where company_id = ${company.id} and subject_type = 'conversation'
          and subject_id = ${String(conversationId)}
      `
    ).map((row) => [row['user_id'], row['code']]);
  const assign = (conversationId: number | null, userId: number) =>
    sql`update conversations set assigned_to = ${userId} where id = ${conversationId}`;

  test('is a new conversation with its message, and a run of the conversation', async () => {
    const { conversationId } = await ingest(accueil, mail());
    expect((await eventsOf(conversationId)).toSorted()).toEqual([
      'ConversationCreated',
      'MessageReceived',
    ]);
    const commands = await sql`
      select operation from commands where workflow_id = ${`conversation/${conversationId}`}
    `;
    expect(commands.map((row) => row['operation'])).toEqual(['signal_with_start']);
    expect(await notifiedOf(conversationId)).toEqual([]);
  });

  test('is told to the assignee', async () => {
    const first = mail();
    const { conversationId } = await ingest(accueil, first);
    await assign(conversationId, company.owner.id);
    await ingest(accueil, mail({ inReplyTo: first.internetMessageId }));
    expect(await notifiedOf(conversationId)).toEqual([[company.owner.id, 'message_received']]);
  });

  test('is nothing of old mail, nor of an automatic answer for the assignee', async () => {
    const first = mail();
    const { conversationId } = await ingest(accueil, first, { isNews: false });
    expect(await eventsOf(conversationId)).toEqual([]);
    expect(await conversationOf(conversationId)).toMatchObject({ is_unread: false });
    await assign(conversationId, company.owner.id);
    await ingest(accueil, mail({ inReplyTo: first.internetMessageId, flags: ['auto_reply'] }));
    expect(await notifiedOf(conversationId)).toEqual([]);
  });

  test('dates an old conversation by its mail, not by the day it was read', async () => {
    const receivedAt = new Date('2026-11-02T10:00:00Z');
    const { conversationId } = await ingest(accueil, mail(), { receivedAt, isNews: false });
    expect(await conversationOf(conversationId)).toMatchObject({
      created_at: receivedAt,
      last_message_at: receivedAt,
    });
  });
});

describe('two call centres', () => {
  test('share a conversation whose first mail came to both, so that neither misses it', async () => {
    const one = await insertMailbox(api, company, {
      email: 'lyon@relais.example',
      callCentreId: company.callCentreId,
    });
    const same = mail({ to: [one.email, compta.email] });
    const { conversationId } = await ingest(one, same);
    expect(await conversationOf(conversationId)).toMatchObject({
      call_centre_id: company.callCentreId,
    });
    await ingest(compta, same);
    expect(await conversationOf(conversationId)).toMatchObject({ call_centre_id: null });
  });

  test('do not share one that is under way', async () => {
    const [one] = await sql`select id, email from mailboxes where email = 'lyon@relais.example'`;
    const lyon = {
      id: Number(one?.['id']),
      email: 'lyon@relais.example',
      callCentreId: company.callCentreId,
    };
    const first = mail({ to: [lyon.email] });
    const { conversationId } = await ingest(lyon, first);
    const second = mail({
      to: [lyon.email, compta.email],
      inReplyTo: first.internetMessageId,
    });
    await ingest(lyon, second);
    await ingest(compta, second);
    expect(await conversationOf(conversationId)).toMatchObject({
      call_centre_id: company.callCentreId,
    });
  });
});

test('stores what PostgreSQL can not store as it is', async () => {
  const odd = mail({ subject: 'a\0b', text: 'x\0y \ud800 z', from: `Ma\0rie <${client}>` });
  const { messageId } = await ingest(accueil, odd);
  const [row] = await sql`select subject, text, sender_name from messages where id = ${messageId}`;
  expect(row).toEqual({ subject: 'ab', text: 'xy \ufffd z', sender_name: 'Marie' });
});
