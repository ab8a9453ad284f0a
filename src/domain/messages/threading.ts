import { isProgramAddress } from './correspondents.ts';
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
  /** We signed it, for a message of this conversation. */
  isSigned: boolean;
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
  /** Of the addresses of the mail: its contact, who wrote in it without UNTRUSTED_FLAGS, and to whom we wrote. */
  participants: readonly string[];
  /** The same without those who only received mail. */
  writers: readonly string[];
}

/**
 * A program speaks for many, as a form of a web site does for all visitors: it takes part only in a conversation with
 * itself.
 */
const isPartner = ({ contactAddress }: ThreadCandidate, address: string): boolean =>
  address === contactAddress || !isProgramAddress(address);

export const takesPart = (candidate: ThreadCandidate, address: string): boolean =>
  candidate.participants.includes(address) && isPartner(candidate, address);

const writesIn = (candidate: ThreadCandidate, address: string | null): boolean =>
  address !== null && candidate.writers.includes(address) && isPartner(candidate, address);

export interface ThreadedMail {
  ownId: string | null;
  /** `parentIdsOf`, those that we signed first. */
  parentIds: readonly string[];
  sender: string | null;
  /** The other side. */
  contact: string | null;
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

/** The conversations that a mail belongs to by its ids, the best one first. */
export const matchByIds = (
  mail: ThreadedMail,
  candidates: readonly ThreadCandidate[],
): ThreadCandidate[] => {
  const ids = [...mail.parentIds, ...(mail.ownId === null ? [] : [mail.ownId])];
  return [...new Set(ids.flatMap((id) => matchById(mail, id, candidates)))];
};

interface Found extends Evidence {
  candidate: ThreadCandidate;
}

const matchById = (
  mail: ThreadedMail,
  id: string,
  candidates: readonly ThreadCandidate[],
): ThreadCandidate[] => {
  const found = candidates
    .flatMap((candidate) => candidate.evidence.map((item) => ({ candidate, ...item })))
    .filter((item) => item.id === id && isEvidence(mail, item));
  const signed = found.filter(({ isSigned }) => isSigned);
  const counted = signed.length > 0 ? signed : [...closest(mail, found), ...found.filter(isNamed)];
  return counted.map(({ candidate }) => candidate);
};

const isNamed = ({ stored }: Evidence): boolean => stored === null;

/**
 * Mails of several conversations may have one id: anybody can send a mail under the id of another one. Then the mail
 * belongs to the one in which its sender wrote; of several, to that with its subject, else to the oldest.
 */
const closest = (mail: ThreadedMail, found: readonly Found[]): Found[] => {
  const stored = found.filter((item) => !isNamed(item));
  if (stored.length <= 1) return stored;
  const own = stored.filter(({ candidate }) => writesIn(candidate, mail.contact));
  const subject = normaliseSubject(mail.subject);
  const best =
    own.find((item) => normaliseSubject(item.stored?.subject ?? '') === subject) ?? own[0];
  return best === undefined ? [] : [best];
};

/**
 * An id that is only named, not stored, counts only if the mail is from or to somebody who wrote in the
 * conversation: else an attacker who names the ids of mail to come would draw the mail of others into a conversation of
 * their own. To be named there as a receiver is not enough: the attacker may write that too.
 */
const isEvidence = (mail: ThreadedMail, { candidate, id, stored, isSigned }: Found): boolean => {
  const isFromWriter = writesIn(candidate, mail.contact);
  // Spam is not looked at: mail of somebody else would be lost there.
  if (candidate.isSpam && !isFromWriter) return false;
  if (isSigned) return true;
  if (stored === null) return mail.addresses.some((address) => writesIn(candidate, address));
  if (id !== mail.ownId) return true;
  // Another mail with the same Message-ID: a second copy that a server changed, or a faulty mail program.
  return (
    isFromWriter &&
    stored.sender === mail.sender &&
    normaliseSubject(stored.subject) === normaliseSubject(mail.subject)
  );
};

interface JoiningMail {
  /** For whom it speaks, without our mailboxes. */
  senders: readonly string[];
  addresses: readonly string[];
  isOutgoing: boolean;
}

/**
 * Two conversations that one mail answers: may they become one, the older, without asking a person? A received mail
 * never joins those of two contacts: its sender and its ids may be forged.
 */
export const mayJoin = (
  mail: JoiningMail,
  one: ThreadCandidate,
  other: ThreadCandidate,
): boolean => {
  const both = [one, other];
  const [older, younger] = one.id < other.id ? [one, other] : [other, one];
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
      : one.contactAddress !== null &&
        one.contactAddress === other.contactAddress &&
        both.every((candidate) => mail.senders.every((sender) => takesPart(candidate, sender))))
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
      mail.addresses.every((address) => takesPart(candidate, address)),
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
