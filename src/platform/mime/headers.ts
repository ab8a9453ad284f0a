import { addressParser, decodeWords } from 'postal-mime';
import {
  RECEIVING_KINDS,
  REFERENCE_COUNT_MAX,
  type MailAddress,
  type ParsedMail,
  type Recipient,
  type RecipientKind,
} from '../../domain/messages/parsed.ts';
import { oneLine } from '../../domain/messages/visible-characters.ts';
import {
  ADDRESS_HEADER_MAX_LENGTH,
  HEADER_VALUE_MAX_LENGTH,
  RECIPIENT_COUNT_MAX,
  REPLY_TO_COUNT_MAX,
} from './limits.ts';
import type { MailPart } from './tree.ts';

/** The headers of a mail. */

/** What rules and threading look at. */
const KEPT_HEADERS = [
  'authentication-results',
  'auto-submitted',
  'content-type',
  'feedback-id',
  'in-reply-to',
  'precedence',
  'reply-to',
  'return-path',
  'sender',
  'x-auto-reply',
  'x-auto-response-suppress',
  'x-autoreply',
  'x-autorespond',
  'x-autoresponder',
  'x-campaign-id',
  'x-failed-recipients',
  'x-loop',
  'x-mailer',
  'x-original-to',
  'delivered-to',
  'x-relais-company',
  'x-relais-loop',
  'x-spam-flag',
];
/** RFC 2369, RFC 2919, RFC 8058. */
const LIST_HEADER = /^list-[a-z-]{1,40}$/;
const LIST_HEADER_COUNT_MAX = 10;

const SUBJECT_MAX_LENGTH = 1_000;
const NAME_MAX_LENGTH = 300;
/** RFC 5321, 4.5.3.1: 64 and 255. */
const ADDRESS_MAX_LENGTH = 320;
/** A line of a mail has 998 characters. */
const MESSAGE_ID_MAX_LENGTH = 995;

type HeaderFacts = Pick<
  ParsedMail,
  | 'internetMessageId'
  | 'inReplyTo'
  | 'references'
  | 'from'
  | 'recipients'
  | 'subject'
  | 'sentAt'
  | 'headers'
>;

export const readHeaders = (root: MailPart): HeaderFacts => {
  const [from] = addressesOf(root, 'from');
  const [inReplyTo] = messageIds(valueOf(root, 'in-reply-to'));
  return {
    internetMessageId: messageIds(valueOf(root, 'message-id'))[0] ?? null,
    inReplyTo: inReplyTo ?? null,
    references: boundReferences(messageIds(valuesOf(root, 'references').join(' '))),
    from: from ?? addressesOf(root, 'sender')[0] ?? null,
    recipients: recipientsOf(root),
    subject: oneLine(decodeHeader(valueOf(root, 'subject')), SUBJECT_MAX_LENGTH),
    sentAt: readDate(valueOf(root, 'date')),
    headers: keptHeaders(root),
  };
};

/** A From beyond it names nobody clearly. */
const FROM_MAX_LENGTH = 2_000;

/**
 * Programs differ in whom they take as the sender of such a mail, and DMARC is about one of them (RFC 7489, 6.6.1):
 * several addresses in From, several From headers, none but a Sender, or a Sender that is another one.
 */
export const hasAmbiguousSender = (root: MailPart): boolean => {
  const headers = valuesOf(root, 'from');
  const [from = ''] = headers;
  if (headers.length > 1 || from.length > FROM_MAX_LENGTH) return true;
  const senders = valuesOf(root, 'sender').flatMap((value) => addressesIn(value));
  if (headers.length === 0) return senders.length > 0;
  const named = new Set([
    ...addressesOf(root, 'from').map(({ address }) => address),
    ...addressesIn(from),
    ...senders,
  ]);
  return named.size > 1;
};

/** All that looks like an address outside of quotes: `<a@b.example> <c@d.example>` has two. */
const addressesIn = (value: string): string[] =>
  value
    .slice(0, FROM_MAX_LENGTH)
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, ' ')
    .toLowerCase()
    .split(/[\s<>()[\]:;,"\\]+/)
    .flatMap((word) => (word.includes('@') ? [word.replace(/\.+$/, '')] : []));

/** The first header of this name; empty if there is none. */
export const valueOf = (part: MailPart, key: string): string =>
  part.headers.find((header) => header.key === key)?.value ?? '';

const valuesOf = (part: MailPart, key: string): string[] =>
  part.headers.filter((header) => header.key === key).map(({ value }) => value);

/** RFC 2047. Some programs put an encoded word into quotes or beside other letters: it is decoded there too. */
export const decodeHeader = (value: string): string =>
  decodeWords(value.slice(0, 8 * HEADER_VALUE_MAX_LENGTH));

const keptHeaders = (root: MailPart): Record<string, string> => {
  const kept: Record<string, string> = {};
  const lists = new Set(root.headers.map(({ key }) => key).filter((key) => LIST_HEADER.test(key)));
  for (const name of [...KEPT_HEADERS, ...[...lists].slice(0, LIST_HEADER_COUNT_MAX)]) {
    const value = oneLine(decodeHeader(valueOf(root, name)), HEADER_VALUE_MAX_LENGTH);
    if (value !== '') kept[name] = value;
    else if (name === 'return-path' && root.headers.some(({ key }) => key === name))
      kept[name] = '<>';
  }
  return kept;
};

const recipientsOf = (root: MailPart): Recipient[] => {
  const ofKind = (kind: RecipientKind): Recipient[] =>
    addressesOf(root, kind.replace('_', '-')).map((address) => ({ kind, ...address }));
  const receivers = RECEIVING_KINDS.flatMap(ofKind);
  return [
    ...receivers.slice(0, RECIPIENT_COUNT_MAX),
    ...ofKind('reply_to').slice(0, REPLY_TO_COUNT_MAX),
  ];
};

const addressesOf = (part: MailPart, key: string): MailAddress[] => {
  const value = valuesOf(part, key).join(', ').slice(0, ADDRESS_HEADER_MAX_LENGTH);
  return addressParser(value, { flatten: true }).flatMap(({ name, address = '' }) => {
    // Some programs write `marie@client.example,`.
    const plain = oneLine(address, ADDRESS_MAX_LENGTH)
      .toLowerCase()
      .replace(/[\s,;.]+$/, '');
    return isAddress(plain) ? [{ name: oneLine(name, NAME_MAX_LENGTH), address: plain }] : [];
  });
};

/** Without the characters that mean something in a list of addresses (RFC 5322, 3.2.3). */
const isAddress = (text: string): boolean =>
  /^[^\s@<>()[\]:;,\\"]{1,64}@[^\s@<>()[\]:;,\\"]{1,255}$/.test(text);

/** Out: without angle brackets. Some programs leave them out. */
export const messageIds = (value: string): string[] => {
  const read = value.slice(0, ADDRESS_HEADER_MAX_LENGTH);
  const bracketed = [...read.matchAll(/<([^<>]+)>/g)].map(([, id = '']) => id.replace(/\s+/g, ''));
  const found =
    bracketed.length > 0 ? bracketed : read.split(/[\s,]+/).filter((id) => id.includes('@'));
  const isFine = (id: string): boolean => id.length >= 1 && id.length <= MESSAGE_ID_MAX_LENGTH;
  return [...new Set(found.map((id) => oneLine(id, MESSAGE_ID_MAX_LENGTH + 1)))].filter(isFine);
};

/** The thread's beginning and the nearest messages say most. */
const boundReferences = (ids: readonly string[]): readonly string[] => {
  if (ids.length <= REFERENCE_COUNT_MAX) return ids;
  const half = REFERENCE_COUNT_MAX / 2;
  return [...ids.slice(0, half), ...ids.slice(-half)];
};

const EARLIEST_MS = Date.UTC(1980, 0);
const LATEST_MS = Date.UTC(2100, 0);

const readDate = (value: string): Date | null => {
  const text = value
    .slice(0, 200)
    .replace(/\([^)]*\)/g, ' ')
    .trim();
  const timeMs = Date.parse(text);
  return timeMs >= EARLIEST_MS && timeMs <= LATEST_MS ? new Date(timeMs) : null;
};
