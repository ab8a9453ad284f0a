/**
 * Variables of canned replies: `{{contact.first_name}}`. They are replaced as text, in one pass: a value is never
 * read as a variable itself.
 */

export const CANNED_REPLY_VARIABLES = [
  'contact.name',
  'contact.first_name',
  'user.name',
  'company.name',
  'conversation.subject',
] as const;
export type CannedReplyVariable = (typeof CANNED_REPLY_VARIABLES)[number];
export type CannedReplyValues = Record<CannedReplyVariable, string>;

const VALUE_LENGTH_MAX = 1000;
const NAME_LENGTH_SHOWN_MAX = 50;
const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;

/** The first name between braces that is no variable, cut to be shown; undefined if all are known. */
export const findUnknownVariable = (body: string): string | undefined => {
  for (const [, name = ''] of body.matchAll(PLACEHOLDER)) {
    if (!isVariable(name.trim())) return name.trim().slice(0, NAME_LENGTH_SHOWN_MAX);
  }
  return undefined;
};

/** An empty value takes the spaces before it with it: `Bonjour {{contact.first_name}},` becomes `Bonjour,`. */
export const renderCannedReply = (body: string, values: CannedReplyValues): string => {
  let text = '';
  let position = 0;
  for (const { 0: whole, 1: name = '', index } of body.matchAll(PLACEHOLDER)) {
    const variable = name.trim();
    if (!isVariable(variable)) continue;
    const before = body.slice(position, index);
    const value = inOneLine(values[variable]);
    text += value === '' ? withoutLastSpaces(before) : `${before}${value}`;
    position = index + whole.length;
  }
  return text + body.slice(position);
};

/** Those of its last line. A regular expression would take long for a line of spaces. */
const withoutLastSpaces = (text: string): string => {
  const lineStart = text.lastIndexOf('\n') + 1;
  return text.slice(0, lineStart) + text.slice(lineStart).trimEnd();
};

/** The first word of a name as it is written. Of an address: empty. */
export const firstNameOf = (name: string): string => {
  const trimmed = name.trim();
  return trimmed.includes('@') ? '' : (trimmed.split(/\s+/)[0] ?? '');
};

const isVariable = (name: string): name is CannedReplyVariable =>
  (CANNED_REPLY_VARIABLES as readonly string[]).includes(name);

/** A sender writes their own name: it must not add lines to our text. */
const inOneLine = (value: string): string =>
  value
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, VALUE_LENGTH_MAX);
