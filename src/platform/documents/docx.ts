import mammoth from 'mammoth';
import { parseFragment, type DefaultTreeAdapterMap } from 'parse5';
import { ELEMENT_DEPTH_MAX } from './limits.ts';
import type { ZipReader } from './zip.ts';

/**
 * The text of a DOCX as Markdown: headings, paragraphs, lists and tables. Without pictures, comments or formulas. Mammoth
 * gets our own reader of the archive, so that nothing is unpacked without a limit, and no file but the archive.
 */

export const DOCX_MAIN_PART = 'word/document.xml';

/** Errors: those of mammoth, and `ZipError`. */
export const readDocx = async (zip: ZipReader): Promise<string> => {
  const { value: html } = await mammoth.convertToHtml(inputOf(zip), {
    convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })),
    includeDefaultStyleMap: true,
    includeEmbeddedStyleMap: false,
    externalFileAccess: false,
    ignoreEmptyParagraphs: true,
  });
  return blocksOf(parseFragment(html).childNodes, { depth: 0, indent: '' }).join('\n\n');
};

/** Mammoth takes an opened archive as `file`; its types do not say so. */
const inputOf = (zip: ZipReader): Parameters<typeof mammoth.convertToHtml>[0] => {
  const file = {
    exists: (name: string) => zip.has(name),
    read: async (name: string, encoding?: string) => {
      const content = zip.read(name);
      if (encoding === 'base64') return Buffer.from(content).toString('base64');
      return encoding === undefined ? content : new TextDecoder(encoding).decode(content);
    },
  };
  return { file } as unknown as Parameters<typeof mammoth.convertToHtml>[0];
};

type Node = DefaultTreeAdapterMap['childNode'];
type Element = DefaultTreeAdapterMap['element'];

interface Place {
  depth: number;
  /** Before each line of a nested list. */
  indent: string;
}

const blocksOf = (nodes: readonly Node[], place: Place): string[] => {
  if (place.depth > ELEMENT_DEPTH_MAX) return [];
  const inner = { ...place, depth: place.depth + 1 };
  return nodes.flatMap((node): string[] => {
    if (!('tagName' in node)) return 'value' in node ? nonEmpty(node.value) : [];
    const [, level] = /^h([1-6])$/.exec(node.tagName) ?? [];
    if (level !== undefined) {
      return nonEmpty(lineOf(node)).map((title) => `${'#'.repeat(Number(level))} ${title}`);
    }
    if (node.tagName === 'p') return nonEmpty(textOf(node, 0));
    if (node.tagName === 'ul' || node.tagName === 'ol') return nonEmpty(listOf(node, inner));
    if (node.tagName === 'table') return nonEmpty(tableOf(node));
    return blocksOf(node.childNodes, inner);
  });
};

const listOf = (list: Element, place: Place): string => {
  if (place.depth > ELEMENT_DEPTH_MAX) return '';
  const items = list.childNodes.filter((node) => 'tagName' in node && node.tagName === 'li');
  return items
    .flatMap((item, index) => {
      if (!('childNodes' in item)) return [];
      const isList = (node: Node): node is Element =>
        'tagName' in node && (node.tagName === 'ul' || node.tagName === 'ol');
      const own = item.childNodes.filter((node) => !isList(node));
      const mark = list.tagName === 'ol' ? `${index + 1}.` : '-';
      const text = own
        .map((node) => textOf(node, 0))
        .join('')
        .replaceAll(/\s+/g, ' ')
        .trim();
      const nested = item.childNodes
        .filter(isList)
        .map((inner) => listOf(inner, { depth: place.depth + 1, indent: `${place.indent}  ` }));
      return [text === '' ? '' : `${place.indent}${mark} ${text}`, ...nested];
    })
    .filter((line) => line !== '')
    .join('\n');
};

const tableOf = (table: Element): string => {
  const rows = elementsNamed(table, 'tr', 0).map((row) =>
    row.childNodes
      .filter((cell) => 'tagName' in cell)
      .map((cell) => lineOf(cell).replaceAll('|', '/')),
  );
  const [head, ...rest] = rows.map((cells) => `| ${cells.join(' | ')} |`);
  if (head === undefined) return '';
  const rule = `|${' --- |'.repeat(Math.max(rows[0]?.length ?? 1, 1))}`;
  return [head, rule, ...rest].join('\n');
};

const elementsNamed = (element: Element, name: string, depth: number): Element[] =>
  depth > ELEMENT_DEPTH_MAX
    ? []
    : element.childNodes.flatMap((node) => {
        if (!('tagName' in node)) return [];
        return node.tagName === name ? [node] : elementsNamed(node, name, depth + 1);
      });

const lineOf = (node: Node): string => textOf(node, 0).replaceAll(/\s+/g, ' ').trim();

const textOf = (node: Node, depth: number): string => {
  if ('value' in node) return node.value;
  if (!('childNodes' in node) || depth > ELEMENT_DEPTH_MAX) return '';
  if (node.tagName === 'br') return '\n';
  const text = node.childNodes.map((child) => textOf(child, depth + 1)).join('');
  return node.tagName === 'p' || node.tagName === 'li' ? `${text} ` : text;
};

const nonEmpty = (text: string): string[] => (text.trim() === '' ? [] : [text.trim()]);
