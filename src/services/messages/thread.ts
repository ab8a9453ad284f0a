import { bulkReason } from '../../domain/messages/newsletters.ts';
import { isProgramAddress } from '../../domain/messages/correspondents.ts';
import { readMessageId } from '../../domain/messages/message-ids.ts';
import {
  isSubjectEvidence,
  matchByIds,
  matchBySubject,
  parentIdsOf,
  signedFirst,
  storableId,
  SUBJECT_DAYS,
  type ThreadCandidate,
  type ThreadedMail,
} from '../../domain/messages/threading.ts';
import type { Transaction } from '../../platform/database.ts';
import { findRecentThreads, findThreads } from '../../queries/messages/threads.ts';
import type { ReadMail } from './read.ts';

/** Finds the conversation of a mail (ADR 0024). */

export interface Thread {
  mail: ThreadedMail;
  /** The conversations it belongs to by its ids, else by its subject, the best one first. */
  matches: readonly ThreadCandidate[];
}

export const findThread = async (tx: Transaction, read: ReadMail): Promise<Thread> => {
  const { mail } = read.input;
  const named = namedIds(read);
  const signed = new Map(
    named.flatMap((id) => {
      const own = readMessageId(id, { companyId: tx.actor.companyId, keys: read.input.keys });
      return own === undefined ? [] : [[id, own] as const];
    }),
  );
  const threaded: ThreadedMail = {
    ownId: storableId(mail.internetMessageId),
    parentIds: signedFirst(named, new Set(signed.keys())),
    sender: mail.from?.address ?? null,
    contact: read.contact?.address ?? null,
    subject: mail.subject,
    addresses: read.addresses,
  };
  const candidates = await findThreads(tx, {
    ids: [...threaded.parentIds, ...(threaded.ownId === null ? [] : [threaded.ownId])],
    signed: [...signed].map(([id, own]) => ({ id, ...own })),
    asked: askedOf(read),
  });
  const byIds = matchByIds(threaded, candidates);
  if (byIds.length > 0) return { mail: threaded, matches: byIds };
  const bySubject = await findBySubject(tx, read);
  return { mail: threaded, matches: bySubject === undefined ? [] : [bySubject] };
};

/** The addresses of which a conversation must know whether they take part. */
const askedOf = ({ addresses, senders, contact }: ReadMail): string[] => [
  ...new Set([...addresses, ...senders, ...(contact === null ? [] : [contact.address])]),
];

/** A report names the mail that it is about. */
const namedIds = ({ input: { mail } }: ReadMail): string[] => {
  const reported = storableId(mail.report?.originalMessageId ?? null);
  return [...new Set([...(reported === null ? [] : [reported]), ...parentIdsOf(mail)])];
};

const DAY_MS = 24 * 3600 * 1000;

const findBySubject = async (
  tx: Transaction,
  read: ReadMail,
): Promise<ThreadCandidate | undefined> => {
  const { addresses, contact, direction, occurredAt, context } = read;
  const { mail } = read.input;
  if (contact === null || mail.report !== null) return undefined;
  const isEvidence = isSubjectEvidence({
    subject: mail.subject,
    isBulk: direction === 'in' && bulkReason(mail.headers, context.own) !== null,
    isFromProgram: direction === 'in' && isProgramAddress(contact.address),
  });
  if (!isEvidence) return undefined;
  const candidates = await findRecentThreads(tx, {
    address: contact.address,
    from: new Date(occurredAt.getTime() - SUBJECT_DAYS * DAY_MS),
    to: new Date(occurredAt.getTime() + SUBJECT_DAYS * DAY_MS),
    asked: askedOf(read),
  });
  return matchBySubject({ subject: mail.subject, addresses }, candidates);
};

/** All ids by which a mail that belongs to the same conversation may be found. */
export const threadIdsOf = ({ mail }: Thread): string[] => [
  ...new Set([...(mail.ownId === null ? [] : [mail.ownId]), ...mail.parentIds]),
];
