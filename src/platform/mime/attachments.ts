import { createHash } from 'node:crypto';
import { fileTypeFromBuffer } from 'file-type';
import { extensionOf, safeFileName } from '../../domain/messages/file-names.ts';
import { markupOf, refusalOf } from '../../domain/messages/file-kinds.ts';
import type { AttachmentRefusal, ParsedAttachment } from '../../domain/messages/parsed.ts';
import { oneLine } from '../../domain/messages/visible-characters.ts';
import { decodeHeader } from './headers.ts';
import {
  ATTACHMENT_COUNT_MAX,
  ATTACHMENT_SIZE_MAX_BYTES,
  ATTACHMENT_TOTAL_MAX_BYTES,
} from './limits.ts';
import type { MailPart } from './tree.ts';

/** Attachments of a mail, and of uploads: name, type by content, refusal. */

/** What types and executables are known by: an ISO image at 36 kB. */
export const HEAD_READ_BYTES = 40 * 1024;

export interface InspectedFile {
  fileName: string;
  mediaType: string;
  refusedReason: Extract<AttachmentRefusal, 'executable' | 'type_mismatch'> | null;
}

/** In: the first `HEAD_READ_BYTES` of a file, or all of it. */
export const inspectFile = async (
  input: { fileName: string; declaredType: string },
  head: Uint8Array,
): Promise<InspectedFile> => {
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  const markup = markupOf(head);
  const detected = markup ?? found?.mime;
  const declared = oneLine(input.declaredType, 100).toLowerCase();
  const fileName = safeFileName(input.fileName, extensionFor(declared, found?.ext));
  return {
    fileName,
    mediaType: detected ?? textTypeOf(fileName, declared, head),
    refusedReason: refusalOf(fileName, detected, head),
  };
};

/** Types that have no content of their own to know them by. */
const KEPT_TYPES = new Set([
  'message/rfc822',
  'application/pkcs7-signature',
  'application/x-pkcs7-signature',
  'application/pkcs7-mime',
  'application/x-pkcs7-mime',
  'application/pgp-signature',
  'application/pgp-encrypted',
  'application/ms-tnef',
  'application/vnd.ms-tnef',
]);
const TEXT_TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  ics: 'text/calendar',
  vcf: 'text/vcard',
  eml: 'message/rfc822',
};

const textTypeOf = (fileName: string, declared: string, head: Uint8Array): string => {
  if (KEPT_TYPES.has(declared)) return declared;
  const named = TEXT_TYPES[extensionOf(fileName)];
  const isText =
    !head.includes(0) &&
    (declared.startsWith('text/') || named !== undefined || isTextName(fileName));
  if (!isText) return 'application/octet-stream';
  return (
    named ?? (declared === 'text/calendar' || declared === 'text/csv' ? declared : 'text/plain')
  );
};

const isTextName = (fileName: string): boolean =>
  ['txt', 'md', 'log', 'json', 'xml'].includes(extensionOf(fileName));

const extensionFor = (declared: string, found: string | undefined): string => {
  if (declared === 'message/rfc822') return 'eml';
  if (declared === 'text/calendar') return 'ics';
  if (declared.startsWith('text/')) return declared === 'text/html' ? 'html' : 'txt';
  return found ?? '';
};

export interface ReadAttachment {
  attachment: ParsedAttachment;
  /** Undefined: refused. */
  content: Uint8Array | undefined;
  /** Of the content, kept or not: for `contentHash`. */
  hash: string;
}

/** In: the parts that are no text. Beyond a limit their content is left out, their names stay. */
export const readAttachments = async (
  parts: readonly MailPart[],
  inlineIds: ReadonlySet<string>,
): Promise<{ read: ReadAttachment[]; isTruncated: boolean }> => {
  const read: ReadAttachment[] = [];
  let totalBytes = 0;
  for (const part of parts.slice(0, ATTACHMENT_COUNT_MAX * 2)) {
    const bytes = part.readBody();
    const one = await readAttachment(part, bytes, inlineIds);
    const isTooMany = read.length >= ATTACHMENT_COUNT_MAX;
    const isTooLarge =
      bytes.length > ATTACHMENT_SIZE_MAX_BYTES ||
      totalBytes + bytes.length > ATTACHMENT_TOTAL_MAX_BYTES;
    const reason = one.refusedReason ?? (isTooMany ? 'too_many' : isTooLarge ? 'too_large' : null);
    if (reason === null) totalBytes += bytes.length;
    const hash = createHash('sha256').update(bytes).digest('hex');
    read.push({
      attachment: { ...one, refusedReason: reason, sha256: reason === null ? hash : null },
      content: reason === null ? bytes : undefined,
      hash,
    });
  }
  const isTruncated =
    read.some(({ attachment }) => isLimit(attachment.refusedReason)) || parts.length > read.length;
  return { read, isTruncated };
};

const isLimit = (reason: AttachmentRefusal | null): boolean =>
  reason === 'too_large' || reason === 'too_many';

const readAttachment = async (
  part: MailPart,
  bytes: Uint8Array,
  inlineIds: ReadonlySet<string>,
): Promise<ParsedAttachment> => {
  const name = part.fileName !== '' ? decodeHeader(part.fileName) : nameOfMessage(part, bytes);
  const file = await inspectFile(
    { fileName: name, declaredType: part.mediaType },
    bytes.subarray(0, HEAD_READ_BYTES),
  );
  const contentId = oneLine(part.contentId.replace(/[<>]/g, ''), 300);
  return {
    ...file,
    sizeBytes: bytes.length,
    sha256: null,
    contentId: contentId === '' ? null : contentId,
    isInline: contentId !== '' && inlineIds.has(contentId) && file.mediaType.startsWith('image/'),
  };
};

/** A forwarded mail is named by its subject. */
const nameOfMessage = (part: MailPart, bytes: Uint8Array): string => {
  if (part.mediaType !== 'message/rfc822') return '';
  const head = Buffer.from(bytes.subarray(0, 20_000)).toString('utf8');
  const subject = /^subject:[ \t]*([^\r\n]{0,500})/im.exec(head)?.[1] ?? '';
  const plain = oneLine(decodeHeader(subject), 100).replace(/[/\\]/g, ' ');
  return plain === '' ? '' : `${plain}.eml`;
};
