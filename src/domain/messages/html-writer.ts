/** What an element is, for the lines of its text. */
interface Place {
  quoteDepth: number;
  isPreformatted: boolean;
}

const PARAGRAPHS = new Set('p h1 h2 h3 h4 h5 h6 ul ol blockquote table pre dl hr'.split(' '));
const LINES = new Set(
  'div tr li section article header footer main address dt dd center'.split(' '),
);

/** Collects lines. Breaks are written late, so that empty elements make no empty lines. */
export const createWriter = () => {
  const pieces: string[] = [];
  let isLineStart = true;
  let breakCount = 0;
  let isSpaceDue = false;

  const breakLine = (count: number): void => {
    breakCount = Math.max(breakCount, count);
    isSpaceDue = false;
  };

  const put = (text: string, quoteDepth: number): void => {
    if (breakCount > 0 && pieces.length > 0) pieces.push('\n'.repeat(breakCount));
    if (breakCount > 0 || pieces.length === 0) isLineStart = true;
    breakCount = 0;
    if (isLineStart && quoteDepth > 0) pieces.push('> '.repeat(quoteDepth));
    if (!isLineStart && isSpaceDue) pieces.push(' ');
    isSpaceDue = false;
    isLineStart = false;
    pieces.push(text);
  };

  const writeFlowing = (text: string, frame: Place): void => {
    const words = text.replace(/[ \t\r\n\f\u00a0]+/g, ' ');
    if (words.startsWith(' ')) isSpaceDue = true;
    const inner = words.trim();
    if (inner === '') return;
    put(inner, frame.quoteDepth);
    isSpaceDue = words.endsWith(' ');
  };

  return {
    open: (name: string, frame: Place): void => {
      if (PARAGRAPHS.has(name)) breakLine(2);
      else if (LINES.has(name)) breakLine(1);
      else if (name === 'br') breakCount = Math.min(breakCount + 1, 2);
      else if (name === 'td' || name === 'th') isSpaceDue = true;
      if (name === 'li') put('-', frame.quoteDepth);
      if (name === 'li') isSpaceDue = true;
    },
    close: (name: string): void => {
      if (PARAGRAPHS.has(name)) breakLine(2);
      else if (LINES.has(name)) breakLine(1);
    },
    write: (text: string, frame: Place): void => {
      if (!frame.isPreformatted) return writeFlowing(text, frame);
      for (const [index, line] of text.split(/\r?\n/).entries()) {
        if (index > 0) breakCount = Math.min(breakCount + 1, 2);
        if (line.trim() !== '') put(line, frame.quoteDepth);
      }
    },
    mark: (): number => pieces.length,
    read: (at: number | null) => ({
      before: pieces.slice(0, at ?? pieces.length).join(''),
      after: at === null ? '' : pieces.slice(at).join(''),
    }),
  };
};
