import { DOCX_MAIN_PART, readDocx } from './docx.ts';
import { DOCUMENT_TEXT_LENGTH_MAX } from './limits.ts';
import { readPdf } from './pdf.ts';
import { isPdf, isZip } from './signatures.ts';
import { decodeText } from './text.ts';
import { openZip, ZipError } from './zip.ts';

/** The text of a document, whose type is found by its content. Runs in a thread (thread.ts): it may take any time. */

export type DocumentRefusal =
  'unsupported_type' | 'unreadable' | 'encrypted' | 'no_text' | 'too_many_pages' | 'too_large';

/** `title`: its first heading, if it begins with one. */
export type ReadDocument =
  { kind: 'read'; title: string | null; text: string } | { kind: 'refused'; code: DocumentRefusal };

export interface DocumentInput {
  fileName: string;
  bytes: Uint8Array;
}

const refused = (code: DocumentRefusal): ReadDocument => ({ kind: 'refused', code });

export const readDocument = async ({ fileName, bytes }: DocumentInput): Promise<ReadDocument> => {
  try {
    if (isPdf(bytes)) {
      const pdf = await readPdf(bytes);
      return 'refused' in pdf ? refused(pdf.refused) : toDocument(pdf.text, false);
    }
    if (isZip(bytes)) {
      const zip = openZip(bytes);
      if (!zip.has(DOCX_MAIN_PART)) return refused('unsupported_type');
      return toDocument(await readDocx(zip), true);
    }
  } catch (error) {
    return refused(error instanceof ZipError ? error.code : 'unreadable');
  }
  const text = TEXT_NAME.test(fileName) ? decodeText(bytes) : undefined;
  if (text === undefined || HTML_START.test(text)) return refused('unsupported_type');
  return toDocument(text, true);
};

const TEXT_NAME = /\.(?:md|markdown|txt|text)$/i;
const HTML_START = /^\s{0,1000}<(?:!doctype|html|head|body|\?xml|svg)\b/i;

const toDocument = (raw: string, hasHeadings: boolean): ReadDocument => {
  const text = storable(raw).trim();
  if (text === '') return refused('no_text');
  if (text.length > DOCUMENT_TEXT_LENGTH_MAX) return refused('too_large');
  const [, title = ''] = (hasHeadings && /^#{1,6} {1,10}(\S[^\n]*)/.exec(text)) || [];
  const plain = title.replaceAll(/[*_`#]+/g, '').trim();
  return { kind: 'read', title: plain === '' ? null : plain, text };
};

/** PostgreSQL can't store NUL. Other control characters are of no use in a text. */
const storable = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\t\n]/gu, ' ')
    .toWellFormed()
    .normalize('NFC');
