import { CONTACT_NAME_LENGTH_MAX } from '../contacts/shapes.ts';
import { Email } from '../users/shapes.ts';
import { RECEIVING_KINDS, type MailAddress, type ParsedMail } from './parsed.ts';

/** Who writes to whom: the company's own addresses, and the other side of a mail. */

export interface OwnAddresses {
  /** Of the company's mailboxes, in lower case. */
  mailboxes: ReadonlySet<string>;
  domains: readonly string[];
}

export const isOwnMailbox = ({ mailboxes }: OwnAddresses, address: string): boolean =>
  mailboxes.has(address);

const hostOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

const isBelow = (host: string, domain: string): boolean =>
  host === domain || host.endsWith(`.${domain}`);

/** Of a mailbox, or of a domain of the company or below it. */
export const isOwnAddress = (own: OwnAddresses, address: string): boolean =>
  isOwnMailbox(own, address) || own.domains.some((mine) => isBelow(hostOf(address), mine));

/** A domain of the company or of one of its mailboxes, or below it. */
export const isOwnHost = (own: OwnAddresses, host: string): boolean =>
  [...own.domains, ...[...own.mailboxes].map(hostOf)].some((mine) => isBelow(host, mine));

/** Addresses of a function or of a program, not of one person. */
const ROLE_NAMES = new Set([
  'abuse',
  'accueil',
  'admin',
  'administration',
  'administrateur',
  'alert',
  'alerts',
  'alertes',
  'billing',
  'bonjour',
  'bounce',
  'bounces',
  'comptabilite',
  'contact',
  'facturation',
  'hello',
  'hostmaster',
  'info',
  'information',
  'informations',
  'infos',
  'mail',
  'mailer-daemon',
  'marketing',
  'newsletter',
  'newsletters',
  'notification',
  'notifications',
  'office',
  'postmaster',
  'root',
  'sales',
  'secretariat',
  'service',
  'serviceclient',
  'service-client',
  'support',
  'team',
  'webmaster',
]);
/** `noreply`, `no-reply+token`, `ne_pas_repondre`. */
const PROGRAM =
  /^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|ne[-_.]?pas[-_.]?repondre|mailer-daemon|postmaster|bounces?|notifications?|nobody)(?:$|[-+_.=])/;

const localPart = (address: string): string => address.slice(0, address.lastIndexOf('@'));

/** No person reads what is sent there. */
export const isProgramAddress = (address: string): boolean => PROGRAM.test(localPart(address));

export const isRoleAddress = (address: string): boolean =>
  isProgramAddress(address) || ROLE_NAMES.has(localPart(address).split('+', 1)[0] ?? '');

type Addressed = Pick<ParsedMail, 'from' | 'recipients'>;

/**
 * The other side of a received mail: its sender. A form of a web site sends from the company's address or from
 * `noreply@`, and names its visitor in Reply-To.
 */
export const senderOf = (mail: Addressed, own: OwnAddresses): MailAddress | null => {
  const { from } = mail;
  const replyTo = mail.recipients.find(
    ({ kind, address }) => kind === 'reply_to' && !isOwnAddress(own, address),
  );
  if (from === null) return replyTo ?? null;
  const speaksForOthers = isOwnAddress(own, from.address) || isProgramAddress(from.address);
  return speaksForOthers && replyTo !== undefined ? replyTo : from;
};

/** The other side of a sent mail: its first receiver outside of the company's mailboxes, else the first. */
export const receiverOf = ({ recipients }: Addressed, own: OwnAddresses): MailAddress | null => {
  const receivers = RECEIVING_KINDS.flatMap((kind) =>
    recipients.filter((recipient) => recipient.kind === kind),
  );
  return receivers.find(({ address }) => !isOwnMailbox(own, address)) ?? receivers[0] ?? null;
};

export const isSentToOthers = ({ recipients }: Addressed, own: OwnAddresses): boolean =>
  recipients.some(({ kind, address }) => kind !== 'reply_to' && !isOwnMailbox(own, address));

const ADDRESS_COUNT_MAX = 50;

/** Its addresses without those of our mailboxes; all of them if it has no other. */
export const otherSides = (
  { from, recipients }: Addressed,
  own: OwnAddresses,
  contact: MailAddress | null,
): string[] => {
  const all = [...new Set([from, contact, ...recipients].flatMap((side) => side?.address ?? []))];
  const others = all.filter((address) => !isOwnMailbox(own, address));
  return (others.length === 0 ? all : others).slice(0, ADDRESS_COUNT_MAX);
};

/** In the form in which contacts keep it. Undefined: no contact can have it. */
export const contactEmail = (address: string): string | undefined => Email.safeParse(address).data;

/** The name of a contact from the name that a stranger wrote: without addresses, links and quotes. */
export const contactName = ({ name, address }: MailAddress): string => {
  const plain = name
    .normalize('NFC')
    .replaceAll(/[^\P{C}\t]/gu, '')
    .replaceAll(/["<>«»“”]/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/^['\s]+|['\s]+$/gu, '');
  const isName = plain !== '' && !/@|:\/\/|www\./i.test(plain);
  return (isName ? plain : address).slice(0, CONTACT_NAME_LENGTH_MAX).toWellFormed().trim();
};
