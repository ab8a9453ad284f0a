import { calendarLine } from '../../domain/messages/calendar-line.ts';
import type { MailFlag } from '../../domain/messages/parsed.ts';
import { decodeText } from './charsets.ts';
import { BODY_SIZE_MAX_BYTES } from './limits.ts';
import type { MailPart } from './tree.ts';

/** Sorts the parts of a mail: what is read as text, what is an attachment, what is a report. */

/** One body. Of alternatives: both forms of it. */
export interface TextUnit {
  plain?: string;
  html?: string;
}

export interface SortedParts {
  texts: TextUnit[];
  /** Readable lines of calendar parts. */
  calendarLines: string[];
  attachments: MailPart[];
  /** The text of message/delivery-status and message/feedback-report. */
  deliveryStatus: string | null;
  feedback: string | null;
  /** The headers, or the beginning, of a mail that a report returns. */
  returned: string | null;
  flags: Set<MailFlag>;
}

const CALENDAR_COUNT_MAX = 5;
const REPORT_READ_BYTES = 200_000;
const CALENDAR_READ_BYTES = 200_000;

export const sortParts = (root: MailPart): SortedParts => {
  const sorted: SortedParts = {
    texts: [],
    calendarLines: [],
    attachments: [],
    deliveryStatus: null,
    feedback: null,
    returned: null,
    flags: new Set(),
  };
  let bodySizeBytes = 0;

  const readText = (part: MailPart): string => {
    const bytes = part.readBody();
    const room = Math.max(0, BODY_SIZE_MAX_BYTES - bodySizeBytes);
    bodySizeBytes += bytes.length;
    if (bytes.length > room) sorted.flags.add('truncated');
    const text = decodeText(bytes.subarray(0, room), charsetOf(part, bytes));
    return part.params['format']?.toLowerCase() === 'flowed'
      ? unflow(text, part.params['delsp']?.toLowerCase() === 'yes')
      : text;
  };

  const visit = (part: MailPart, alternative: TextUnit | undefined): void => {
    if (part.isMultipart) {
      noteProtection(part, sorted.flags);
      const unit = part.mediaType === 'multipart/alternative' ? {} : alternative;
      for (const child of part.children) visit(child, unit);
      if (unit !== undefined && unit !== alternative) sorted.texts.push(unit);
      return;
    }
    noteProtection(part, sorted.flags);
    if (visitReport(part, sorted)) return;
    if (part.mediaType === 'text/calendar' && sorted.calendarLines.length < CALENDAR_COUNT_MAX) {
      const line = calendarLine(
        decodeText(part.readBody().subarray(0, CALENDAR_READ_BYTES), part.params['charset']),
      );
      if (line !== '' && !sorted.calendarLines.includes(line)) sorted.calendarLines.push(line);
    }
    const form = textFormOf(part, sorted.texts.length === 0);
    if (form === undefined) {
      sorted.attachments.push(part);
      return;
    }
    const unit = alternative ?? {};
    // A second part of the same form within alternatives: both are shown.
    unit[form] = unit[form] === undefined ? readText(part) : `${unit[form]}\n${readText(part)}`;
    if (alternative === undefined) sorted.texts.push(unit);
  };

  visit(root, undefined);
  return sorted;
};

/** Text that is not attached. Some programs name their bodies: a name makes an attachment of later text only. */
const textFormOf = (part: MailPart, isFirst: boolean): 'plain' | 'html' | undefined => {
  if (part.disposition === 'attachment') return undefined;
  if (part.mediaType === 'text/html') return 'html';
  const isPlain =
    ['text/plain', 'text', '', 'text/enriched'].includes(part.mediaType) || isBrokenMultipart(part);
  const isBody = isFirst || part.fileName === '' || part.disposition === 'inline';
  return isPlain && isBody ? 'plain' : undefined;
};

/** Its boundary never comes: what is there is shown as it is. */
const isBrokenMultipart = (part: MailPart): boolean => part.mediaType.startsWith('multipart/');

/** Out: whether the part belongs to a report and is no attachment. */
const visitReport = (part: MailPart, sorted: SortedParts): boolean => {
  const readStart = (): string =>
    Buffer.from(part.readBody().subarray(0, REPORT_READ_BYTES)).toString('utf8');
  switch (part.mediaType) {
    case 'message/delivery-status':
    case 'message/global-delivery-status':
      sorted.deliveryStatus ??= readStart();
      return true;
    case 'message/feedback-report':
      sorted.feedback ??= readStart();
      return true;
    case 'text/rfc822-headers':
    case 'message/rfc822-headers':
    case 'message/global-headers':
      sorted.returned ??= readStart();
      return true;
    case 'message/rfc822':
    case 'message/global':
      sorted.returned ??= readStart();
      return false;
    default:
      return false;
  }
};

/** RFC 1847 (PGP and S/MIME in multiparts), RFC 8551 (application/pkcs7-mime). */
const noteProtection = (part: MailPart, flags: Set<MailFlag>): void => {
  const smime = part.params['smime-type']?.toLowerCase() ?? '';
  switch (part.mediaType) {
    case 'multipart/signed':
      flags.add('signed');
      return;
    case 'multipart/encrypted':
      flags.add('encrypted');
      return;
    case 'application/pkcs7-mime':
    case 'application/x-pkcs7-mime':
      flags.add(smime === 'signed-data' ? 'signed' : 'encrypted');
      flags.add('unreadable_part');
      return;
    default:
  }
};

/** `<meta charset>` where the header does not say. */
const charsetOf = (part: MailPart, bytes: Uint8Array): string | undefined => {
  const declared = part.params['charset'];
  if (declared !== undefined || part.mediaType !== 'text/html') return declared;
  const head = Buffer.from(bytes.subarray(0, 2_048)).toString('latin1');
  return /<meta[^>]{0,200}charset\s{0,5}=\s{0,5}["']?([\w.:-]{1,40})/i.exec(head)?.[1];
};

/** RFC 3676: a line that ends with a space goes on in the next one. */
const unflow = (text: string, isSpaceDeleted: boolean): string => {
  const pieces: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const plain = line.startsWith(' ') ? line.slice(1) : line;
    const isSoft = plain.endsWith(' ') && plain !== '-- ' && !plain.startsWith('>');
    if (!isSoft) pieces.push(plain, '\n');
    else pieces.push(isSpaceDeleted ? plain.slice(0, -1) : plain);
  }
  return pieces.join('').replace(/\n$/, '');
};
