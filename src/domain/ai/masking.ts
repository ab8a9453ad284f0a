import { findBankAccounts, findCardNumbers, type Span } from './number-spans.ts';

/**
 * Finds secrets and card numbers in a text and replaces them, before a language model gets it. Every pattern
 * takes time in proportion to the text. A wrong find costs a word; a missed one shows a secret.
 */

export const SECRET_KINDS = [
  'private_key',
  'token',
  'api_key',
  'password',
  'card_number',
  'bank_account',
] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];

export interface Masked<T> {
  value: T;
  /** The kinds that were found, each once. */
  kinds: SecretKind[];
}

/** A secret in a text. */
export interface SecretSpan extends Span {
  kind: SecretKind;
}

interface Finder {
  kind: SecretKind;
  /** A group `before` and a group `after` stay. */
  pattern: RegExp;
}

const mark = (kind: SecretKind): string => `[${kind}]`;

/** Words before a password, in the languages that our users write. */
const PASSWORD_WORDS = [
  'mots? de passe',
  'mdp',
  'pass ?words?',
  'passwd',
  'pass ?phrase',
  'pass ?code',
  'pwd',
  'code (?:secret|confidentiel|pin)',
  "code d['’]acc[eè]s",
  'pin ?code',
  'pin',
  'cvv2?',
  'cvc2?',
  'cryptogramme(?: visuel)?',
  'kennwort',
  'passwort',
  'contrase[nñ]a',
  'wachtwoord',
  'كلمة (?:السر|المرور)',
  'الرقم السري',
].join('|');

/** What may be between the words and the password: at most a line of its own, and the marks of a quotation. */
const SPACE = String.raw`[\s>]{0,12}`;
const SIGN = String.raw`[:=：→|]|=>|->|\best\b|\bis\b|\bist\b|\bes\b|هي`;
/** Without a sign: a number beside the words, or a line of its own below them that no word would be. */
const UNSIGNED = String.raw`(?=\s\p{Nd}{3,8}(?!\p{Nd}))|(?=[^\S\n]*\r?\n[\s>]{0,10}(?=\S{0,200}[\p{Nd}!@#$%&*?+=_])(?=\S{0,200}\p{L})\S{5,200}[^\S\n]*(?:\r?\n|$))`;

const FINDERS: readonly Finder[] = [
  {
    kind: 'private_key',
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  },
  { kind: 'token', pattern: /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}(?:\.[\w-]*)?/g },
  { kind: 'token', pattern: /(?<before>\b(?:Bearer|Basic)\s+)[\w.~+/=-]{12,}/gi },
  {
    kind: 'password',
    pattern: /(?<before>\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/]{0,200}:)[^\s@/]{1,200}(?<after>@)/gi,
  },
  {
    kind: 'api_key',
    pattern:
      /\b(?:sk|pk|rk)[-_](?:live|test|proj|ant|or|svcacct|admin)[-_][\w-]{10,}|\bsk-[\w-]{16,}|\b(?:rlk|rls|rli|frm|whsec|whsk|shpat|shpss|npm|hf|glpat|pat|dop_v1|sq0atp|sq0csp|ghp|gho|ghu|ghs|ghr|github_pat)[-_][\w+/=-]{16,}|\bxox[abeoprs]-[\w-]{10,}|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[\w-]{30,}|\bya29\.[\w-]{20,}|\bSG\.[\w-]{16,}\.[\w-]{16,}|\bkey-[0-9a-f]{32}\b|\b\d{8,10}:AA[\w-]{30,}/g,
  },
  {
    kind: 'api_key',
    pattern:
      /(?<before>\b(?:(?:api|access|auth|app|account|storage|subscription)[ _-]?(?:key|token|secret)|cl[eé](?: d[’']| )api|token|jeton)["']?\s{0,3}[:=]\s{0,3}["']?)[\w./+=-]{12,}/gi,
  },
  {
    kind: 'api_key',
    pattern:
      /(?<before>\b(?:client[ _-]?)?secret(?:[ _-]?key)?["']?\s{0,3}[:=]\s{0,3}["']?)[^\s"']{6,200}/gi,
  },
  {
    kind: 'password',
    pattern: new RegExp(
      String.raw`(?<before>(?<![\p{L}\p{N}])(?:${PASSWORD_WORDS})["'»]?(?:\s{1,3}\p{L}{1,12}){0,3}(?:\s?\([^()\n]{1,40}\))?\s{0,3}(?:${SIGN}|${UNSIGNED})${SPACE}["'«]?\s?)\S{3,200}`,
      'giu',
    ),
  },
];

/** Accounts first: part of one may look like a card. */
const NUMBER_FINDERS = [
  { kind: 'bank_account', find: findBankAccounts },
  { kind: 'card_number', find: findCardNumbers },
] as const;

/** In the place of what was found: no later pattern finds a part of it. */
const TAKEN = '\ufffc';

/** In their order, without overlaps. */
const secretsIn = (text: string): SecretSpan[] => {
  const found: SecretSpan[] = [];
  let rest = text;
  const take = (kind: SecretKind, spans: readonly Span[]): void => {
    if (spans.length === 0) return;
    found.push(...spans.map(({ start, end }) => ({ kind, start, end })));
    rest = replaceSpans(rest, spans, ({ start, end }) => TAKEN.repeat(end - start));
  };
  for (const { kind, pattern } of FINDERS) take(kind, spansOf(rest, pattern));
  for (const { kind, find } of NUMBER_FINDERS) take(kind, find(rest));
  return withoutOverlaps(found);
};

const spansOf = (text: string, pattern: RegExp): Span[] =>
  [...text.matchAll(pattern)].map(({ 0: whole, index, groups }) => ({
    start: index + (groups?.['before']?.length ?? 0),
    end: index + whole.length - (groups?.['after']?.length ?? 0),
  }));

const withoutOverlaps = (spans: readonly SecretSpan[]): SecretSpan[] => {
  const apart: SecretSpan[] = [];
  for (const span of spans.toSorted((left, right) => left.start - right.start)) {
    const last = apart.at(-1);
    if (last === undefined || span.start >= last.end) apart.push({ ...span });
    else last.end = Math.max(last.end, span.end);
  }
  return apart;
};

/** In: spans in their order, without overlaps. */
const replaceSpans = <S extends Span>(
  text: string,
  spans: readonly S[],
  replace: (span: S) => string,
): string => {
  const parts: string[] = [];
  let at = 0;
  for (const span of spans) {
    parts.push(text.slice(at, span.start), replace(span));
    at = span.end;
  }
  return [...parts, text.slice(at)].join('');
};

/** Twice: changes nothing more. */
export const maskText = (text: string): Masked<string> => {
  const spans = secretsIn(text);
  return {
    value: replaceSpans(text, spans, ({ kind }) => mark(kind)),
    kinds: [...new Set(spans.map(({ kind }) => kind))],
  };
};

/** As long as a secret may go on behind the cut. */
const LOOK_AHEAD = 1_000;

/**
 * The beginning of a text. A secret that would be cut is left out: half of a number has no check digits, and would not be
 * masked.
 */
export const cutText = (text: string, lengthMax: number): string => {
  if (text.length <= lengthMax) return text;
  const cut = secretsIn(text.slice(0, lengthMax + LOOK_AHEAD)).find(
    ({ start, end }) => start < lengthMax && end > lengthMax,
  );
  return text.slice(0, cut?.start ?? lengthMax).toWellFormed();
};

/** Plain JSON: what a prompt gives to a model. */
export type JsonData = string | number | boolean | null | readonly JsonData[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: JsonData;
}

/** Masks every text of the data. Names of fields are ours. */
export const maskData = <T extends JsonData>(data: T): Masked<T> => {
  const kinds = new Set<SecretKind>();
  const walk = (value: JsonData): JsonData => {
    if (typeof value === 'string') {
      const masked = maskText(value);
      for (const kind of masked.kinds) kinds.add(kind);
      return masked.value;
    }
    if (isList(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walk(one)]));
  };
  return { value: walk(data) as T, kinds: [...kinds] };
};

const isList = (value: JsonData): value is readonly JsonData[] => Array.isArray(value);
