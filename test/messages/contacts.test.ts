/**
 * Goal: a conversation has the right contact, and strangers make none that the company does not want. Method:
 * `ingestMail` and `ensureContact` on real Postgres.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { inCompany } from '../../src/platform/database.ts';
import { ensureContact } from '../../src/services/messages/contacts.ts';
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
let client: string;
beforeEach(async () => {
  count += 1;
  client = `client${count}@client.example`;
  await choose({});
});

const choose = (inbox: object) =>
  sql`
    insert into company_settings (company_id, chosen, version)
    values (${company.id}, ${sql.json({ inbox } as never)}, 1)
    on conflict (company_id) do update set chosen = excluded.chosen
  `;
const mail = (input: MailInput = {}) =>
  mailOf({ from: `Marie Dumitru <${client}>`, to: [accueil.email], ...input });
const rowOf = async (id: number | null) =>
  (await sql`select * from conversations where id = ${id}`)[0] ?? {};
const person = async (emails: readonly string[], name = 'Marie') => {
  const answer = await api.request('/api/v1/people', {
    method: 'POST',
    key: company.owner.key,
    body: { name, emails: emails.map((value) => ({ value })) },
  });
  expect(answer.status).toBe(201);
  return z.object({ id: z.number() }).parse(await answer.json()).id;
};
const ensure = (conversationId: number | null) =>
  inCompany(api.database, { companyId: company.id, userId: company.owner.id }, (tx) =>
    ensureContact(tx, conversationId ?? 0),
  );

describe('a known sender', () => {
  test('is found by the e-mail address, the oldest of several', async () => {
    const oldest = await person([client]);
    await person([client], 'Homonyme');
    const { conversationId } = await ingest(accueil, mail());
    expect(await rowOf(conversationId)).toMatchObject({
      person_id: oldest,
      contact_skipped_reason: null,
    });
  });

  test('is the person that theirs was merged into', async () => {
    const loser = await person([client]);
    const winner = await person([`autre${count}@client.example`]);
    await sql`
      update people set merged_into_id = ${winner}, deleted_at = now() where id = ${loser}
    `;
    const { conversationId } = await ingest(accueil, mail());
    expect(await rowOf(conversationId)).toMatchObject({ person_id: winner });
  });

  test('is not a deleted person: a new one is created', async () => {
    const gone = await person([client]);
    await sql`update people set deleted_at = now() where id = ${gone}`;
    const { conversationId } = await ingest(accueil, mail());
    const { person_id: personId } = await rowOf(conversationId);
    expect(personId).not.toBeNull();
    expect(personId).not.toBe(gone);
  });

  test('is an organisation where no person has the address', async () => {
    const answer = await api.request('/api/v1/organisations', {
      method: 'POST',
      key: company.owner.key,
      body: { name: 'Client SARL', emails: [{ value: client }] },
    });
    const { id } = z.object({ id: z.number() }).parse(await answer.json());
    const { conversationId } = await ingest(accueil, mail());
    expect(await rowOf(conversationId)).toMatchObject({ person_id: null, organisation_id: id });
  });
});

describe('an unknown sender', () => {
  test('becomes a contact once, and the trail names the mail', async () => {
    const first = await ingest(accueil, mail());
    const second = await ingest(accueil, mail({ subject: 'Autre sujet' }));
    const { person_id: personId } = await rowOf(first.conversationId);
    expect(await rowOf(second.conversationId)).toMatchObject({ person_id: personId });
    await api.sealFacts();
    const [entry] = await sql`
      select entry from audit_entries
      where company_id = ${company.id} and entry ->> 'operation' = 'people.create'
        and entry ->> 'resource_id' = ${String(personId)}
    `;
    const [message] = await sql`select uuid from messages where id = ${first.messageId}`;
    expect(entry?.['entry']).toMatchObject({
      user_id: null,
      after: { name: 'Marie Dumitru', source: { message: message?.['uuid'] } },
    });
  });

  test.each([
    ['"Dumitru, Marie"', 'Dumitru, Marie'],
    ['Marie\u202e\u0007 <b>Dumitru</b>', 'Marie b Dumitru /b'],
    ['https://mal.example/x', null],
    ['patron@relais.example', null],
    ['', null],
  ])('named %j gets a safe name', async (name, expected) => {
    const odd = mail();
    const from = { name, address: client };
    const { conversationId } = await ingest(accueil, { ...odd, from });
    const { person_id: id } = await rowOf(conversationId);
    const [row] = await sql`select name from people where id = ${Number(id)}`;
    expect(row?.['name']).toBe(expected ?? client);
  });

  test.each([
    ['role_address', 'info@boutique.example', {}],
    ['role_address', 'no-reply+12@boutique.example', {}],
    ['role_address', 'ne-pas-repondre@boutique.example', {}],
    ['own_domain', 'paul@maison.example', { own_domains: ['maison.example'] }],
    ['own_domain', 'paul@lyon.maison.example', { own_domains: ['maison.example'] }],
    ['policy', 'paul@client.example', { contact_policy: 'never' }],
    ['policy', 'paul@client.example', { contact_policy: 'replies_only' }],
    ['unusable_address', 'pas une adresse', {}],
  ])('is no contact: %s for %s', async (reason, from, inbox) => {
    await choose(inbox);
    const odd = { ...mail(), from: { name: 'Paul', address: from } };
    const { conversationId } = await ingest(accueil, odd);
    expect(await rowOf(conversationId)).toMatchObject({
      person_id: null,
      contact_skipped_reason: reason,
    });
  });

  test('is no contact by an automatic answer', async () => {
    const { conversationId } = await ingest(accueil, mail({ flags: ['auto_reply'] }));
    expect(await rowOf(conversationId)).toMatchObject({ contact_skipped_reason: 'automatic' });
  });
});

describe('with the policy `replies_only`', () => {
  beforeEach(() => choose({ contact_policy: 'replies_only' }));

  test('the first reply creates the contact, once', async () => {
    const { conversationId } = await ingest(accueil, mail());
    const created = await ensure(conversationId);
    expect(created).not.toBeNull();
    expect(await ensure(conversationId)).toBe(created);
    expect(await rowOf(conversationId)).toMatchObject({
      person_id: created,
      contact_skipped_reason: null,
    });
  });

  test('a reply of another mail client does too', async () => {
    const first = mail();
    const { conversationId } = await ingest(accueil, first);
    const own = mailOf({
      from: accueil.email,
      to: [client],
      inReplyTo: first.internetMessageId,
    });
    await ingest(accueil, own, { folderRole: 'sent' });
    expect((await rowOf(conversationId))['person_id']).not.toBeNull();
  });
});

test('two replies at once create one contact', async () => {
  await choose({ contact_policy: 'replies_only' });
  const one = await ingest(accueil, mail());
  const two = await ingest(accueil, mail({ subject: 'Autre sujet' }));
  const ids = await Promise.all([ensure(one.conversationId), ensure(two.conversationId)]);
  expect(ids[0]).not.toBeNull();
  expect(ids[1]).toBe(ids[0]);
});

test('a reply to a role address creates no contact, and says why', async () => {
  const { conversationId } = await ingest(accueil, {
    ...mail(),
    from: { name: '', address: 'info@boutique.example' },
  });
  expect(await ensure(conversationId)).toBeNull();
  expect(await rowOf(conversationId)).toMatchObject({ contact_skipped_reason: 'role_address' });
});
