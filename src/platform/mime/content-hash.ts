import { createHash } from 'node:crypto';
import type { ParsedMail, RecipientKind } from '../../domain/messages/parsed.ts';
import type { TextUnit } from './parts.ts';

type HashedMail = Pick<
  ParsedMail,
  'internetMessageId' | 'from' | 'sentAt' | 'subject' | 'recipients' | 'inReplyTo' | 'references'
>;

/**
 * The identity of a mail, whatever mailbox or folder it is read from: over what its sender wrote, decoded, and not over
 * what servers add (Received, Delivered-To, DKIM, List-Id, …) or change (transfer encodings, line ends). Who may
 * receive answers and which mails it answers is in it: a forged copy that was read first is another mail. Without Bcc,
 * which only the copy in Sent has.
 * It must not depend on rules that change, such as those for HTML: then every mail would be read as a new one.
 */
export const contentHashOf = (
  mail: HashedMail,
  texts: readonly TextUnit[],
  attachmentHashes: readonly string[],
): string => {
  const hash = createHash('sha256');
  const facts = [
    'relais-mail-1',
    mail.internetMessageId ?? '',
    mail.from?.address ?? '',
    mail.sentAt?.toISOString() ?? '',
    mail.subject,
    ...HASHED_KINDS.map((kind) => addressesOf(mail, kind)),
    mail.inReplyTo ?? '',
    mail.references.join(' '),
    ...texts.flatMap(({ plain, html }) => [plainLines(plain), plainLines(html)]),
    ...attachmentHashes,
  ];
  // The length in front: the end of one value is never the beginning of the next.
  for (const fact of facts) hash.update(`${Buffer.byteLength(fact)}:`).update(fact);
  return hash.digest('hex');
};

const HASHED_KINDS = ['to', 'cc', 'reply_to'] as const;

const addressesOf = ({ recipients }: HashedMail, kind: RecipientKind): string =>
  recipients.flatMap((one) => (one.kind === kind ? one.address : [])).join(' ');

/** Servers change line ends, and spaces at the end of lines. */
const plainLines = (text: string | undefined): string =>
  (text ?? '')
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
