import { z } from 'zod';
import type { Locale } from '../companies/shapes.ts';
import type { CaseType } from '../cases/words.ts';
import { isAllowedUrl } from '../shared/egress.ts';
import { visibleLine, visibleText } from '../shared/visible-text.ts';
import type { ConsultedKind, ModuleKind } from './kinds.ts';

/**
 * What Relais sends to a module, and what it reads of the answer (docs/modules.md). A module may answer anything: what
 * comes out of here is bounded text without hidden characters, and links that lead to the public internet. It is never
 * more than data.
 */

/** Sent with each request as `Relais-Contract`. Another one may have other fields, or other meanings of them. */
export const CONTRACT_VERSION = '1';

/** For all of it: to resolve the name, connect, and read the answer. */
export const MODULE_TIMEOUT_MS = 10_000;
export const MODULE_ANSWER_SIZE_MAX_BYTES = 256 * 1024;

export const QUESTION_LENGTH_MAX = 2_000;
export const PASSAGE_COUNT_MAX = 20;
const ID_LENGTH_MAX = 200;
const TITLE_LENGTH_MAX = 300;
const CITATION_LENGTH_MAX = 300;
const PASSAGE_LENGTH_MAX = 4_000;
const URL_LENGTH_MAX = 2_000;
const ANSWER_LENGTH_MAX = 20_000;
const LINE_COUNT_MAX = 50;
const LABEL_LENGTH_MAX = 100;
const VALUE_LENGTH_MAX = 300;
/** Faults of an answer that are named. */
const FAULT_COUNT_MAX = 5;

/** Paths below the address of a module. */
export const MODULE_PATHS = {
  legal: '/consult',
  fiscal: '/consult',
  rag: '/search',
  billing: '/billing-summary',
} as const satisfies Record<ModuleKind, string>;

export interface ConsultRequest {
  case: { reference: string; case_type: CaseType; title: string; description: string | null };
  question: string;
  language: Locale;
}

export interface SearchRequest {
  query: string;
  limit: number;
}

export interface BillingRequest {
  client: { id: number; name: string };
  case: { reference: string } | null;
}

export type ModuleRequest =
  | { kind: ConsultedKind; body: ConsultRequest }
  | { kind: 'rag'; body: SearchRequest }
  | { kind: 'billing'; body: BillingRequest };

export interface ModulePassage {
  /** Names it within one answer. */
  id: string;
  title: string;
  text: string;
  url: string | null;
  /** How it is cited: `Code de commerce, art. 566`. */
  citation: string | null;
}

export interface Consultation {
  answer: string;
  passages: ModulePassage[];
}

export interface BillingSummary {
  /** Texts to show. Nothing is computed with them. */
  lines: { label: string; value: string }[];
  asOf: Date | null;
}

/** `isCut`: something was longer than the contract allows. `fields`: the paths of what is wrong. */
export type ReadAnswer<A> =
  { kind: 'read'; value: A; isCut: boolean } | { kind: 'invalid'; fields: string[] };

const Passage = z.object({
  id: z.string().min(1),
  title: z.string(),
  text: z.string(),
  url: z.string().nullish(),
  citation: z.string().nullish(),
});

const ConsultAnswer = z.object({ answer: z.string(), passages: z.array(Passage) });
const SearchAnswer = z.object({ passages: z.array(Passage) });
const BillingAnswer = z.object({
  lines: z.array(z.object({ label: z.string(), value: z.string() })),
  as_of: z.iso.datetime({ offset: true }).nullish(),
});

export const readConsultation = (body: string): ReadAnswer<Consultation> =>
  readAs(ConsultAnswer, body, (found, cutter) => ({
    answer: cutter.text(found.answer, ANSWER_LENGTH_MAX),
    passages: passagesOf(found.passages, PASSAGE_COUNT_MAX, cutter),
  }));

export const readPassages = (
  body: string,
  limit: number,
): ReadAnswer<{ passages: ModulePassage[] }> =>
  readAs(SearchAnswer, body, ({ passages }, cutter) => ({
    passages: passagesOf(passages, Math.min(limit, PASSAGE_COUNT_MAX), cutter),
  }));

export const readBilling = (body: string): ReadAnswer<BillingSummary> =>
  readAs(BillingAnswer, body, ({ lines, as_of: asOf }, cutter) => ({
    lines: cutter.list(lines, LINE_COUNT_MAX).map(({ label, value }) => ({
      label: cutter.line(label, LABEL_LENGTH_MAX),
      value: cutter.line(value, VALUE_LENGTH_MAX),
    })),
    asOf: asOf == null ? null : new Date(asOf),
  }));

const readAs = <S extends z.ZodType, A>(
  shape: S,
  body: string,
  bounded: (found: z.infer<S>, cutter: Cutter) => A,
): ReadAnswer<A> => {
  const parsed = shape.safeParse(parsedJson(body));
  if (!parsed.success) {
    const paths = parsed.error.issues.map(({ path }) => path.join('.'));
    return { kind: 'invalid', fields: [...new Set(paths)].slice(0, FAULT_COUNT_MAX) };
  }
  const cutter = createCutter();
  const value = bounded(parsed.data, cutter);
  return { kind: 'read', value, isCut: cutter.hasCut() };
};

/** Undefined, which no shape takes, for what is no JSON. Some libraries write a mark of the byte order before it. */
const parsedJson = (body: string): unknown => {
  try {
    return JSON.parse(body.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
};

interface Cutter {
  text: (written: string, lengthMax: number) => string;
  line: (written: string, lengthMax: number) => string;
  list: <T>(items: readonly T[], countMax: number) => readonly T[];
  hasCut: () => boolean;
}

const createCutter = (): Cutter => {
  let isCut = false;
  const cut = (text: string, lengthMax: number): string => {
    if (text.length <= lengthMax) return text;
    isCut = true;
    return `${text.slice(0, lengthMax - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
  };
  return {
    text: (written, lengthMax) => cut(visibleText(written), lengthMax),
    line: (written, lengthMax) => cut(visibleLine(written), lengthMax),
    list: (items, countMax) => {
      if (items.length > countMax) isCut = true;
      return items.slice(0, countMax);
    },
    hasCut: () => isCut,
  };
};

/** Those without visible text, and repeats of an id, are left out. */
const passagesOf = (
  found: readonly z.infer<typeof Passage>[],
  countMax: number,
  cutter: Cutter,
): ModulePassage[] => {
  const passages = new Map<string, ModulePassage>();
  for (const { id: foundId, title, text, url, citation } of cutter.list(found, countMax)) {
    const id = cutter.line(foundId, ID_LENGTH_MAX);
    const passage = {
      id,
      title: cutter.line(title, TITLE_LENGTH_MAX) || id,
      text: cutter.text(text, PASSAGE_LENGTH_MAX),
      url: linkOf(url ?? null),
      citation: citation == null ? null : cutter.line(citation, CITATION_LENGTH_MAX) || null,
    };
    if (id !== '' && passage.text !== '' && !passages.has(id)) passages.set(id, passage);
  }
  return [...passages.values()];
};

/** A person may follow it: to the public internet only, and without a password in it. Null: it is no such link. */
const linkOf = (text: string | null): string | null => {
  const url = text === null ? null : URL.parse(text);
  if (url === null || url.href.length > URL_LENGTH_MAX) return null;
  return isAllowedUrl(url, { allowLoopback: false }) ? url.href : null;
};
