/**
 * Goal: newsletters are kept out of the inbox, and no mail of a customer with them. Method: `ingestMail` on real
 * Postgres, and the endpoints of senders.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  NewsletterSenderDecidedOut,
  NewsletterSenderOut,
} from '../../src/domain/messages/newsletter-senders.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
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
const { company, superuser: sql } = api;
const ingest = createIngest(api, company);

let accueil: MailboxRef;
beforeAll(async () => {
  accueil = await insertMailbox(api, company, { email: 'accueil@relais.example' });
});
let count = 0;
let sender: string;
beforeEach(() => {
  count += 1;
  sender = `lettre${count}@boutique.example`;
});
const UNSUBSCRIBE = { 'list-unsubscribe': '<https://boutique.example/u>' };
const letter = (input: MailInput = {}) =>
  mailOf({
    from: sender,
    to: [accueil.email],
    headers: UNSUBSCRIBE,
    subject: `Promo ${count}`,
    ...input,
  });
const rowOf = async (id: number | null) =>
  (await sql`select * from conversations where id = ${id}`)[0] ?? {};
const decide = async (isNewsletter: boolean, key = company.owner.key) => {
  const answer = await api.request('/inbox/newsletter-senders', {
    method: 'POST',
    key,
    body: { address: sender.toUpperCase(), is_newsletter: isNewsletter },
  });
  expect(answer.status).toBe(200);
  return NewsletterSenderDecidedOut.parse(await answer.json());
};

describe('a newsletter', () => {
  test.each([
    ['list_id', { 'list-id': 'Lettre <lettre.boutique.example>' }],
    ['list_unsubscribe', UNSUBSCRIBE],
    ['precedence', { precedence: 'Bulk' }],
    ['precedence', { precedence: 'list' }],
  ])('is recognised: %s %j', async (reason, headers) => {
    const result = await ingest(accueil, letter({ headers }));
    expect(result).toMatchObject({ outcome: 'newsletter', reason });
    expect(await rowOf(result.conversationId)).toMatchObject({
      is_newsletter: true,
      waiting_since: null,
      person_id: null,
      contact_skipped_reason: 'newsletter',
    });
  });

  test('is no news for anybody', async () => {
    const { conversationId } = await ingest(accueil, letter());
    const subject = String(conversationId);
    expect(await sql`select 1 from events where subject_id = ${subject}`).toHaveLength(0);
    const id = `conversation/${subject}`;
    expect(await sql`select 1 from commands where workflow_id = ${id}`).toHaveLength(0);
  });

  test.each([
    ['an automatic answer', { flags: ['auto_reply' as const], headers: { precedence: 'bulk' } }],
    ['a bounce', { flags: ['bounce' as const], headers: { precedence: 'junk' } }],
    ['a mail without such headers', { headers: { precedence: 'first-class' } }],
    ['a mail of Amazon SES', { headers: { 'feedback-id': '1.eu-west-1.abc:AmazonSES' } }],
    [
      'a mail over a group of the company',
      { headers: { ...UNSUBSCRIBE, 'list-id': '<contact.relais.example>', precedence: 'list' } },
    ],
  ])('is not %s', async (_what, input) => {
    expect(await ingest(accueil, letter(input))).toMatchObject({ outcome: 'new' });
  });

  test('is not a mail of a sender that the company has written to', async () => {
    await ingest(accueil, mailOf({ from: accueil.email, to: [sender] }), { folderRole: 'sent' });
    expect(await ingest(accueil, letter())).toMatchObject({ outcome: 'new' });
  });

  test('is not an answer to a mail of ours, nor what the web site of the company sends', async () => {
    const own = mailOf({ from: accueil.email, to: ['autre@client.example'] });
    await ingest(accueil, own, { folderRole: 'sent' });
    const answer = letter({ inReplyTo: own.internetMessageId });
    expect(await ingest(accueil, answer)).toMatchObject({ outcome: 'new' });
    const form = letter({ from: accueil.email, replyTo: `Paul <paul${count}@client.example>` });
    const result = await ingest(accueil, form);
    expect(result.outcome).toBe('new');
    expect(await rowOf(result.conversationId)).toMatchObject({
      contact_address: `paul${count}@client.example`,
      contact_name: 'Paul',
    });
  });

  test('leaves the newsletters when a person answers or is answered in it', async () => {
    const first = letter();
    const { conversationId } = await ingest(accueil, first);
    const answer = letter({ headers: {}, inReplyTo: first.internetMessageId });
    expect(await ingest(accueil, answer)).toMatchObject({ outcome: 'new', conversationId });
    expect(await rowOf(conversationId)).toMatchObject({ is_newsletter: false });
  });
});

describe('a person decides about a sender', () => {
  test('to bring it back for good, with what came before', async () => {
    const { conversationId } = await ingest(accueil, letter());
    await ingest(accueil, letter({ subject: 'Autre promo' }));
    expect(await decide(false)).toMatchObject({
      address: sender,
      is_newsletter: false,
      decided_by: company.owner.id,
      moved_count: 2,
      has_more: false,
    });
    expect((await decide(false)).moved_count).toBe(0);
    const row = await rowOf(conversationId);
    expect(row).toMatchObject({ is_newsletter: false });
    expect(row['waiting_since']).toEqual(row['last_inbound_at']);
    expect(await ingest(accueil, letter())).toMatchObject({ outcome: 'new' });
  });

  test('to send it away, but not what somebody works on or answered', async () => {
    const plain = { headers: {}, subject: `Offre ${count}` };
    const free = await ingest(accueil, letter(plain));
    const taken = await ingest(accueil, letter({ ...plain, subject: `Prise ${count}` }));
    await sql`
      update conversations set assigned_to = ${company.owner.id} where id = ${taken.conversationId}
    `;
    expect(await decide(true)).toMatchObject({ is_newsletter: true, moved_count: 1 });
    expect(await rowOf(free.conversationId)).toMatchObject({ is_newsletter: true });
    expect(await rowOf(taken.conversationId)).toMatchObject({ is_newsletter: false });
    expect(await ingest(accueil, letter({ ...plain, subject: 'Encore une' }))).toMatchObject({
      outcome: 'newsletter',
      reason: 'decided_sender',
    });
  });

  test('but a forged mail does not hide the sender to whom we have written', async () => {
    const ours = mailOf({ from: accueil.email, to: [sender], subject: `Votre devis ${count}` });
    await ingest(accueil, ours, { folderRole: 'sent' });
    await decide(true);
    const personal = letter({ headers: {}, subject: `Question ${count}` });
    expect(await ingest(accueil, personal)).toMatchObject({ outcome: 'new' });
    expect(await ingest(accueil, letter())).toMatchObject({ reason: 'decided_sender' });
  });

  test('within their reach when mail leaves the inbox', async () => {
    const { conversationId } = await ingest(accueil, letter({ headers: {} }));
    const [other] = await sql`
      insert into call_centres (company_id, name) values (${company.id}, ${`Centre ${count}`})
      returning id
    `;
    await sql`
      update conversations set call_centre_id = ${Number(other?.['id'])} where id = ${conversationId}
    `;
    expect((await decide(true, company.agents[0].key)).moved_count).toBe(0);
    expect((await decide(true)).moved_count).toBe(1);
  });

  test('and the decisions are listed by address, in pages', async () => {
    const list = async (cursor = '') => {
      const answer = await api.request(`/inbox/newsletter-senders?limit=2${cursor}`, {
        key: company.owner.key,
      });
      return pageOf(NewsletterSenderOut).parse(await answer.json());
    };
    const first = await list();
    const second = await list(`&cursor=${z.string().parse(first.next_cursor)}`);
    const addresses = [...first.data, ...second.data].map(({ address }) => address);
    expect(addresses.length).toBeGreaterThan(2);
    expect(addresses).toEqual(addresses.toSorted());
  });
});
