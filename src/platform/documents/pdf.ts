import { getDocumentProxy } from 'unpdf';
import { DOCUMENT_TEXT_LENGTH_MAX, PDF_PAGE_COUNT_MAX } from './limits.ts';

/** The text of a PDF, by lines and paragraphs. No fonts or files are fetched, and no code of the document runs. */

/** `too_large`: the text. */
export type PdfRefusal = 'encrypted' | 'too_many_pages' | 'too_large';

/** `isCutTooLong`: the rest of a text that is too long is left out; else it is refused. Errors: those of pdf.js, for a damaged file. */
export const readPdf = async (
  bytes: Uint8Array,
  { isCutTooLong = false } = {},
): Promise<{ text: string; isCut: boolean } | { refused: PdfRefusal }> => {
  const opened = await openPdf(bytes);
  if (opened === 'encrypted') return { refused: opened };
  const pdf = opened;
  if (pdf.numPages > PDF_PAGE_COUNT_MAX) return { refused: 'too_many_pages' };
  const pages: string[] = [];
  let length = 0;
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    const text = textOf(items);
    page.cleanup();
    length += text.length;
    if (length > DOCUMENT_TEXT_LENGTH_MAX && !isCutTooLong) return { refused: 'too_large' };
    pages.push(text);
    if (length > DOCUMENT_TEXT_LENGTH_MAX) return { text: pages.join('\n\n'), isCut: true };
  }
  return { text: pages.join('\n\n'), isCut: false };
};

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;

const openPdf = async (bytes: Uint8Array): Promise<Pdf | 'encrypted'> => {
  try {
    return await getDocumentProxy(bytes, {
      disableFontFace: true,
      useSystemFonts: false,
      enableXfa: false,
      verbosity: 0,
    });
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException') {
      return 'encrypted';
    }
    throw error;
  }
};

/** Parts of lines, and marks of the structure. `transform[5]` is the height above the bottom of the page. */
type Item = Awaited<
  ReturnType<Awaited<ReturnType<Pdf['getPage']>>['getTextContent']>
>['items'][number];

/** Lines further apart than that are two paragraphs, in heights of a line. */
const PARAGRAPH_GAP = 1.8;

const textOf = (items: readonly Item[]): string => {
  let text = '';
  let lastY: number | undefined;
  let isNewLine = false;
  for (const item of items) {
    if (!('str' in item)) continue;
    const { str, hasEOL, height } = item;
    const place: unknown = item.transform[5];
    const y = typeof place === 'number' ? place : undefined;
    if (isNewLine && str.trim() !== '') {
      const gap = lastY === undefined || y === undefined ? 0 : Math.abs(lastY - y);
      text += height > 0 && gap > height * PARAGRAPH_GAP ? '\n\n' : '\n';
      isNewLine = false;
    }
    text += str;
    if (str.trim() !== '') lastY = y;
    isNewLine ||= hasEOL;
  }
  return text.trim();
};
