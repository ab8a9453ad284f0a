import { createHash } from 'node:crypto';
import { z } from 'zod';
import { loadConfig } from '../../../src/config.ts';
import { openFiles } from '../../../src/platform/files/open.ts';
import type { BenchCompany } from '../company.ts';
import type { Stack } from '../stack.ts';
import type { ChaosMail } from './mails.ts';
import { readStored } from './state.ts';
import type { Disturbed } from './reading.ts';
import type { MailChaosWorld } from './world.ts';

/** What is stored of a mailbox that was read with disturbances, against what was delivered. */

export interface ReadingLedger {
  faults: string[];
  /** For people. */
  lines: string[];
}

export const checkReading = async (
  { stack, calm, disturbed: company }: MailChaosWorld,
  mails: readonly ChaosMail[],
  disturbed: Disturbed,
): Promise<ReadingLedger> => {
  const { mailboxId } = disturbed;
  const rows = await readMessages(stack, company, mailboxId);
  const files = await checkFiles(stack, company, rows);
  const events = await readEvents(stack, company);
  const notified = await readNotified(stack, company);
  const conversations = await compareConversations(stack, { calm, company });
  const items = await readItems(stack, mailboxId);
  const expected = new Map<string, ChaosMail>();
  for (const mail of mails) if (!expected.has(mail.sha256)) expected.set(mail.sha256, mail);
  const counts = countBy(rows.map(({ raw_sha256: sha256 }) => sha256));
  const repeatedContents = new Set(
    mails.filter(({ isRepeated }) => isRepeated).map(({ sha256 }) => sha256),
  );
  const told = { due: 0, silent: 0 };
  const faults = { lost: 0, doubled: 0, toldTwice: 0, notTold: 0, toldOfOld: 0, notifiedTwice: 0 };
  let notNotified = 0;
  for (const [sha256, mail] of expected) {
    const storedCount = counts.get(sha256) ?? 0;
    if (storedCount === 0) faults.lost += 1;
    if (storedCount > 1) faults.doubled += 1;
    const eventCount = events.get(sha256) ?? 0;
    const notifiedCount = notified.get(mail.subject) ?? 0;
    if (eventCount > 1) faults.toldTwice += 1;
    if (notifiedCount > 1) faults.notifiedTwice += 1;
    const isDue = mail.isNew && !mail.isNewsletter && !repeatedContents.has(sha256);
    const mayBeSilent = disturbed.maybeSilent.has(sha256) || repeatedContents.has(sha256);
    if (isDue) told.due += 1;
    if (isDue && eventCount === 0) {
      if (mayBeSilent) told.silent += 1;
      else faults.notTold += 1;
    }
    if (eventCount > 0 && !mail.isNew && !repeatedContents.has(sha256)) faults.toldOfOld += 1;
    if (eventCount > 0 && disturbed.assigned.has(sha256) && notifiedCount === 0) notNotified += 1;
  }
  const unknown = [...counts.keys()].filter((sha256) => !expected.has(sha256)).length;
  const notifications = [...notified.values()].reduce((sum, count) => sum + count, 0);
  return {
    faults: [
      ...fault(faults.lost, 'messages lost'),
      ...fault(faults.doubled, 'messages stored twice'),
      ...fault(unknown, 'messages that nobody sent'),
      ...fault(faults.toldTwice, 'messages announced twice'),
      ...fault(faults.notTold, 'new messages not announced'),
      ...fault(faults.toldOfOld, 'old messages announced'),
      ...fault(faults.notifiedTwice, 'messages notified twice'),
      ...fault(notNotified, 'announced messages not notified'),
      ...fault(files.missing, 'files missing or changed'),
      ...fault(items.pending ?? 0, 'messages still pending'),
      ...fault(items.quarantined ?? 0, 'messages quarantined'),
      ...conversations.faults,
    ],
    lines: [
      `${expected.size} messages in ${mails.length} mails: ${rows.length} stored, ${files.checked} files read and compared`,
      `${told.due} new ones to announce: ${told.due - told.silent - faults.notTold} announced, ${told.silent} silent because a rebuild found them; ${notifications} notifications`,
      `${conversations.count} conversations, undisturbed ${conversations.calmCount}`,
      `items: ${Object.entries(items)
        .map(([outcome, count]) => `${count} ${outcome}`)
        .join(', ')}`,
    ],
  };
};

const fault = (count: number, what: string): string[] => (count === 0 ? [] : [`${count} ${what}`]);

const countBy = (values: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

const MessageRow = z.object({ id: z.number(), raw_sha256: z.string() });

const readMessages = async (
  { superuser }: Stack,
  { companyId }: BenchCompany,
  mailboxId: number,
): Promise<z.infer<typeof MessageRow>[]> => {
  const rows = await superuser`
    select id, coalesce(raw_sha256, '') as raw_sha256 from messages
    where company_id = ${companyId}::bigint and mailbox_id = ${mailboxId}::bigint
  `;
  return z.array(MessageRow).parse(rows.slice());
};

/** Each message as it came, and each attachment, by its hash. */
const checkFiles = async (
  stack: Stack,
  { companyId }: BenchCompany,
  rows: readonly z.infer<typeof MessageRow>[],
): Promise<{ checked: number; missing: number }> => {
  const attachments = await stack.superuser`
    select distinct sha256 from message_attachments
    where company_id = ${companyId}::bigint and sha256 is not null
  `;
  const hashes = new Set([
    ...rows.map(({ raw_sha256: sha256 }) => sha256),
    ...z
      .array(z.object({ sha256: z.string() }))
      .parse(attachments.slice())
      .map(({ sha256 }) => sha256),
  ]);
  const files = openFiles(loadConfig(stack.environment));
  let missing = 0;
  for (const sha256 of hashes) {
    const file = await files.get({ companyId, sha256 });
    const hash = createHash('sha256');
    if (file !== undefined) for await (const chunk of file.content) hash.update(chunk);
    if (file === undefined || hash.digest('hex') !== sha256) missing += 1;
  }
  files.close();
  return { checked: hashes.size, missing };
};

const Counted = z.array(z.object({ key: z.string(), count: z.number() }));

const toCounts = (rows: readonly unknown[]): Map<string, number> =>
  new Map(Counted.parse(rows).map(({ key, count }) => [key, count]));

/** Out: how often each content was announced. */
const readEvents = async (
  { superuser }: Stack,
  { companyId }: BenchCompany,
): Promise<Map<string, number>> => {
  const rows = await superuser`
    select messages.raw_sha256 as key, count(*) as count
    from events
    join messages on messages.company_id = events.company_id
      and messages.id = (events.data ->> 'message_id')::bigint
    where events.company_id = ${companyId}::bigint and events.type = 'MessageReceived'
    group by messages.raw_sha256
  `;
  return toCounts(rows.slice());
};

/** Out: how often each subject was notified. Subjects differ. */
const readNotified = async (
  { superuser }: Stack,
  { companyId }: BenchCompany,
): Promise<Map<string, number>> => {
  const rows = await superuser`
    select params ->> 'subject' as key, count(*) as count
    from notifications
    where company_id = ${companyId}::bigint and type = 'MESSAGE_RECEIVED'
    group by params ->> 'subject'
  `;
  return toCounts(rows.slice());
};

const readItems = async (
  { superuser }: Stack,
  mailboxId: number,
): Promise<Record<string, number>> => {
  const rows = await superuser`
    select outcome as key, count(*) as count from mailbox_items
    where mailbox_id = ${mailboxId}::bigint
    group by outcome
    order by outcome
  `;
  return Object.fromEntries(toCounts(rows.slice()));
};

/** Messages that are together in one must be together in the other. */
const compareConversations = async (
  stack: Stack,
  { calm, company }: { calm: BenchCompany; company: BenchCompany },
): Promise<{ faults: string[]; count: number; calmCount: number }> => {
  const [ours, theirs] = [await readStored(stack, company), await readStored(stack, calm)];
  const count = new Set(ours.values()).size;
  const calmCount = new Set(theirs.values()).size;
  const pairs = new Set(
    [...ours].map(([sha256, id]) => `${id} ${theirs.get(sha256) ?? 'missing'}`),
  );
  const [row] = await stack.superuser`
    select count(*) as count from conversations
    where company_id = ${company.companyId}::bigint
      and message_count <> (
        select count(*) from messages
        where messages.company_id = conversations.company_id
          and messages.conversation_id = conversations.id
      )
  `;
  const wrongCounts = z.object({ count: z.number() }).parse(row).count;
  const isSame = count === calmCount && pairs.size === count;
  return {
    faults: [
      ...(isSame ? [] : [`${count} conversations, undisturbed ${calmCount}, ${pairs.size} pairs`]),
      ...fault(wrongCounts, 'conversations with a wrong count of messages'),
    ],
    count,
    calmCount,
  };
};
