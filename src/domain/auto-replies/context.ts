import { cutText } from '../ai/masking.ts';

/** What of a message a model reads. */

const TEXT_LENGTH_MAX = 4_000;

/** Without the history that it quotes: it is in the messages before, and an attacker may write anything there. */
export const ownPart = ({
  text,
  quote_offset: offset,
}: {
  text: string;
  quote_offset: number | null;
}): string => cutText((offset === null ? text : text.slice(0, offset)).trim(), TEXT_LENGTH_MAX);
