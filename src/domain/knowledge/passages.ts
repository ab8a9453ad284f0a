/**
 * Cuts the text of an article into passages: what a question finds, and what an answer cites. Markdown and plain text.
 * A passage ends at a heading, and between paragraphs, items of a list or rows of a table. Only a paragraph that is longer
 * than a passage is cut, between two sentences if possible.
 */

/** `heading`: those above the passage, from the outermost, joined by ` › `; empty if there are none. */
export interface Passage {
  heading: string;
  text: string;
}

/** What a passage should have. */
const LENGTH_WANTED = 800;
/** Of a passage. */
export const PASSAGE_LENGTH_MAX = 1_200;
/** Of an article. An article with more headings than that is cut as if it had none. */
export const PASSAGE_COUNT_MAX = 1_000;
export const HEADING_LENGTH_MAX = 300;

export const cutPassages = (text: string): Passage[] => {
  const blocks = readBlocks(text);
  const passages = join(blocks);
  if (passages.length <= PASSAGE_COUNT_MAX) return passages;
  return join(blocks.map((block) => ({ ...block, heading: '' })));
};

/** `glue`: what is between it and the block before. `head`: of a table, repeated in each passage with its rows. */
interface Block {
  heading: string;
  text: string;
  glue: '\n' | '\n\n';
  head: string;
}

const HEADING_MARKS = /^ {0,3}(#{1,6})(?=[ \t]|$)/;
const LIST_ITEM = /^[ \t]*(?:[-*+•]|\d{1,9}[.)])[ \t]+\S/;
const TABLE_RULE = /^[ \t]*\|[ \t:|-]+\|[ \t]*$/;
const FENCE = /^ {0,3}(?:```|~~~)/;

type Kind = 'paragraph' | 'item' | 'row';

interface Reading {
  blocks: Block[];
  /** The headings above, by level. */
  outline: string[];
  /** Of the block that is being read. */
  lines: string[];
  kind: Kind;
  /** Of the block before, under the same heading. */
  previous: Kind | undefined;
  tableHead: string;
  isFenced: boolean;
}

const readBlocks = (text: string): Block[] => {
  const reading: Reading = {
    blocks: [],
    outline: [],
    lines: [],
    kind: 'paragraph',
    previous: undefined,
    tableHead: '',
    isFenced: false,
  };
  for (const line of text.replaceAll(/\r\n?/g, '\n').split('\n')) readLine(reading, line);
  endBlock(reading);
  const { blocks } = reading;
  const last = headingOf(reading);
  // Nothing but headings: the last one is the text.
  if (blocks.length === 0 && last !== '') {
    blocks.push({ heading: '', text: last, glue: '\n\n', head: '' });
  }
  return blocks;
};

const readLine = (reading: Reading, line: string): void => {
  if (FENCE.test(line)) reading.isFenced = !reading.isFenced;
  if (reading.isFenced) {
    if (reading.kind === 'row') beginBlock(reading, 'paragraph');
    reading.lines.push(line.trimEnd());
    return;
  }
  const [found = '', marks] = HEADING_MARKS.exec(line) ?? [];
  if (marks !== undefined) {
    endBlock(reading);
    reading.kind = 'paragraph';
    reading.previous = undefined;
    reading.outline = [
      ...Array.from({ length: marks.length - 1 }, (_, level) => reading.outline[level] ?? ''),
      plainHeading(line.slice(found.length)),
    ];
  } else if (line.trim() === '') {
    endBlock(reading);
    reading.kind = 'paragraph';
    reading.tableHead = '';
  } else if (isTableRow(line)) {
    readRow(reading, line.trim());
  } else if (LIST_ITEM.test(line)) {
    beginBlock(reading, 'item');
    reading.lines.push(line.trimEnd());
  } else {
    if (reading.kind === 'row') beginBlock(reading, 'paragraph');
    reading.lines.push(line.trimEnd());
  }
};

const readRow = (reading: Reading, row: string): void => {
  if (reading.kind === 'row' && reading.tableHead === '' && TABLE_RULE.test(row)) {
    reading.tableHead = `${reading.lines.join('\n')}\n${row}`;
    reading.lines = [];
    return;
  }
  if (reading.kind !== 'row') reading.tableHead = '';
  beginBlock(reading, 'row');
  reading.lines.push(row);
};

const beginBlock = (reading: Reading, kind: Kind): void => {
  endBlock(reading);
  reading.kind = kind;
};

const endBlock = (reading: Reading): void => {
  const { kind, previous } = reading;
  const text = reading.lines.join('\n').trim();
  reading.lines = [];
  if (text === '') return;
  reading.blocks.push({
    heading: headingOf(reading),
    text,
    glue: previous === kind && kind !== 'paragraph' ? '\n' : '\n\n',
    head: kind === 'row' ? reading.tableHead : '',
  });
  reading.previous = kind;
};

const headingOf = ({ outline }: Reading): string =>
  outline
    .filter((title) => title !== '')
    .join(' › ')
    .slice(0, HEADING_LENGTH_MAX)
    .toWellFormed();

const isTableRow = (line: string): boolean => {
  const row = line.trim();
  return row.length > 1 && row.startsWith('|') && row.endsWith('|');
};

/** Without emphasis, and without the marks that may close a heading. */
const plainHeading = (title: string): string => {
  const text = title.replaceAll(/[*_`]+/g, '').trim();
  let end = text.length;
  while (text[end - 1] === '#') end -= 1;
  const isClosed = end === 0 || text[end - 1] === ' ' || text[end - 1] === '\t';
  return isClosed ? text.slice(0, end).trimEnd() : text;
};

const join = (blocks: readonly Block[]): Passage[] => {
  const passages: Passage[] = [];
  let current: Passage | undefined;
  let head = '';
  for (const block of blocks.flatMap(cutLong)) {
    const isSame = current !== undefined && current.heading === block.heading;
    const length = (current?.text.length ?? 0) + block.glue.length + block.text.length;
    if (current !== undefined && isSame && length <= LENGTH_WANTED && head === block.head) {
      current.text += block.glue + block.text;
      continue;
    }
    const isShortEnough = length + block.head.length <= LENGTH_WANTED;
    const text = block.head === '' ? block.text : `${block.head}\n${block.text}`;
    head = block.head;
    if (current !== undefined && isSame && isShortEnough) {
      current.text += `\n\n${text}`;
      continue;
    }
    current = { heading: block.heading, text };
    passages.push(current);
  }
  return passages;
};

/** A block that is longer than a passage, in parts. A long head of a table is left out. */
const cutLong = (block: Block): Block[] => {
  const head = block.head.length > LENGTH_WANTED / 2 ? '' : block.head;
  const room = LENGTH_WANTED - (head === '' ? 0 : head.length + 1);
  const lengthMax = PASSAGE_LENGTH_MAX - (head === '' ? 0 : head.length + 1);
  if (block.text.length <= lengthMax) return [{ ...block, head }];
  return cutText(block.text, room).map((text, part) => ({
    ...block,
    head,
    text,
    glue: part === 0 ? block.glue : '\n',
  }));
};

/** The last end of a sentence, else the last space, else anywhere: each within the second half of a part. */
const cutText = (text: string, room: number): string[] => {
  const parts: string[] = [];
  let start = 0;
  while (text.length - start > room) {
    const window = text.slice(start, start + room);
    const half = Math.floor(room / 2);
    const sentence = Math.max(
      ...['. ', '! ', '? ', '.\n', '!\n', '?\n', '\n'].map((mark) => window.lastIndexOf(mark)),
    );
    const space = window.lastIndexOf(' ');
    const cut = sentence >= half ? sentence + 1 : space >= half ? space : wholeCharacters(window);
    parts.push(window.slice(0, cut).trim());
    start += cut;
  }
  parts.push(text.slice(start).trim());
  return parts.filter((part) => part !== '');
};

/** Not between the two halves of a character. */
const wholeCharacters = (window: string): number =>
  window.isWellFormed() ? window.length : window.length - 1;
