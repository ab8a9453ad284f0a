import PostalMime from 'postal-mime';
import { repairHeaderLine } from './charsets.ts';
import {
  HEADER_LINE_COUNT_MAX,
  HEADER_LINE_MAX_BYTES,
  HEADERS_SIZE_MAX_BYTES,
  NESTING_DEPTH_MAX,
  PART_COUNT_MAX,
} from './limits.ts';
import { decodeTransfer } from './transfer.ts';

/**
 * The parts of a mail. postal-mime reads headers and boundaries; this file reads its lines, because
 * - it awaits each line and copies each body three times: 70 MB take several seconds and 300 MB;
 * - it refuses a mail beyond a limit, where we leave out the rest;
 * - it decodes headers as UTF-8 only.
 */

export interface MailTree {
  root: MailPart;
  isTruncated: boolean;
}

export interface MailPart {
  /** Lower case. */
  mediaType: string;
  params: Readonly<Record<string, string>>;
  /** `attachment`, `inline`, …; empty if absent. */
  disposition: string;
  /** Undecoded words of RFC 2047 may be in it. */
  fileName: string;
  contentId: string;
  /** In their order, unfolded, with undecoded words of RFC 2047. */
  headers: readonly { key: string; value: string }[];
  children: readonly MailPart[];
  isMultipart: boolean;
  /** Decoded anew at each call. */
  readBody: () => Uint8Array;
}

/** What we use of postal-mime 4.0.0. It is internal there: a change of its version needs the tests of test/mime. */
interface Parser {
  root: Node;
  currentNode: Node;
  boundaries: { value: Uint8Array }[];
  processLine: (line: Uint8Array, isFinal: boolean) => Promise<void>;
  finalize: () => Promise<void>;
}

interface Node {
  state: 'header' | 'body' | 'finished';
  headers: { key: string; value: string }[];
  childNodes: Node[];
  contentType: { parsed: Structured; multipart: string | false };
  contentDisposition: { parsed: Structured };
  contentTransferEncoding: { encoding: string };
  contentId?: string;
  contentDecoder: unknown;
}

interface Range {
  start: number;
  end: number;
}

interface Structured {
  value: string;
  params: Record<string, string>;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const DASH = 0x2d;
const DASHES_OF_LINE = Buffer.from('\n--');

export const readTree = async (bytes: Uint8Array): Promise<MailTree> => {
  const parser = new PostalMime({
    maxNestingDepth: NESTING_DEPTH_MAX + 1,
    maxHeadersSize: Number.MAX_SAFE_INTEGER, // `limitHeader` leaves out what is beyond our own limit
  }) as unknown as Parser;
  const reader = createReader(parser, bytes);
  await reader.read();
  await parser.finalize();
  return { root: partOf(parser.root, reader.readBody), isTruncated: reader.isTruncated() };
};

const createReader = (parser: Parser, source: Uint8Array) => {
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  const bodies = new Map<Node, Range[]>();
  let isTruncated = false;
  let headersSizeBytes = 0;
  let headerLineCount = 0;
  let partCount = 1;

  /** Pieces that follow each other are one: millions of them would fill the heap. */
  const keep = (start: number, end: number): void => {
    const { currentNode: node } = parser;
    const ranges = bodies.get(node) ?? [];
    if (ranges.length === 0) bodies.set(node, ranges);
    const last = ranges.at(-1);
    if (last?.end === start) last.end = end;
    else ranges.push({ start, end });
  };

  /** Out: the header line to parse; undefined if it is beyond a limit. */
  const limitHeader = (line: Uint8Array): Uint8Array | undefined => {
    if (line.length > HEADER_LINE_MAX_BYTES) isTruncated = true;
    headerLineCount += 1;
    if (headerLineCount > HEADER_LINE_COUNT_MAX) {
      isTruncated = true;
      return undefined;
    }
    const repaired = repairHeaderLine(line.subarray(0, HEADER_LINE_MAX_BYTES));
    headersSizeBytes += repaired.length;
    if (headersSizeBytes <= HEADERS_SIZE_MAX_BYTES) return repaired;
    isTruncated = true;
    return undefined;
  };

  const readLine = async (start: number, end: number): Promise<void> => {
    const line = withoutBreak(bytes.subarray(start, end));
    const { currentNode: node } = parser;
    const isHeader = node.state === 'header' && line.length > 0;
    const limited = isHeader ? limitHeader(line) : line;
    const read = limited ?? (startsWithDashes(line, 0) ? line : undefined);
    if (read === undefined) return;
    await parser.processLine(read, false);
    if (parser.currentNode !== node) partCount += 1;
    // Our own copy-free pieces replace the decoder.
    parser.currentNode.contentDecoder = null;
    if (parser.currentNode === node && node.state === 'body' && line.length > 0) keep(start, end);
    if (parser.boundaries.length > NESTING_DEPTH_MAX) {
      parser.boundaries.pop();
      isTruncated = true;
    }
  };

  /** postal-mime awaits each line. */
  const mayBeBoundary = (start: number): boolean =>
    startsWithDashes(bytes, start) &&
    parser.boundaries.some(
      ({ value }) =>
        bytes[start + 2] === value[0] &&
        bytes.subarray(start + 2, start + 2 + value.length).equals(value),
    );

  const read = async (): Promise<void> => {
    let start = skipBlank(bytes);
    while (start < bytes.length) {
      if (parser.currentNode.state === 'body' && !mayBeBoundary(start)) {
        const dashes = bytes.indexOf(DASHES_OF_LINE, start);
        const end = dashes < 0 ? bytes.length : dashes + 1;
        keep(start, end);
        start = end;
        continue;
      }
      const feed = bytes.indexOf(LINE_FEED, start);
      const end = feed < 0 ? bytes.length : feed + 1;
      await readLine(start, end);
      start = end;
      if (partCount > PART_COUNT_MAX) {
        isTruncated = true;
        return;
      }
    }
  };

  const readBody = (node: Node): Uint8Array => {
    const pieces = (bodies.get(node) ?? []).map(({ start, end }) => bytes.subarray(start, end));
    return decodeTransfer(node.contentTransferEncoding.encoding, pieces);
  };

  return { read, readBody, isTruncated: () => isTruncated };
};

const startsWithDashes = (bytes: Uint8Array, start: number): boolean =>
  bytes[start] === DASH && bytes[start + 1] === DASH;

const withoutBreak = (line: Uint8Array): Uint8Array => {
  let end = line.length;
  while (end > 0 && (line[end - 1] === LINE_FEED || line[end - 1] === CARRIAGE_RETURN)) end -= 1;
  return line.subarray(0, end);
};

/** Blank lines before the headers would end them. */
const skipBlank = (bytes: Uint8Array): number => {
  let start = 0;
  while (bytes[start] === LINE_FEED || bytes[start] === CARRIAGE_RETURN) start += 1;
  return start;
};

const partOf = (node: Node, readBody: (node: Node) => Uint8Array): MailPart => ({
  mediaType: node.contentType.parsed.value.toLowerCase().slice(0, 200),
  params: node.contentType.parsed.params,
  disposition: node.contentDisposition.parsed.value.toLowerCase(),
  fileName:
    node.contentDisposition.parsed.params['filename'] ??
    node.contentType.parsed.params['name'] ??
    '',
  contentId: node.contentId ?? '',
  headers: node.headers,
  children: node.childNodes.map((child) => partOf(child, readBody)),
  isMultipart: node.contentType.multipart !== false && node.childNodes.length > 0,
  readBody: () => readBody(node),
});
