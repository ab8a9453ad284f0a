import { createHash } from 'node:crypto';
import type { ParsedMail } from '../../domain/messages/parsed.ts';
import type { TextUnit } from './parts.ts';

/**
 * The identity of a mail, whatever mailbox or folder it is read from: over what its sender wrote, decoded, and not over
 * what servers add (Received, Delivered-To, DKIM, …) or change (transfer encodings, line ends).
 * It must not depend on rules that change, such as those for HTML: then every mail would be read as a new one.
 */
export const contentHashOf = (
  mail: Pick<ParsedMail, 'internetMessageId' | 'from' | 'sentAt' | 'subject'>,
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
    ...texts.flatMap(({ plain, html }) => [plainLines(plain), plainLines(html)]),
    ...attachmentHashes,
  ];
  // The length in front: the end of one value is never the beginning of the next.
  for (const fact of facts) hash.update(`${Buffer.byteLength(fact)}:`).update(fact);
  return hash.digest('hex');
};

/** Servers change line ends, and spaces at the end of lines. */
const plainLines = (text: string | undefined): string =>
  (text ?? '')
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
