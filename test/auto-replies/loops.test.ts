/**
 * Goal: programs that answer each other stop. Method: two companies of Relais whose folders answer by themselves, and
 * vacation responders, exchange the mails that really leave over SMTP, for a day of the test's clock.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { KeptMail } from '../../dev/fakes/smtp/kept-mails.ts';
import { createAutoReplyActivities } from '../../src/activities/auto-replies/activities.ts';
import { createConversationActivities } from '../../src/activities/conversations.ts';
import { readMail } from '../../src/platform/mime/read-mail.ts';
import {
  GOOD_DRAFT,
  goodDraftFrom,
  insertPassage,
  PASSAGE,
  startAutoReplyWorld,
} from '../support/auto-replies.ts';
import type { TestCompany } from '../support/api.ts';
import { createIngest } from '../support/mails.ts';
import { insertTestMailbox } from '../support/replies.ts';

const world = await startAutoReplyWorld();
afterAll(() => world.stop());
const { api, smtp, activities } = world;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const PERIOD_MS = 15 * MINUTE_MS;

const { settleConversation } = createConversationActivities(api.deps);
const OTHER_PASSAGE = { ...PASSAGE, passage_id: 2, article_id: 2 };
await insertPassage(api, api.company);
await insertPassage(api, api.otherCompany, OTHER_PASSAGE);
const drafts = createAutoReplyActivities(api.deps, (companyId) =>
  Promise.resolve(companyId === api.company.id ? GOOD_DRAFT : goodDraftFrom(OTHER_PASSAGE)),
);

interface Side {
  email: string;
  company: TestCompany;
  /** A mail arrives. Out: the automatic replies that leave because of it. */
  receive: (raw: string) => Promise<KeptMail[]>;
}

const sideOf = async (company: TestCompany): Promise<Side> => {
  const { mailboxId, email } = await insertTestMailbox(api, { company, smtpUrl: smtp.url });
  const [folder] = await api.superuser`
    insert into inbox_folders (company_id, name, colour, position, rules)
    values (
      ${company.id}, ${`Tout ${email}`}, 'sky', 1,
      ${api.superuser.json({
        kind: 'any',
        rules: [{ kind: 'text', field: 'recipient', operator: 'contains', values: [email] }],
      })}
    )
    returning id
  `;
  await api.superuser`
    insert into folder_auto_replies (company_id, folder_id, mode, prompt, on_expiry)
    values (${company.id}, ${Number(folder?.['id'])}, 'auto', 'Réponds.', 'discard')
  `;
  const mailbox = { id: mailboxId, email, callCentreId: null };
  const ingest = createIngest(api, company);
  return {
    email,
    company,
    receive: async (raw) => {
      const received = `Authentication-Results: 127.0.0.1; dmarc=pass\n${raw}`;
      const { mail } = await readMail(Buffer.from(received.replaceAll('\n', '\r\n')));
      const { conversationId } = await ingest(mailbox, mail);
      if (conversationId === null) return [];
      world.forwardMs(15_000);
      await settleConversation({ companyId: company.id, conversationId });
      const open = await api.superuser`
        select id from auto_replies
        where conversation_id = ${conversationId} and status = 'drafting'
      `;
      for (const row of open) {
        await drafts.writeAutoReply({ companyId: company.id, autoReplyId: String(row['id']) });
      }
      const queued = await api.superuser`
        select uuid from messages
        where conversation_id = ${conversationId} and status = 'queued'
      `;
      const before = smtp.mails().length;
      world.forwardMs(10_000);
      for (const row of queued) {
        await activities.attemptReply({ companyId: company.id, messageUuid: String(row['uuid']) });
      }
      return smtp.mails().slice(0, smtp.mails().length - before);
    },
  };
};

/** As the other side's server delivers it. */
const rawOf = (mail: KeptMail): string =>
  [...Object.entries(mail.headers).map(([name, value]) => `${name}: ${value}`), '', mail.text].join(
    '\n',
  );

const plain = (from: string, to: string, more: readonly string[] = []): string =>
  [
    `From: ${from}`,
    `To: ${to}`,
    'Subject: Tarif',
    `Message-ID: <${crypto.randomUUID()}@ailleurs.example>`,
    ...more,
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Combien coûte le dossier ?',
  ].join('\n');

let one: Side;
let other: Side;
beforeEach(async () => {
  one = await sideOf(api.company);
  other = await sideOf(api.otherCompany);
});

test('a person gets the automatic reply', async () => {
  const replies = await one.receive(plain('Marie <marie@ailleurs.example>', one.email));
  expect(replies.map(({ to }) => to)).toEqual([['Marie <marie@ailleurs.example>']]);
});

test('two companies of Relais answer each other at most once', async () => {
  let mails = await one.receive(plain(`Atelier <${other.email}>`, one.email));
  expect(mails).toHaveLength(1);
  let count = 0;
  for (let turn = 0; turn < 20 && mails.length > 0; turn += 1) {
    const receiver = turn % 2 === 0 ? other : one;
    mails = (await Promise.all(mails.map((mail) => receiver.receive(rawOf(mail))))).flat();
    count += mails.length;
  }
  expect(count).toBe(0);
});

describe('a vacation responder that answers every mail for a day', () => {
  const dayWith = async (headers: readonly string[], sender: string): Promise<number> => {
    let count = (await one.receive(plain(sender, one.email))).length;
    for (let spentMs = 0; spentMs < DAY_MS; spentMs += PERIOD_MS) {
      world.forwardMs(PERIOD_MS);
      count += (await one.receive(plain(sender, one.email, headers))).length;
    }
    return count;
  };

  test('gets one reply if it says what it is', async () => {
    expect(await dayWith(['Auto-Submitted: auto-replied'], 'a@vacances.example')).toBe(1);
  });

  test('gets few replies if it hides what it is', async () => {
    expect(await dayWith([], 'b@vacances.example')).toBeLessThanOrEqual(5);
  });
});
