/**
 * Where the quoted history of a text begins. It is folded, never deleted, so a doubtful case is left alone: a reader
 * must not miss what was written under or between quotes.
 */

const LINES_READ_MAX = 20_000;
const LINE_READ_MAX_LENGTH = 500;
/** An attribution may be wrapped. */
const ATTRIBUTION_LINE_COUNT_MAX = 4;
const HEADER_LINE_COUNT_MAX = 8;

/** « Le lun. 3 nov. 2025 à 10:12, Jean <jean@example.com> a écrit : », "On Mon, 3 Nov 2025, Jean wrote:" */
const ATTRIBUTION_START = /^\*?(?:le|on|am|el|il|em|den|op)\s/i;
const ATTRIBUTION_END =
  /(?:a écrit|écrivait|a ecrit|wrote|schrieb[^:]{0,80}|escribió|ha scritto|escreveu|schreef)\s*:\*?$/i;
const NAME_ATTRIBUTION = /^[^:]{1,200}(?:a écrit|wrote)\s*:$/i;

const SEPARATOR =
  /^[-_]{2,}\s?(?:message d['’]origine|message original|original message|original appointment|rendez-vous d['’]origine|ursprüngliche nachricht|mensaje original|messaggio originale)\s?[-_]{2,}$/i;
const DIVIDER = /^[_\u2500-]{10,}$/;

const SENDER_LINE = /^\*?(?:de|from|von|da)\s?:\*?\s?\S/i;
const OTHER_HEADER_LINE =
  /^\*?(?:envoyé|envoyée|date|sent|gesendet|à|a|to|an|cc|objet|subject|betreff|enviado|inviato|para|asunto|oggetto)\s?:\*?(?:\s|$)/i;

/** In: tidy text. Out: the offset of the first character of the history; null if there is none. */
export const findQuote = (text: string): number | null => {
  const lines = linesOf(text);
  const tail = quotedTailOf(lines);
  const index = lines.findIndex((_, at) => isHistoryStart(lines, at, tail));
  const start = lines[index];
  if (start === undefined || text.slice(0, start.offset).trim() === '') return null;
  return start.offset;
};

interface Line {
  text: string;
  offset: number;
}

const linesOf = (text: string): Line[] => {
  const lines: Line[] = [];
  let offset = 0;
  for (const line of text.split('\n', LINES_READ_MAX)) {
    lines.push({
      text: line
        .slice(0, LINE_READ_MAX_LENGTH)
        .replaceAll('\u00a0', ' ')
        .replaceAll('\u202f', ' ')
        .trim(),
      offset,
    });
    offset += line.length + 1;
  }
  return lines;
};

const isHistoryStart = (lines: readonly Line[], at: number, tail: number): boolean => {
  const { text = '' } = lines[at] ?? {};
  if (text === '') return false;
  if (text.startsWith('>')) return at >= tail;
  if (SEPARATOR.test(text)) return true;
  if (DIVIDER.test(text)) return isHeaderBlock(lines, nextFilled(lines, at + 1));
  if (SENDER_LINE.test(text)) return isHeaderBlock(lines, at);
  const end = attributionEnd(lines, at);
  return end !== undefined && isAnsweredAbove(lines, end + 1, tail);
};

/** Out: the last line of the attribution that begins here. */
const attributionEnd = (lines: readonly Line[], at: number): number | undefined => {
  const first = lines[at]?.text ?? '';
  const isQuoteNext = (lines[nextFilled(lines, at + 1)]?.text ?? '').startsWith('>');
  if (isQuoteNext && NAME_ATTRIBUTION.test(first)) return at;
  if (!ATTRIBUTION_START.test(first)) return undefined;
  let joined = '';
  for (let count = 0; count < ATTRIBUTION_LINE_COUNT_MAX; count += 1) {
    const line = lines[at + count]?.text ?? '';
    if (line === '' && count > 0) return undefined;
    joined = `${joined} ${line}`.trim();
    // A date or an address: « Le client a écrit : » alone is an ordinary sentence.
    if (ATTRIBUTION_END.test(joined.slice(-120)))
      return /[\d@]/.test(joined) ? at + count : undefined;
  }
  return undefined;
};

/** False if the sender answers below or between quotes that begin with `>`. */
const isAnsweredAbove = (lines: readonly Line[], at: number, tail: number): boolean => {
  const first = nextFilled(lines, at);
  return !(lines[first]?.text ?? '').startsWith('>') || first >= tail;
};

/** Only quotes, blank lines and a signature follow from here on. */
const quotedTailOf = (lines: readonly Line[]): number => {
  const signature = lines.findLastIndex(({ text }) => text === '--');
  let start = signature < 0 ? lines.length : signature;
  while (start > 0 && isQuotedOrBlank(lines[start - 1])) start -= 1;
  return start;
};

const isQuotedOrBlank = (line: Line | undefined): boolean =>
  line !== undefined && (line.text === '' || line.text.startsWith('>'));

/** A block as Outlook writes it: De, Envoyé, À, Objet. */
const isHeaderBlock = (lines: readonly Line[], at: number): boolean => {
  if (!SENDER_LINE.test(lines[at]?.text ?? '')) return false;
  const block = lines.slice(at + 1, at + HEADER_LINE_COUNT_MAX).map(({ text }) => text);
  return block.filter((text) => OTHER_HEADER_LINE.test(text)).length >= 2;
};

const nextFilled = (lines: readonly Line[], at: number): number => {
  let index = at;
  while (index < lines.length && lines[index]?.text === '') index += 1;
  return index;
};
