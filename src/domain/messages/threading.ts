import { isReplySubject, normaliseSubject } from './subjects.ts';

/**
 * Which conversation a mail belongs to (ADR 0024). Pure rules: the rows come from src/queries/messages/threads.ts.
 * A match gives no rights: its sender may be a stranger, and every id in a mail may be forged.
 */

/** So many ids of a mail are looked at, the nearest ones. */
const PARENT_COUNT_MAX = 100;
const ID_LENGTH_MAX = 500;

/** Longer ids are no evidence, and don't fit into an index. */
export const storableId = (id: string | null): string | null =>
  id === null || id === '' || id.length > ID_LENGTH_MAX ? null : id;

interface MailIds {
  internetMessageId: string | null;
  inReplyTo: string | null;
  references: readonly string[];
}

/** The ids that a mail answers, the nearest first: In-Reply-To, then References from the last to the first. */
export const parentIdsOf = ({ internetMessageId, inReplyTo, references }: MailIds): string[] => {
  const named = [inReplyTo, ...references.toReversed()].flatMap((id) => storableId(id) ?? []);
  return [...new Set(named)].filter((id) => id !== internetMessageId).slice(0, PARENT_COUNT_MAX);
};

/** An id by which a conversation was found. */
export interface Evidence {
  id: string;
  /** Of a message that is stored. Null: another message only names the id. */
  stored: { sender: string | null; subject: string; direction: 'in' | 'out' } | null;
}

export interface ThreadCandidate {
  id: number;
  evidence: readonly Evidence[];
  contactAddress: string | null;
  callCentreId: number | null;
  assignedTo: number | null;
  isNewsletter: boolean;
  isSpam: boolean;
  /** A person split messages off it, or split it off. */
  isSplit: boolean;
  splitFromId: number | null;
  messageCount: number;
  subject: string;
  /** Senders and receivers of its messages, without what strangers wrote. */
  participants: readonly string[];
  /** Its contact, and who else wrote in it without being a stranger. */
  writers: readonly string[];
}

export interface ThreadedMail {
  /** Its own id, if no other mail with it is stored. */
  ownId: string | null;
  /** `parentIdsOf`, those that we signed first. */
  parentIds: readonly string[];
  /** Those that we signed. */
  signedIds: ReadonlySet<string>;
  sender: string | null;
  subject: string;
  /** The other sides: its addresses without those of our mailboxes. */
  addresses: readonly string[];
}

/** Signed ids first: they are certain. In-Reply-To and References keep their order. */
export const signedFirst = (
  parentIds: readonly string[],
  signed: ReadonlySet<string>,
): string[] => [
  ...parentIds.filter((id) => signed.has(id)),
  ...parentIds.filter((id) => !signed.has(id)),
];

/**
 * The conversations that a mail belongs to by its ids, the best one first.
 * An id that is only named, not stored, counts only if the mail is from or to somebody who wrote in the
 * conversation: else an attacker who names the ids of mail to come would draw the mail of others into a conversation of
 * their own. To be named there as a receiver is not enough: the attacker may write that too.
 */
export const matchByIds = (
  mail: ThreadedMail,
  candidates: readonly ThreadCandidate[],
): ThreadCandidate[] => {
  const ranked = [...mail.parentIds, ...(mail.ownId === null ? [] : [mail.ownId])];
  const found = ranked.flatMap((id) =>
    candidates.filter(({ evidence, ...candidate }) =>
      evidence.some((item) => item.id === id && isEvidence(mail, candidate, item)),
    ),
  );
  return [...new Set(found)];
};

const isEvidence = (
  mail: ThreadedMail,
  candidate: Pick<ThreadCandidate, 'writers'>,
  { id, stored }: Evidence,
): boolean => {
  if (mail.signedIds.has(id)) return true;
  if (stored === null) return mail.addresses.some((address) => candidate.writers.includes(address));
  if (id !== mail.ownId) return true;
  // Another mail with the same Message-ID: a second copy that a server changed, or a faulty mail program.
  return (
    stored.sender === mail.sender &&
    normaliseSubject(stored.subject) === normaliseSubject(mail.subject)
  );
};

/** Two conversations that one mail answers: may they become one, the older, without asking a person? */
export const mayJoin = (
  mail: Pick<ThreadedMail, 'sender' | 'addresses'> & { isOutgoing: boolean },
  one: ThreadCandidate,
  other: ThreadCandidate,
): boolean => {
  const both = [one, other];
  const [older, younger] = one.id < other.id ? [one, other] : [other, one];
  const knows = (candidate: ThreadCandidate, address: string | null): boolean =>
    address !== null && candidate.participants.includes(address);
  return (
    both.every(({ isSplit, isSpam }) => !isSplit && !isSpam) &&
    one.messageCount + other.messageCount <= JOINED_MESSAGE_COUNT_MAX &&
    one.callCentreId === other.callCentreId &&
    one.isNewsletter === other.isNewsletter &&
    (younger.assignedTo === null || younger.assignedTo === older.assignedTo) &&
    (mail.isOutgoing
      ? both.every(
          ({ contactAddress: contact }) => contact !== null && mail.addresses.includes(contact),
        )
      : both.every((candidate) => knows(candidate, mail.sender)) &&
        knows(one, other.contactAddress) &&
        knows(other, one.contactAddress))
  );
};
/** Together. More are moved by a person. */
const JOINED_MESSAGE_COUNT_MAX = 2_000;

export const SUBJECT_DAYS = 30;

/**
 * Of the conversations with the same contact within 30 days, the latest first: the one with the same subject in
 * which everybody who gets the mail takes part.
 */
export const matchBySubject = (
  mail: Pick<ThreadedMail, 'subject' | 'addresses'>,
  candidates: readonly ThreadCandidate[],
): ThreadCandidate | undefined => {
  const subject = normaliseSubject(mail.subject);
  if (subject === '') return undefined;
  return candidates.find(
    (candidate) =>
      normaliseSubject(candidate.subject) === subject &&
      mail.addresses.every((address) => candidate.participants.includes(address)),
  );
};

/**
 * May the subject alone decide? Not for what a program sends: forms of web sites send every visitor's message
 * under one subject from one address. An answer says so itself.
 */
export const isSubjectEvidence = (mail: {
  subject: string;
  isBulk: boolean;
  isFromProgram: boolean;
}): boolean => !mail.isBulk && (!mail.isFromProgram || isReplySubject(mail.subject));
