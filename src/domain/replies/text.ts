import type { Locale } from '../companies/shapes.ts';
import { escapeHtml, oneLine } from '../shared/html.ts';

/** What a reply says: the text as written, the signature, the quoted history; and its simple HTML. */

/** Of the quoted message: the rest is in the receiver's own copy. */
const QUOTE_LENGTH_MAX = 20_000;
const QUOTE_LINE_COUNT_MAX = 500;

interface Quoted {
  senderName: string;
  senderAddress: string | null;
  at: Date;
  text: string;
}

export interface ReplyText {
  text: string;
  /** Where the quoted history begins in `text`. Null: nothing is quoted. */
  quoteOffset: number | null;
}

/** `-- ` before the signature: mail clients fold it. Source: RFC 3676, 4.3. */
export const replyText = (input: {
  text: string;
  signature: string | null;
  quoted: Quoted | null;
  locale: Locale;
  timeZone: string;
}): ReplyText => {
  const signature = input.signature?.trim() ?? '';
  const own =
    signature === '' ? input.text.trimEnd() : `${input.text.trimEnd()}\n\n-- \n${signature}`;
  if (input.quoted === null) return { text: `${own}\n`, quoteOffset: null };
  const head = `${own}\n\n`;
  return { text: `${head}${quoteOf(input.quoted, input)}\n`, quoteOffset: head.length };
};

const quoteOf = (
  { senderName, senderAddress, at, text }: Quoted,
  { locale, timeZone }: { locale: Locale; timeZone: string },
): string => {
  const date = new Intl.DateTimeFormat(locale, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone,
  }).format(at);
  const name = oneLine(senderName) || senderAddress || '';
  const intro = { fr: `Le ${date}, ${name} a écrit :`, en: `On ${date}, ${name} wrote:` }[locale];
  const whole = text.trimEnd().replaceAll('\r\n', '\n');
  const lines = whole.slice(0, QUOTE_LENGTH_MAX).split('\n').slice(0, QUOTE_LINE_COUNT_MAX);
  const isCut = lines.join('\n').length < whole.length;
  const quoted = [...lines, ...(isCut ? ['[…]'] : [])].map((line) =>
    line.startsWith('>') ? `>${line}` : `> ${line}`.trimEnd(),
  );
  return [intro, ...quoted].join('\n');
};

/** The same text as HTML, the history as a quotation. Written by people: every character is escaped. */
export const replyHtml = ({ text, quoteOffset }: ReplyText): string => {
  const own = quoteOffset === null ? text : text.slice(0, quoteOffset);
  const [intro = '', ...quoted] =
    quoteOffset === null ? [] : text.slice(quoteOffset).trimEnd().split('\n');
  const history =
    quoteOffset === null
      ? ''
      : `<p>${escapeHtml(intro)}</p><blockquote type="cite" style="${QUOTE_STYLE}">${linesOf(
          quoted.map((line) => line.replace(/^> ?/, '')).join('\n'),
        )}</blockquote>`;
  return `<!doctype html><html><body><div dir="auto">${linesOf(own.trimEnd())}</div>${history}</body></html>`;
};

const QUOTE_STYLE = 'margin:0 0 0 0.8ex;border-left:1px solid #ccc;padding-left:1ex';

const linesOf = (text: string): string => escapeHtml(text).replaceAll('\n', '<br>\n');

const REPLY_PREFIX = /^(?:(?:re|ré|rép|aw|sv|antw|fwd?|tr)\s*(?:\[\d+\])?\s*:\s*)+/i;

/** `Re: ` once, whatever the prefixes were. */
export const replySubject = (subject: string): string => {
  const bare = oneLine(subject).replace(REPLY_PREFIX, '');
  return bare === '' ? 'Re:' : `Re: ${bare}`;
};

/** Half of them the first, half the last ones: what threads by either end finds it. */
export const REFERENCE_COUNT_MAX = 20;

export const referencesOf = (
  references: readonly string[],
  internetMessageId: string | null,
): string[] => {
  const all = [
    ...new Set([...references, ...(internetMessageId === null ? [] : [internetMessageId])]),
  ];
  if (all.length <= REFERENCE_COUNT_MAX) return all;
  const half = REFERENCE_COUNT_MAX / 2;
  return [...all.slice(0, half), ...all.slice(-half)];
};
