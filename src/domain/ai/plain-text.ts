import { withoutHidden } from '../shared/visible-text.ts';

/**
 * What a model wrote, as plain text: without markup, and without characters that no reader sees. A person reads it, and
 * may send it: nothing in it looks like anything else than it is. Every pattern takes time in proportion to the text: an
 * attempt ends where the next one could begin.
 */

export const TEXT_CHANGES = ['hidden_characters', 'markup'] as const;
export type TextChange = (typeof TEXT_CHANGES)[number];

/** An address or a link between angle brackets is no tag. */
const BRACKETED = /<(https?:\/\/[^\s<>"']+|[^\s<>"'=@]+@[^\s<>"'=]+)>/giu;
const TAG = /<\s*(?:\/\s*)?[a-z!?][^<>]*>/giu;
const DATA_URL = /\bdata:[a-z]+\/\S*/giu;
/** Its address is shown, not hidden behind words. */
const LINK = /!?\[([^[\]\n]*)\]\s*\(([^)\n]{0,2000})\)/gu;
const EMPHASIS = /(\*\*|__)(?=\S)((?:(?!\1)[^\n])*)(?<=\S)\1/gu;
const HEADING = /^ {0,3}#{1,6} +/gmu;
const FENCE = /^ {0,3}```.*$/gmu;

export const plainText = (written: string): { text: string; changes: TextChange[] } => {
  const lines = written.replaceAll(/\r\n?/g, '\n');
  const visible = withoutHidden(lines);
  const unmarked = visible
    .replaceAll(BRACKETED, '$1')
    .replaceAll(LINK, (_, label: string, target: string) =>
      label === target || label === '' ? target : `${label} (${target})`,
    )
    .replaceAll(EMPHASIS, '$2')
    .replaceAll(HEADING, '')
    .replaceAll(FENCE, '');
  // Last: a tag or an address may be hidden in emphasis.
  const plain = withoutTags(unmarked).replaceAll(DATA_URL, '');
  return {
    text: plain.replaceAll(/\n{3,}/g, '\n\n').trim(),
    changes: [
      ...(visible === lines ? [] : ['hidden_characters' as const]),
      ...(plain === visible ? [] : ['markup' as const]),
    ],
  };
};

const PASS_COUNT_MAX = 5;

/** `<<b>script>` has a tag only once another is taken away. */
const withoutTags = (text: string): string => {
  let rest = text;
  for (let pass = 0; pass < PASS_COUNT_MAX; pass += 1) {
    const next = rest.replaceAll(TAG, '');
    if (next === rest) return rest;
    rest = next;
  }
  return rest.replaceAll('<', '');
};

/** The same on one line. */
export const plainLine = (written: string): string =>
  plainText(written).text.replaceAll(/\s+/g, ' ').trim();
