import type { Messages } from '../../../i18n/index.tsx';
import type { Message } from './query.ts';

/** A code of the mail server such as `550`, or one of ours; and what the server said. */
export const reasonOf = (
  words: Messages['outgoing'],
  { error_code: code, error_text: text }: Pick<Message, 'error_code' | 'error_text'>,
): string => {
  if (code === null) return text ?? '';
  const known = Object.entries(words.errors).find(([name]) => name === code)?.[1];
  const smtp = /^(?:smtp_)?(\d{3}.*)$/.exec(code)?.[1];
  const own = known ?? (smtp === undefined ? words.other(code) : words.smtp(smtp));
  return text === null ? own : `${own} ${text}`;
};
