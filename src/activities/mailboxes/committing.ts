import { ITEM_ATTEMPT_COUNT_MAX, NOT_DELIVERED_MS } from '../../domain/mailboxes/sync.ts';
import type { ParsedMail } from '../../domain/messages/parsed.ts';
import type { Transaction } from '../../platform/database.ts';
import type { StoredFile } from '../../platform/files/contract.ts';
import { recordItem, type ItemEnd } from '../../queries/mailboxes/items.ts';
import { claimFiles, listDoubtfulFiles, requireFile } from '../../services/shared/stored-files.ts';
import { inReading, isOutage, type ReadFolder, type Reading, type Taken } from './reading.ts';

/** Stores messages with their items: both in one transaction, so that a message is stored once and counted once. */

export type Parsed = { message: Taken } & (
  | { kind: 'mail'; raw: StoredFile; mail: ParsedMail }
  | { kind: 'failed'; reason: string; error: unknown }
);

export interface Committer {
  /**
   * In the order of the calls. The message may still be parsed: earlier ones are stored meanwhile. Waits while two
   * batches are under way. Errors, also of earlier messages: an outage.
   */
  add: (message: Taken, parsed: Promise<Parsed>) => Promise<void>;
  /** Stores what is left. */
  flush: () => Promise<void>;
}

/** Fewer commits for many messages; few enough that no lock is held for long. */
const BATCH_SIZE = 20;
/** What is parsed and not stored yet is in memory, of every mailbox that is read. */
const BATCH_MAX_BYTES = 8 * 1024 * 1024;

export const commitTo = (reading: Reading, folder: ReadFolder, cycleId: string): Committer => {
  let batch: Promise<Parsed>[] = [];
  let batchBytes = 0;
  let underWay: Promise<void> = Promise.resolve();
  const store = async (): Promise<void> => {
    // The next batch is read and parsed while this one is stored.
    await underWay;
    if (batch.length === 0) return;
    const messages = batch;
    batch = [];
    batchBytes = 0;
    underWay = (async () => {
      await storeBatch(reading, folder, cycleId, await Promise.all(messages));
    })();
    // Thrown where it is awaited, also if that is later.
    underWay.catch(() => undefined);
  };
  return {
    add: async ({ sizeBytes }, parsed) => {
      parsed.catch(() => undefined); // likewise
      batch.push(parsed);
      batchBytes += sizeBytes;
      if (batch.length >= BATCH_SIZE || batchBytes >= BATCH_MAX_BYTES) await store();
    },
    flush: async () => {
      await store();
      await underWay;
    },
  };
};

/** One message that can't be stored does not keep the others from being stored. */
const storeBatch = async (
  reading: Reading,
  folder: ReadFolder,
  cycleId: string,
  messages: readonly Parsed[],
): Promise<void> => {
  const isStored = messages.length > 1 && (await storeTogether(reading, folder, cycleId, messages));
  if (!isStored) {
    for (const parsed of messages) await storeAlone(reading, folder, cycleId, parsed);
  }
  reading.cycle.expect(-messages.length);
  await reading.cycle.progress();
};

const storeTogether = async (
  reading: Reading,
  folder: ReadFolder,
  cycleId: string,
  messages: readonly Parsed[],
): Promise<boolean> => {
  try {
    await inReading(reading, async (tx) => {
      await claimFiles(tx, { hashes: messages.flatMap(filesOf), seen: new Set() });
      for (const parsed of messages) await storeOne(tx, reading, folder, cycleId, parsed);
    });
    return true;
  } catch {
    return false; // which one it is, and whether it is an outage, shows when they are stored one by one
  }
};

const storeAlone = async (
  reading: Reading,
  folder: ReadFolder,
  cycleId: string,
  parsed: Parsed,
): Promise<void> => {
  try {
    const hashes = filesOf(parsed);
    const seen = await findDoubtful(reading, hashes);
    await inReading(reading, async (tx) => {
      await claimFiles(tx, { hashes, seen });
      await storeOne(tx, reading, folder, cycleId, parsed);
    });
  } catch (error) {
    if (isOutage(error)) throw error;
    const failed: Parsed = { message: parsed.message, kind: 'failed', reason: 'not_stored', error };
    await inReading(reading, (tx) => storeOne(tx, reading, folder, cycleId, failed));
  }
};

/** Of the message as received, and of its attachments. */
const filesOf = (parsed: Parsed): string[] =>
  parsed.kind === 'failed'
    ? []
    : [parsed.raw.sha256, ...parsed.mail.attachments.flatMap(({ sha256 }) => sha256 ?? [])];

/**
 * Out: files that are there although a purge removed an older copy. Errors: `unavailable` if it removed this one: the
 * next cycle stores it again.
 */
const findDoubtful = async (
  reading: Reading,
  hashes: readonly string[],
): Promise<ReadonlySet<string>> => {
  const { deps, companyId } = reading;
  const doubtful = await inReading(reading, (tx) => listDoubtfulFiles(tx, hashes));
  for (const sha256 of doubtful) requireFile(await deps.files.has({ companyId, sha256 }));
  return new Set(doubtful);
};

const storeOne = async (
  tx: Transaction,
  { deps, steps, mailbox }: Reading,
  folder: ReadFolder,
  cycleId: string,
  parsed: Parsed,
): Promise<void> => {
  const { message } = parsed;
  const item = {
    mailboxId: mailbox.id,
    path: folder.path,
    uidValidity: folder.uidValidity,
    uid: message.uid,
    cycleId,
    sizeBytes: message.sizeBytes,
    receivedAt: message.receivedAt,
    isNews: message.isNews,
  };
  if (parsed.kind === 'failed') {
    recordItem(tx, { ...item, ...failureOf(parsed, deps.clock.now()) });
    logFailure(deps.log, { ...item, reason: parsed.reason }, parsed.error);
    return;
  }
  const { mail, raw } = parsed;
  const ingested = await steps.ingest(tx, {
    mailbox: { id: mailbox.id, email: mailbox.email, callCentreId: mailbox.call_centre_id },
    folderRole: folder.role,
    mail,
    raw: { sha256: raw.sha256, sizeBytes: raw.sizeBytes },
    receivedAt: message.receivedAt,
    isNews: message.isNews,
    keys: deps.encryptionKeys,
    senderAddress: deps.config.MAIL_FROM ?? null,
  });
  recordItem(tx, {
    ...item,
    outcome: ingested.outcome,
    reason: ingested.reason,
    messageId: ingested.messageId,
    contentHash: mail.contentHash,
    internetMessageId: mail.internetMessageId,
    errorText: null,
  });
};

type Failure = Pick<
  ItemEnd,
  'outcome' | 'reason' | 'messageId' | 'contentHash' | 'internetMessageId' | 'errorText'
>;

const failureOf = (
  { message, reason, error }: Extract<Parsed, { kind: 'failed' }>,
  now: Date,
): Failure => ({
  outcome: isGivenUp(message, reason, now) ? 'quarantined' : 'pending',
  reason,
  messageId: null,
  contentHash: null,
  internetMessageId: null,
  errorText: nameOf(error),
});

const isGivenUp = ({ attempt, waitsSince }: Taken, reason: string, now: Date): boolean => {
  if (reason === 'not_delivered') return isGivenUpUndelivered(waitsSince, now);
  return reason === 'too_large' || attempt >= ITEM_ATTEMPT_COUNT_MAX;
};

export const isGivenUpUndelivered = (waitsSince: Date | null, now: Date): boolean =>
  waitsSince !== null && now.getTime() - waitsSince.getTime() >= NOT_DELIVERED_MS;

/** Without the message of the error: it may quote the mail. */
const nameOf = (error: unknown): string | null => {
  if (!(error instanceof Error)) return null;
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  return `${error.name}${code}`.slice(0, 200);
};

/** Where it happened, for who repairs it: again without the message of the error. */
const logFailure = (
  log: Reading['deps']['log'],
  {
    mailboxId,
    path,
    uid,
    reason,
  }: { mailboxId: number; path: string; uid: number; reason: string },
  error: unknown,
): void => {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frames = stack.split('\n').filter((line) => line.startsWith('    at '));
  const place = { mailboxId, path, uid };
  log.warn(
    { ...place, reason, error: nameOf(error), frames: frames.map((line) => line.trim()) },
    'message of a mailbox could not be read',
  );
};
