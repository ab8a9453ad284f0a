/**
 * Goal: what mail servers report is attached to the message it is about, and its author learns it once. Method:
 * `ingestMail` on real Postgres, with parsed reports.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { newMessageId } from '../../src/domain/messages/message-ids.ts';
import type { MailReport } from '../../src/domain/messages/parsed.ts';
import { startTestApi } from '../support/api.ts';
import {
  createIngest,
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
beforeAll(async () => {
  accueil = await insertMailbox(api, company, { email: 'accueil@relais.example' });
});
let count = 0;
let client: string;
beforeEach(() => {
  count += 1;
  client = `client${count}@client.example`;
});

/** A reply of an agent in a new conversation. */
const sentMessage = async ({ isSigned = true } = {}) => {
  const { conversationId } = await ingest(accueil, mailOf({ from: client, to: [accueil.email] }));
  const uuid = uuidv7();
  const internetMessageId = isSigned
    ? newMessageId({
        companyId: company.id,
        conversationId: Number(conversationId),
        messageUuid: uuid,
        domain: 'relais.example',
        keys: api.deps.encryptionKeys,
      })
    : `${uuid}@relais.example`;
  const [row] = await sql`
    insert into messages (
      company_id, uuid, conversation_id, channel, mailbox_id, direction, author_id, sender_address,
      recipients, subject, internet_message_id, status, occurred_at
    )
    values (
      ${company.id}, ${uuid}, ${conversationId}, 'email', ${accueil.id}, 'out',
      ${company.agents[0].id}, ${accueil.email},
      ${sql.json([{ kind: 'to', name: '', address: client }])}, 'Re: Formation', ${internetMessageId}, 'sent', now()
    )
    returning id
  `;
  await sql`
    insert into thread_ids (company_id, internet_message_id, conversation_id)
    values (${company.id}, ${internetMessageId}, ${conversationId})
  `;
  return { id: Number(row?.['id']), conversationId, internetMessageId };
};

const reportMail = (
  originalMessageId: string | null,
  report: Partial<MailReport> = {},
  input: MailInput = {},
) =>
  mailOf({
    from: 'mailer-daemon@client.example',
    to: [accueil.email],
    subject: 'Undelivered Mail Returned to Sender',
    flags: ['bounce'],
    report: {
      kind: 'bounce',
      originalMessageId,
      recipients: [{ address: client, statusCode: '5.1.1', diagnostic: 'User unknown' }],
      ...report,
    },
    ...input,
  });

const reportsOf = (messageId: number) =>
  sql`
    select kind, recipient, status_code, report_message_id from message_reports
    where message_id = ${messageId} order by id
  `;
const notifiedOf = async () =>
  (
    await sql`
      select user_id, params from notifications
      where company_id = ${company.id} and code = 'message_reported' order by id
    `
  ).map((row) => [row['user_id'], row['params']]);
const messageOf = async (id: number | null) =>
  (await sql`select * from messages where id = ${id}`)[0] ?? {};

describe('a bounce', () => {
  test('is attached to our message, in its conversation, and told to its author once', async () => {
    const sent = await sentMessage();
    const before = (await notifiedOf()).length;
    const first = await ingest(accueil, reportMail(sent.internetMessageId));
    await ingest(accueil, reportMail(sent.internetMessageId));
    expect(first).toMatchObject({ outcome: 'new', conversationId: sent.conversationId });
    expect(await messageOf(first.messageId)).toMatchObject({ flags: ['bounce'] });
    expect(await reportsOf(sent.id)).toMatchObject([
      {
        kind: 'bounce',
        recipient: client,
        status_code: '5.1.1',
        report_message_id: first.messageId,
      },
      { kind: 'bounce' },
    ]);
    expect((await messageOf(sent.id))['bounced_at']).not.toBeNull();
    expect((await notifiedOf()).slice(before)).toEqual([
      [company.agents[0].id, { kind: 'bounce', recipient: client, subject: 'Re: Formation' }],
    ]);
  });

  test('that is read again changes nothing', async () => {
    const sent = await sentMessage();
    const bounce = reportMail(sent.internetMessageId);
    await ingest(accueil, bounce);
    const rows = await reportsOf(sent.id);
    expect(await ingest(accueil, bounce)).toMatchObject({ outcome: 'duplicate' });
    expect(await reportsOf(sent.id)).toEqual(rows);
  });

  test('of old mail is attached, and nobody is told', async () => {
    const sent = await sentMessage();
    const before = await notifiedOf();
    await ingest(accueil, reportMail(sent.internetMessageId), { isNews: false });
    expect(await reportsOf(sent.id)).toHaveLength(1);
    expect(await notifiedOf()).toEqual(before);
  });

  test('neither starts a wait nor creates a contact', async () => {
    const { conversationId } = await ingest(accueil, reportMail(null));
    const [row] = await sql`select * from conversations where id = ${conversationId}`;
    expect(row).toMatchObject({
      waiting_since: null,
      person_id: null,
      contact_skipped_reason: 'automatic',
    });
  });

  test('is not believed without our signature, and names only receivers of our message', async () => {
    const unsigned = await sentMessage({ isSigned: false });
    await ingest(accueil, reportMail(unsigned.internetMessageId));
    expect(await reportsOf(unsigned.id)).toEqual([]);
    const sent = await sentMessage();
    const other = { address: 'marie@mal.example', statusCode: '5.1.1', diagnostic: 'Moved' };
    await ingest(accueil, reportMail(sent.internetMessageId, { recipients: [other] }));
    expect(await reportsOf(sent.id)).toMatchObject([{ kind: 'bounce', recipient: null }]);
  });

  test('makes its sender no participant', async () => {
    const sent = await sentMessage();
    const bounce = reportMail(sent.internetMessageId, {}, { from: 'serveur@mal.example' });
    const { conversationId } = await ingest(accueil, bounce);
    const next = await ingest(
      accueil,
      mailOf({
        from: 'serveur@mal.example',
        to: [accueil.email],
        inReplyTo: sent.internetMessageId,
      }),
    );
    expect(next.conversationId).toBe(conversationId);
    expect(await messageOf(next.messageId)).toMatchObject({ flags: ['stranger'] });
  });

  test('about a received mail, an unknown one or one of another company is a mail like others', async () => {
    const received = mailOf({ from: client, to: [accueil.email] });
    const { messageId } = await ingest(accueil, received);
    const sent = await sentMessage();
    const elsewhere = await insertMailbox(api, otherCompany, { email: `autre${count}@x.example` });
    const results = [
      await ingest(accueil, reportMail(received.internetMessageId)),
      await ingest(accueil, reportMail('unknown@nowhere.example')),
      await createIngest(api, otherCompany)(elsewhere, reportMail(sent.internetMessageId)),
    ];
    expect(results.map(({ outcome }) => outcome)).toEqual(['new', 'new', 'new']);
    expect(await messageOf(results[0]?.messageId ?? null)).toMatchObject({
      flags: ['bounce', 'stranger'],
    });
    expect(await reportsOf(Number(messageId))).toEqual([]);
    expect(await reportsOf(sent.id)).toEqual([]);
    expect(await messageOf(sent.id)).toMatchObject({ bounced_at: null });
  });
});

test('a delay is attached, and nobody is told', async () => {
  const sent = await sentMessage();
  const before = await notifiedOf();
  const result = await ingest(
    accueil,
    reportMail(sent.internetMessageId, { kind: 'delay' }, { flags: [] }),
  );
  expect(await reportsOf(sent.id)).toMatchObject([{ kind: 'delay' }]);
  expect(await messageOf(sent.id)).toMatchObject({ bounced_at: null });
  expect(await messageOf(result.messageId)).toMatchObject({ flags: ['auto_reply'] });
  expect(await notifiedOf()).toEqual(before);
});

test('a complaint is told to the author once, and is no bounce', async () => {
  const sent = await sentMessage();
  const before = (await notifiedOf()).length;
  for (const _ of ['once', 'twice']) {
    const complaint = reportMail(
      sent.internetMessageId,
      { kind: 'complaint', recipients: [] },
      { flags: ['complaint'] },
    );
    await ingest(accueil, complaint);
  }
  expect(await reportsOf(sent.id)).toMatchObject([
    { kind: 'complaint', recipient: null },
    { kind: 'complaint' },
  ]);
  expect(await messageOf(sent.id)).toMatchObject({ bounced_at: null });
  expect((await notifiedOf()).slice(before)).toMatchObject([
    [company.agents[0].id, { kind: 'complaint' }],
  ]);
});
