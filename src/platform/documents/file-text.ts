import { FILE_TEXT_LENGTH_MAX } from '../../domain/case-files/shapes.ts';
import type { TextError } from '../../domain/case-files/states.ts';
import { extensionOf } from '../../domain/messages/file-names.ts';
import { tidyLines, withoutInvisible } from '../../domain/messages/visible-characters.ts';
import { DOCX_MAIN_PART, readDocx } from './docx.ts';
import { readPdf } from './pdf.ts';
import { isPdf, isZip } from './signatures.ts';
import { decodeStart } from './text.ts';
import { openZip, ZipError } from './zip.ts';

/**
 * The text of a file of any type, for search and analysis: PDF, DOCX, mails, and plain texts. Beyond a length the rest is
 * left out. Without characters that a reader does not see. Runs in a thread (thread.ts): it may take any time.
 */

export type FileText =
  | { kind: 'read'; text: string; isCut: boolean }
  /** It is of another type, or has no text. */
  | { kind: 'none' }
  | { kind: 'failed'; code: TextError };

export interface FileTextInput {
  fileName: string;
  /** As the upload found it. */
  mediaType: string;
  bytes: Uint8Array;
}

/** Enough for the text of the longest characters. */
const TEXT_READ_BYTES = 5 * FILE_TEXT_LENGTH_MAX;

export const readFileText = async (input: FileTextInput): Promise<FileText> => {
  const { bytes } = input;
  try {
    if (isPdf(bytes)) {
      const pdf = await readPdf(bytes, { isCutTooLong: true });
      return 'refused' in pdf ? failed(pdf.refused) : toText(pdf.text, pdf.isCut);
    }
    if (isZip(bytes)) return await readZipped(input);
    if (isMail(input)) return await readMailText(bytes);
  } catch (error) {
    return failed(error instanceof ZipError ? codeOf(error) : 'unreadable');
  }
  if (isEncryptedOffice(input)) return failed('encrypted');
  if (!isPlainText(input)) return { kind: 'none' };
  const text = decodeStart(bytes, TEXT_READ_BYTES);
  return text === undefined ? { kind: 'none' } : toText(text, bytes.length > TEXT_READ_BYTES);
};

const failed = (code: TextError): FileText => ({ kind: 'failed', code });

/** An archive that unpacks to more than we read. */
const codeOf = ({ code }: ZipError): TextError => (code === 'too_large' ? 'bomb' : code);

const readZipped = async (input: FileTextInput): Promise<FileText> => {
  const isNamedDocx = extensionOf(input.fileName) === 'docx';
  const zip = openOrNone(input.bytes, isNamedDocx);
  if (zip === undefined) return { kind: 'none' };
  if (!zip.has(DOCX_MAIN_PART)) return isNamedDocx ? failed('unreadable') : { kind: 'none' };
  return toText(await readDocx(zip), false);
};

/** What is wrong with an archive that is no document does not matter. */
const openOrNone = (bytes: Uint8Array, isDocument: boolean) => {
  try {
    return openZip(bytes);
  } catch (error) {
    if (isDocument) throw error;
    return undefined;
  }
};

const isMail = ({ fileName, mediaType }: FileTextInput): boolean =>
  mediaType === 'message/rfc822' || extensionOf(fileName) === 'eml';

/** The modules of mails take a while to load: only for a mail. Attachments of it are named, not read. */
const readMailText = async (bytes: Uint8Array): Promise<FileText> => {
  const { readMail } = await import('../mime/read-mail.ts');
  const { mail } = await readMail(bytes);
  if (mail.from === null && mail.subject === '' && mail.text === '') return failed('unreadable');
  const from = mail.from === null ? '' : `${mail.from.name} <${mail.from.address}>`.trim();
  const to = mail.recipients
    .filter(({ kind }) => kind === 'to' || kind === 'cc')
    .map(({ name, address }) => `${name} <${address}>`.trim());
  const lines = [
    mail.subject,
    from,
    to.join(', '),
    mail.sentAt?.toISOString() ?? '',
    mail.attachments.map(({ fileName }) => fileName).join(', '),
  ];
  const head = lines.filter((line) => line !== '').join('\n');
  return toText(`${head}\n\n${mail.text}`, mail.flags.includes('truncated'));
};

const OLE_SIGNATURE = 'd0cf11e0a1b11ae1';

/** An encrypted DOCX is a container of another format. */
const isEncryptedOffice = ({ fileName, bytes }: FileTextInput): boolean =>
  extensionOf(fileName) === 'docx' &&
  Buffer.from(bytes.subarray(0, 8)).toString('hex') === OLE_SIGNATURE;

const PLAIN_TYPES = /^text\/(?:plain|csv|calendar|vcard)$/;
const PLAIN_EXTENSIONS: ReadonlySet<string> = new Set(['txt', 'md', 'markdown', 'csv', 'text']);

/** UTF-16 has the type of bytes: the name says that it is a text. */
const isPlainText = ({ fileName, mediaType }: FileTextInput): boolean =>
  PLAIN_TYPES.test(mediaType) ||
  (mediaType === 'application/octet-stream' && PLAIN_EXTENSIONS.has(extensionOf(fileName)));

const toText = (raw: string, isCut: boolean): FileText => {
  const text = tidyLines(withoutInvisible(raw).normalize('NFC')).trim();
  if (text === '') return { kind: 'none' };
  if (text.length <= FILE_TEXT_LENGTH_MAX) return { kind: 'read', text, isCut };
  const cut = text.slice(0, FILE_TEXT_LENGTH_MAX).replace(/[\ud800-\udbff]$/, '');
  return { kind: 'read', text: cut.trimEnd(), isCut: true };
};
