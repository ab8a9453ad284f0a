/**
 * Goal: the order of arrival does not matter, and a forged id gives no rights. Method: `ingestMail` on real
 * Postgres with threads in random order (seeded), and mails of an attacker who knows every Message-ID.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ParsedMail } from '../../src/domain/messages/parsed.ts';
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
const { company, superuser: sql } = api;
const ingest = createIngest(api, company);

let accueil: MailboxRef;
beforeAll(async () => {
  accueil = await insertMailbox(api, company, { email: 'accueil@relais.example' });
});

let count = 0;
let client: string;
let attacker: string;
beforeEach(() => {
  count += 1;
  client = `client${count}@client.example`;
  attacker = `attaquant${count}@mal.example`;
});
const mail = (input: MailInput = {}) => mailOf({ from: client, to: [accueil.email], ...input });

const rowOf = async (id: number | null) =>
  (await sql`select * from conversations where id = ${id}`)[0] ?? {};
const flagsOf = async (id: number | null) =>
  (await sql`select flags from messages where id = ${id}`)[0]?.['flags'];
/** Where a message is now: conversations may have been merged since. */
const placeOf = async (id: number | null) =>
  (await sql`select conversation_id from messages where id = ${id}`)[0]?.['conversation_id'];

/** Mulberry32: the same order in every run. */
const randomOf = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let hash = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  hash = (hash + Math.imul(hash ^ (hash >>> 7), 61 | hash)) ^ hash;
  return ((hash ^ (hash >>> 14)) >>> 0) / 4_294_967_296;
};

const shuffled = <T>(items: readonly T[], random: () => number): T[] =>
  items
    .map((item) => ({ item, key: random() }))
    .toSorted((one, other) => one.key - other.key)
    .map(({ item }) => item);

interface ThreadStyle {
  /** How many ids a mail names besides the one that it answers. */
  referenceCount: number;
  isSubjectKept: boolean;
}

const THREAD_LENGTH = 50;

/** A thread of the client and us: each mail answers one of the last three. */
const threadOf = (random: () => number, { referenceCount, isSubjectKept }: ThreadStyle) => {
  const mails: (ParsedMail & { isOurs: boolean })[] = [];
  for (let at = 0; at < THREAD_LENGTH; at += 1) {
    const isOurs = at % 3 === 1;
    const parent = mails[Math.max(0, at - 1 - Math.floor(random() * 3))];
    const references =
      parent === undefined ? [] : [...parent.references, parent.internetMessageId ?? ''];
    mails.push({
      ...mail({
        from: isOurs ? accueil.email : client,
        to: [isOurs ? client : accueil.email],
        subject: isSubjectKept ? `Re: Chantier ${client}` : `Sujet ${at} ${client}`,
        inReplyTo: parent?.internetMessageId ?? null,
        references: referenceCount === 0 ? [] : references.slice(-referenceCount),
      }),
      isOurs,
    });
  }
  return mails;
};

const ingestAll = (mails: readonly (ParsedMail & { isOurs: boolean })[]) =>
  inCompany(api.database, { companyId: company.id, userId: null }, async (tx) => {
    const ids = [];
    for (const { isOurs, ...one } of mails) {
      const folderRole = isOurs ? 'sent' : 'inbox';
      const input = inputOf(api, { mailbox: accueil, mail: one, folderRole, isNews: false });
      ids.push((await ingestMail(tx, input)).messageId);
    }
    return ids;
  });

const conversationsOf = async (messageIds: readonly (number | null)[]) =>
  sql`
    select conversations.id, conversations.message_count, count(*) as found
    from messages join conversations on conversations.id = messages.conversation_id
    where messages.id = any (${[...messageIds]}::bigint[]) and conversations.deleted_at is null
    group by conversations.id
  `;

describe('a thread of 50 mails is one conversation in any order', () => {
  test.each([1, 2, 3, 4])('with References, other subjects (order %i)', async (seed) => {
    const random = randomOf(seed);
    const mails = threadOf(random, { referenceCount: 10, isSubjectKept: false });
    const found = await conversationsOf(await ingestAll(shuffled(mails, random)));
    expect(found).toMatchObject([{ message_count: THREAD_LENGTH, found: THREAD_LENGTH }]);
  });

  test.each([5, 6, 7, 8])('with In-Reply-To only (order %i)', async (seed) => {
    const random = randomOf(seed);
    const mails = threadOf(random, { referenceCount: 0, isSubjectKept: false });
    const found = await conversationsOf(await ingestAll(shuffled(mails, random)));
    expect(found).toMatchObject([{ message_count: THREAD_LENGTH, found: THREAD_LENGTH }]);
  });

  test.each([9, 10, 11, 12])('without some mails in the middle (order %i)', async (seed) => {
    const random = randomOf(seed);
    const mails = threadOf(random, { referenceCount: 10, isSubjectKept: false });
    const kept = mails.filter((_, at) => at % 5 !== 2);
    const found = await conversationsOf(await ingestAll(shuffled(kept, random)));
    expect(found).toMatchObject([{ message_count: kept.length, found: kept.length }]);
  });

  test.each([13, 14])(
    'with In-Reply-To only, without some mails, by its subject (order %i)',
    async (seed) => {
      const random = randomOf(seed);
      const mails = threadOf(random, { referenceCount: 0, isSubjectKept: true });
      const kept = mails.filter((_, at) => at % 4 !== 2);
      const found = await conversationsOf(await ingestAll(shuffled(kept, random)));
      expect(found).toMatchObject([{ message_count: kept.length, found: kept.length }]);
    },
  );
});

describe('two conversations that a late mail connects', () => {
  /** The middle of a thread comes last. */
  const split = async (overrides: { second?: MailInput } = {}) => {
    const first = mail({ subject: `Un ${client}` });
    const middle = mail({ subject: `Deux ${client}`, inReplyTo: first.internetMessageId });
    const last = mail({
      subject: `Trois ${client}`,
      inReplyTo: middle.internetMessageId,
      ...overrides.second,
    });
    const one = await ingest(accueil, first);
    const two = await ingest(accueil, last);
    expect(two.conversationId).not.toBe(one.conversationId);
    return { one, two, middle };
  };

  test('become the older one', async () => {
    const { one, two, middle } = await split();
    const late = await ingest(accueil, middle);
    expect(late.conversationId).toBe(one.conversationId);
    expect(await rowOf(one.conversationId)).toMatchObject({ message_count: 3, deleted_at: null });
    expect(await rowOf(two.conversationId)).toMatchObject({ merged_into_id: one.conversationId });
    expect(await flagsOf(late.messageId)).toEqual([]);
  });

  test('stay two if a person split one, and the mail joins the nearest', async () => {
    const { one, two, middle } = await split();
    await sql`
      update conversations set split_from_id = ${one.conversationId} where id = ${two.conversationId}
    `;
    const late = await ingest(accueil, middle);
    expect(late.conversationId).toBe(one.conversationId);
    expect(await rowOf(two.conversationId)).toMatchObject({ deleted_at: null });
  });

  test('stay two if they are of different users, and the mail says so', async () => {
    const { one, two, middle } = await split();
    const [agent, other] = company.agents;
    await sql`update conversations set assigned_to = ${agent.id} where id = ${one.conversationId}`;
    await sql`update conversations set assigned_to = ${other.id} where id = ${two.conversationId}`;
    const late = await ingest(accueil, middle);
    expect(await flagsOf(late.messageId)).toEqual(['other_conversation']);
    expect(await rowOf(two.conversationId)).toMatchObject({ deleted_at: null });
  });

  test('stay two if the mail is of an attacker, and its sender is a stranger', async () => {
    const mine = mail({ subject: `Un ${client}` });
    const victim = await ingest(accueil, mine);
    const theirs = mailOf({ from: attacker, to: [accueil.email] });
    const own = await ingest(accueil, theirs);
    const bridge = mailOf({
      from: attacker,
      to: [accueil.email],
      inReplyTo: mine.internetMessageId,
      references: [theirs.internetMessageId ?? ''],
    });
    const late = await ingest(accueil, bridge);
    expect(late.conversationId).toBe(victim.conversationId);
    expect(await flagsOf(late.messageId)).toEqual(['stranger', 'other_conversation']);
    expect(await rowOf(own.conversationId)).toMatchObject({ deleted_at: null });
    expect(await rowOf(victim.conversationId)).toMatchObject({
      deleted_at: null,
      contact_address: client,
      message_count: 2,
    });
  });

  test('of two strangers stay two, whoever names the ids of both', async () => {
    const one = mail();
    const victim = `victime${count}@client.example`;
    const two = mailOf({ from: victim, to: [accueil.email], subject: 'Autre' });
    const first = await ingest(accueil, one);
    const second = await ingest(accueil, two);
    for (const from of [attacker, client, victim]) {
      const bridge = mailOf({
        from,
        to: [accueil.email],
        cc: [client, victim, attacker],
        references: [one.internetMessageId ?? '', two.internetMessageId ?? ''],
      });
      await ingest(accueil, bridge);
    }
    expect(await rowOf(first.conversationId)).toMatchObject({ deleted_at: null });
    expect(await rowOf(second.conversationId)).toMatchObject({ deleted_at: null });
  });
});

describe('an attacker who forges the address of a client', () => {
  test('does not make two conversations one by three mails, and the mail says what it also answers', async () => {
    const bait = mailOf({ from: attacker, to: [accueil.email], cc: [client], subject: 'Autre' });
    const theirs = await ingest(accueil, bait);
    const subject = `Dossier ${client}`;
    const victim = await ingest(accueil, mail({ subject }));
    const forged = mail({ subject: `Re: ${subject}` });
    await ingest(accueil, forged);
    await ingest(accueil, mail({ cc: [attacker], inReplyTo: forged.internetMessageId }));
    const bridge = mailOf({
      from: attacker,
      to: [accueil.email],
      inReplyTo: forged.internetMessageId,
      references: [bait.internetMessageId ?? ''],
    });
    const late = await ingest(accueil, bridge);
    expect(late.conversationId).toBe(victim.conversationId);
    expect(await flagsOf(late.messageId)).toEqual(['stranger', 'other_conversation']);
    for (const { conversationId } of [victim, theirs]) {
      expect(await rowOf(conversationId)).toMatchObject({ deleted_at: null });
    }
  });

  test('does not hide a mail in spam by a copy that answers spam', async () => {
    const bait = mailOf({ from: attacker, to: [accueil.email] });
    const spam = await ingest(accueil, bait);
    await sql`update conversations set status = 'spam' where id = ${spam.conversationId}`;
    const real = mail();
    const copy = mail({
      internetMessageId: real.internetMessageId,
      inReplyTo: bait.internetMessageId,
    });
    for (const one of [copy, real]) {
      const { conversationId } = await ingest(accueil, one);
      expect(await rowOf(conversationId)).toMatchObject({ status: 'nouveau' });
    }
  });
});

describe('an attacker who knows Message-IDs', () => {
  test('stays a stranger, however often they write', async () => {
    const first = mail();
    const { conversationId } = await ingest(accueil, first);
    for (const _ of ['once', 'twice']) {
      const forged = mailOf({
        from: attacker,
        to: [accueil.email],
        cc: [attacker],
        inReplyTo: first.internetMessageId,
      });
      const result = await ingest(accueil, forged);
      expect(result.conversationId).toBe(conversationId);
      expect(await flagsOf(result.messageId)).toEqual(['stranger']);
    }
    expect(await rowOf(conversationId)).toMatchObject({ contact_address: client });
  });

  test.each([
    ['', () => []],
    [', though the other one is in copy', () => [client]],
  ])('does not draw mail of others into their conversation by an id to come%s', async (_, cc) => {
    const coming = mail();
    const trap = mailOf({
      from: attacker,
      to: [accueil.email],
      cc: cc(),
      references: [coming.internetMessageId ?? '', `public-${client}`],
    });
    const theirs = await ingest(accueil, trap);
    const victim = await ingest(accueil, coming);
    expect(victim.conversationId).not.toBe(theirs.conversationId);
    const answer = await ingest(
      accueil,
      mail({ subject: 'Suite', inReplyTo: coming.internetMessageId }),
    );
    expect(answer.conversationId).toBe(victim.conversationId);
    const unknown = await ingest(
      accueil,
      mail({ subject: 'Encore', inReplyTo: `public-${client}` }),
    );
    expect(unknown.conversationId).not.toBe(theirs.conversationId);
  });

  test('does not take over the answers to a mail by repeating its id', async () => {
    const first = mail();
    const { conversationId } = await ingest(accueil, first);
    const forged = mailOf({
      from: attacker,
      to: [accueil.email],
      internetMessageId: first.internetMessageId,
    });
    const theirs = await ingest(accueil, forged);
    expect(theirs.conversationId).not.toBe(conversationId);
    const answer = await ingest(
      accueil,
      mail({ subject: 'Suite', inReplyTo: first.internetMessageId }),
    );
    expect(answer.conversationId).toBe(conversationId);
    expect(await flagsOf(answer.messageId)).toEqual([]);
  });

  test('does not draw a thread away by using the id of a mail before it arrives', async () => {
    const real = mail();
    const first = mailOf({
      from: attacker,
      to: [accueil.email],
      cc: [client],
      internetMessageId: real.internetMessageId,
    });
    const theirs = await ingest(accueil, first);
    const { conversationId } = await ingest(accueil, real);
    const next = mail({ subject: 'Suite', inReplyTo: real.internetMessageId });
    const answer = await ingest(accueil, next);
    expect(conversationId).not.toBe(theirs.conversationId);
    expect(answer.conversationId).toBe(conversationId);
    expect(await flagsOf(answer.messageId)).toEqual([]);
  });

  test('does not take part by a form that speaks for the client', async () => {
    const first = mail();
    await ingest(accueil, first);
    const inReplyTo = first.internetMessageId;
    const program = `noreply@${attacker.split('@')[1]}`;
    for (const replyTo of [client, undefined]) {
      const forged = mailOf({
        from: program,
        to: [accueil.email],
        inReplyTo,
        ...(replyTo === undefined ? {} : { replyTo }),
      });
      expect(await flagsOf((await ingest(accueil, forged)).messageId)).toEqual(['stranger']);
    }
  });

  test('does not join by a signature of their own, only by the id as any other', async () => {
    const { conversationId } = await ingest(accueil, mail());
    const uuid = '0'.repeat(32);
    const id = `${uuid}.${Number(conversationId).toString(36)}.${'0'.repeat(24)}@relais.example`;
    const forged = await ingest(accueil, mailOf({ from: attacker, to: [], inReplyTo: id }));
    expect(forged.conversationId).not.toBe(conversationId);
  });
});

describe('a thread of three', () => {
  test('is one conversation once our mail to both others arrives', async () => {
    const third = `tiers${count}@client.example`;
    const first = mail({ subject: `Un ${client}` });
    const ours = mailOf({
      from: accueil.email,
      to: [client],
      cc: [third],
      subject: `Deux ${client}`,
      inReplyTo: first.internetMessageId,
    });
    const answer = mailOf({
      from: third,
      to: [accueil.email],
      subject: `Trois ${client}`,
      inReplyTo: ours.internetMessageId,
      references: [first.internetMessageId ?? ''],
    });
    const last = await ingest(accueil, answer);
    const one = await ingest(accueil, first);
    expect(one.conversationId).not.toBe(last.conversationId);
    const middle = await ingest(accueil, ours, { folderRole: 'sent' });
    expect(middle.conversationId).toBe(last.conversationId);
    expect(await placeOf(one.messageId)).toBe(last.conversationId);
  });
});

describe('a colleague whom the client put in copy', () => {
  test('is a stranger until we write to them', async () => {
    const colleague = `collegue${count}@client.example`;
    const first = mail({ cc: [colleague] });
    const { conversationId } = await ingest(accueil, first);
    const answer = () =>
      mailOf({ from: colleague, to: [accueil.email], inReplyTo: first.internetMessageId });
    const before = await ingest(accueil, answer());
    expect(before.conversationId).toBe(conversationId);
    expect(await flagsOf(before.messageId)).toEqual(['stranger']);
    const ours = mailOf({
      from: accueil.email,
      to: [client],
      cc: [colleague],
      inReplyTo: first.internetMessageId,
    });
    await ingest(accueil, ours, { folderRole: 'sent' });
    expect(await flagsOf((await ingest(accueil, answer())).messageId)).toEqual([]);
  });
});

describe('the subject', () => {
  test('joins mails of one contact within 30 days, whatever prefixes they have', async () => {
    const subject = `Devis toiture ${client}`;
    const { conversationId } = await ingest(accueil, mail({ subject }), {
      receivedAt: new Date('2026-11-01T08:00:00Z'),
    });
    for (const [prefix, day] of [
      ['Re: ', '05'],
      ['RE : TR: ', '20'],
      ['[EXTERNE] Rép : AW: ', '28'],
    ]) {
      const answer = mail({ subject: `${prefix}${subject.toUpperCase()}` });
      const receivedAt = new Date(`2026-11-${day}T08:00:00Z`);
      expect(await ingest(accueil, answer, { receivedAt })).toMatchObject({ conversationId });
    }
  });

  test.each([
    ['later than 30 days', { receivedAt: new Date('2026-11-29T08:00:00Z') }, {}],
    ['of another contact', {}, { from: 'autre@client.example' }],
    ['with somebody new', {}, { cc: ['nouveau@client.example'] }],
  ])('does not join a mail %s', async (_what, overrides, change) => {
    const subject = `Re: Devis toiture ${client}`;
    const receivedAt = new Date('2026-10-20T08:00:00Z');
    const { conversationId } = await ingest(accueil, mail({ subject }), { receivedAt });
    const other = await ingest(accueil, mail({ subject, ...change }), { receivedAt, ...overrides });
    expect(other.conversationId).not.toBe(conversationId);
  });

  test.each(['', 'Bonjour', 'Re: Bonjour', 'TR: Re:', 'ok'])(
    'does not join by %j',
    async (subject) => {
      const { conversationId } = await ingest(accueil, mail({ subject }));
      const other = await ingest(accueil, mail({ subject }));
      expect(other.conversationId).not.toBe(conversationId);
    },
  );

  test('does not join what a form of a web site sends for all visitors', async () => {
    const form = { from: `noreply@forms${count}.example`, subject: 'Formulaire du site' };
    const one = await ingest(accueil, mail(form));
    const two = await ingest(accueil, mail(form));
    expect(two.conversationId).not.toBe(one.conversationId);
  });
});

describe('a conversation that ended', () => {
  test('stays deleted: a new mail of its thread opens another one, which the next mails join', async () => {
    const first = mail();
    const old = await ingest(accueil, first);
    await sql`update conversations set deleted_at = now() where id = ${old.conversationId}`;
    const second = mail({ inReplyTo: first.internetMessageId });
    const fresh = await ingest(accueil, second);
    expect(fresh.conversationId).not.toBe(old.conversationId);
    const third = await ingest(
      accueil,
      mail({ inReplyTo: second.internetMessageId, references: [first.internetMessageId ?? ''] }),
    );
    expect(third.conversationId).toBe(fresh.conversationId);
    expect(await ingest(accueil, first)).toMatchObject({ outcome: 'duplicate' });
    expect((await rowOf(old.conversationId))['deleted_at']).not.toBeNull();
  });

  test.each(['resolu', 'archive'])('is opened again by an answer if it is %s', async (status) => {
    const first = mail();
    const { conversationId } = await ingest(accueil, first);
    await sql`update conversations set status = ${status} where id = ${conversationId}`;
    await ingest(accueil, mail({ inReplyTo: first.internetMessageId }));
    expect(await rowOf(conversationId)).toMatchObject({ status: 'nouveau' });
  });

  test('follows a message that a person moved', async () => {
    const first = mail({ subject: `Un ${client}` });
    const second = mail({ subject: `Deux ${client}`, inReplyTo: first.internetMessageId });
    const { conversationId } = await ingest(accueil, first);
    const { messageId } = await ingest(accueil, second);
    const split = await api.request(`/inbox/conversations/${conversationId}/split`, {
      method: 'POST',
      key: company.owner.key,
      body: { version: (await rowOf(conversationId))['version'], message_ids: [messageId] },
    });
    expect(split.status).toBeLessThan(300);
    const movedTo = await placeOf(messageId);
    expect(movedTo).not.toBe(conversationId);
    const answer = await ingest(
      accueil,
      mail({
        subject: 'Suite',
        inReplyTo: second.internetMessageId,
        references: [first.internetMessageId ?? ''],
      }),
    );
    expect(answer.conversationId).toBe(movedTo);
    expect(await flagsOf(answer.messageId)).toEqual([]);
  });
});
