import { findBankAccounts, findCardNumbers } from './number-spans.ts';

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

const HERE = '\0';

interface Finder {
  kind: SecretKind;
  pattern: RegExp;
  /** In: the match and its groups. Out: what replaces it, with `HERE` for the secret. */
  keep: (found: readonly string[]) => string;
}

const mark = (kind: SecretKind): string => `[${kind}]`;

const whole = (kind: SecretKind, pattern: RegExp): Finder => ({ kind, pattern, keep: () => HERE });

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

const FINDERS: readonly Finder[] = [
  whole(
    'private_key',
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  ),
  whole('token', /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/g),
  {
    kind: 'token',
    pattern: /\b(Bearer|Basic)\s+[\w.~+/=-]{12,}/gi,
    keep: ([, scheme]) => `${scheme} ${HERE}`,
  },
  {
    kind: 'password',
    pattern: /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/]{0,200}):[^\s@/]{1,200}@/gi,
    keep: ([, before]) => `${before}:${HERE}@`,
  },
  whole(
    'api_key',
    /\b(?:sk|pk|rk)[-_](?:live|test|proj|ant|or|svcacct|admin)[-_][\w-]{10,}|\bsk-[\w-]{16,}|\b(?:rlk|rls|rli|frm|whsec|whsk|shpat|shpss|npm|hf|glpat|pat|dop_v1|sq0atp|sq0csp|ghp|gho|ghu|ghs|ghr|github_pat)[-_][\w+/=-]{16,}|\bxox[abeoprs]-[\w-]{10,}|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[\w-]{30,}|\bya29\.[\w-]{20,}|\bSG\.[\w-]{16,}\.[\w-]{16,}|\bkey-[0-9a-f]{32}\b|\b\d{8,10}:AA[\w-]{30,}/g,
  ),
  {
    kind: 'api_key',
    pattern:
      /\b((?:api|access|auth|app|account|storage|subscription)[ _-]?(?:key|token|secret)|cl[eé](?: d[’']| )api|token|jeton)(["']?\s{0,3}[:=]\s{0,3}["']?)([\w./+=-]{12,})/gi,
    keep: ([, name, between]) => `${name}${between}${HERE}`,
  },
  {
    kind: 'api_key',
    pattern:
      /\b((?:client[ _-]?)?secret(?:[ _-]?key)?)(["']?\s{0,3}[:=]\s{0,3}["']?)([^\s"']{6,200})/gi,
    keep: ([, name, between]) => `${name}${between}${HERE}`,
  },
  {
    kind: 'password',
    pattern: new RegExp(
      String.raw`(?<![\p{L}\p{N}])(${PASSWORD_WORDS})(["'»]?(?:\s{1,3}\p{L}{1,12}){0,3}\s{0,3}(?:[:=]|=>|\best\b|\bis\b|\bist\b|\bes\b|هي|(?=\s\p{Nd}{3,8}(?!\p{Nd})))\s{0,3}["'«]?\s?)(\S{3,200})`,
      'giu',
    ),
    keep: ([, name, between]) => `${name}${between}${HERE}`,
  },
];

/** Accounts first: part of one may look like a card. */
const NUMBER_FINDERS = [
  { kind: 'bank_account', find: findBankAccounts },
  { kind: 'card_number', find: findCardNumbers },
] as const;

/** Twice: changes nothing more. */
export const maskText = (text: string): Masked<string> => {
  const kinds = new Set<SecretKind>();
  let value = text;
  for (const { kind, pattern, keep } of FINDERS) {
    value = value.replace(pattern, (...found: unknown[]) => {
      kinds.add(kind);
      return keep(found.map(asText)).replace(HERE, mark(kind));
    });
  }
  for (const { kind, find } of NUMBER_FINDERS) {
    for (const { start, end } of find(value).toReversed()) {
      kinds.add(kind);
      value = value.slice(0, start) + mark(kind) + value.slice(end);
    }
  }
  return { value, kinds: [...kinds] };
};

const asText = (group: unknown): string => (typeof group === 'string' ? group : '');

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
