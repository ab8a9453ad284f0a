import type { FetchMessageObject, FetchQueryObject, ImapFlow } from 'imapflow';
import {
  WINDOW_SIZE_MAX,
  type FolderStatus,
  type FoundMessage,
  type UidRange,
} from './contract.ts';
import { ImapFailure, isExpungeIssued, toImapFailure } from './failure.ts';

/** The commands of a session. What imapflow answers is checked here. */

/** Of a message that is read in parts. */
export const PART_SIZE_BYTES = 1024 * 1024;
const PART_COUNT_MAX = 500;

/** Runs one command within its time. */
export type Run = <T>(command: () => Promise<T>, timeoutMs?: number) => Promise<T>;

const STATUS_FIELDS = { uidNext: true, uidValidity: true, highestModseq: true };

export const statusOf = async (
  client: ImapFlow,
  path: string,
): Promise<FolderStatus | undefined> => {
  try {
    const status = await client.status(path, STATUS_FIELDS);
    if (status === false) throw failureOf(client);
    return toStatus(status);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

export const select = async (client: ImapFlow, path: string): Promise<FolderStatus | undefined> => {
  try {
    return toStatus(await client.mailboxOpen(path, { readOnly: true }));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  (('code' in error && error.code === 'NotFound') ||
    ('mailboxMissing' in error && error.mailboxMissing === true));

/**
 * imapflow gives false for a command that the server refused, without its answer, or that the connection did not
 * outlive. A server that refuses STATUS or SEARCH of a folder that is there is busy or broken.
 */
const failureOf = (client: ImapFlow): ImapFailure =>
  client.usable
    ? new ImapFailure('throttled')
    : toImapFailure(Object.assign(new Error(), { code: 'NoConnection' }), {
        byeReason: client.byeReason,
      });

const toStatus = (status: {
  uidValidity?: bigint | undefined;
  uidNext?: number | undefined;
  highestModseq?: bigint | undefined;
}): FolderStatus => {
  const uidValidity = toNumber(status.uidValidity);
  if (uidValidity === null || uidValidity < 1) throw new ImapFailure('protocol');
  const uidNext = status.uidNext ?? 0;
  return {
    uidValidity,
    uidNext: Number.isSafeInteger(uidNext) && uidNext > 0 ? uidNext : null,
    highestModseq: toNumber(status.highestModseq),
  };
};

const toNumber = (value: bigint | undefined): number | null =>
  value === undefined || value > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(value);

/** `n:*` also names the newest message if its UID is below n (RFC 3501, 6.4.8), so the answer is filtered. */
export const search = async (client: ImapFlow, range: UidRange): Promise<number[]> => {
  if (range.to !== null && range.to < range.from) return [];
  const found = await client.search(
    {
      uid: `${range.from}:${range.to ?? '*'}`,
      ...(range.sinceDay === undefined ? {} : { since: range.sinceDay }),
      ...(range.beforeDay === undefined ? {} : { before: range.beforeDay }),
    },
    { uid: true },
  );
  if (found === false || found === undefined) throw failureOf(client);
  return [...new Set(found)]
    .filter((uid) => uid >= range.from && (range.to === null || uid <= range.to))
    .toSorted((left, right) => left - right);
};

/**
 * A message that another client removed meanwhile has the body NIL (imapflow: `false`), or is left out, or the
 * server says NO at the end (RFC 2180, 4.1): none of these is a failure.
 */
async function* fetched(
  client: ImapFlow,
  uids: readonly number[],
  query: FetchQueryObject,
): AsyncGenerator<FetchMessageObject> {
  try {
    yield* client.fetch(uids.join(','), query, { uid: true });
  } catch (error) {
    if (!isExpungeIssued(error)) throw error;
  }
}

export const describe = async (
  client: ImapFlow,
  uids: readonly number[],
): Promise<FoundMessage[]> => {
  const asked = window(uids);
  const found = new Map<number, FoundMessage>();
  const query = { uid: true, size: true, internalDate: true };
  for await (const message of fetched(client, uids, query)) {
    const described = toFound(message);
    if (described !== undefined && asked.has(described.uid)) found.set(described.uid, described);
  }
  requireUsable(client);
  return uids.flatMap((uid) => found.get(uid) ?? []);
};

/** An update of flags that the server sends unasked has neither size nor date. */
const toFound = ({ uid, size, internalDate }: FetchMessageObject): FoundMessage | undefined => {
  if (!Number.isSafeInteger(uid) || size === undefined || !Number.isSafeInteger(size)) {
    return undefined;
  }
  const receivedAt = new Date(internalDate ?? Number.NaN);
  return {
    uid,
    sizeBytes: Math.max(0, size),
    // A date that can't be read: as old as can be, so that nothing is news by mistake.
    receivedAt: Number.isNaN(receivedAt.getTime()) ? new Date(0) : receivedAt,
  };
};

/** imapflow ends the stream of a closed connection without an error if nothing was waiting for it. */
const requireUsable = (client: ImapFlow): void => {
  if (!client.usable || client.mailbox === false) throw failureOf(client);
};

const window = (uids: readonly number[]): Set<number> => {
  if (uids.length === 0 || uids.length > WINDOW_SIZE_MAX) {
    throw new RangeError(`1 to ${WINDOW_SIZE_MAX} UIDs at a time`);
  }
  return new Set(uids);
};

export async function* readSmall(
  client: ImapFlow,
  run: Run,
  uids: readonly number[],
): AsyncGenerator<{ uid: number; content: Buffer }> {
  const wanted = window(uids);
  const messages = fetched(client, uids, { uid: true, source: true });
  try {
    for (;;) {
      const next = await run(() => messages.next());
      if (next.done === true) break;
      const { uid, source } = next.value;
      // Each once, and nothing that was not asked for.
      if (Buffer.isBuffer(source) && wanted.delete(uid)) yield { uid, content: source };
    }
  } finally {
    // Not awaited: over a connection that hangs it would never end.
    messages.return(undefined).catch(() => undefined);
  }
  await run(async () => requireUsable(client));
}

export async function* read(
  client: ImapFlow,
  run: Run,
  uid: number,
): AsyncGenerator<Buffer, 'whole' | 'gone'> {
  let start = 0;
  for (let count = 0; count < PART_COUNT_MAX; count += 1) {
    const part = await run(() => readPart(client, uid, start));
    if (part === undefined) {
      // It vanished between two parts: what was read is not a message.
      if (start > 0) throw new ImapFailure('protocol');
      return 'gone';
    }
    start += part.length;
    if (part.length > 0) yield part;
    // A server that ignores the range sends everything at once. RFC822.SIZE is not trusted here.
    if (part.length !== PART_SIZE_BYTES) return 'whole';
  }
  throw new ImapFailure('protocol');
}

const readPart = async (
  client: ImapFlow,
  uid: number,
  start: number,
): Promise<Buffer | undefined> => {
  let content: Buffer | undefined;
  const query = { uid: true, source: { start, maxLength: PART_SIZE_BYTES } };
  for await (const { uid: found, source } of fetched(client, [uid], query)) {
    if (found === uid && Buffer.isBuffer(source)) content ??= source;
  }
  requireUsable(client);
  return content;
};
