import { cutFaultPath, fault, FAULT_COUNT_MAX, type Fault } from '../../../domain/shared/faults.ts';
import { AppError, invalid } from '../../../errors.ts';
import { requireUtf8 } from './text.ts';

/**
 * Reads a JSON body. Refuses what JSON allows and Postgres or JavaScript can't keep: NUL, half a surrogate
 * pair, very large or very small numbers, numbers with too many digits, deep nesting, and the name
 * `__proto__`. Most bodies have none of it: the text is searched first, and only a suspicious body is walked.
 */

const DEPTH_MAX = 64;
/** Postgres writes every digit out: 64 KiB of `1e308` would be read back as 3 MB. */
const EXPONENT_MAX = 30;

/** An empty body reads as `{}`: several routes have nothing but optional fields. */
export const parseJson = (text: string, contentType: string): unknown => {
  if (text === '') return {};
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(contentType)) {
    throw new AppError('unsupported_media_type', 'send Content-Type: application/json');
  }
  requireUtf8(contentType);
  const value = parse(text);
  if (mayBeUnstorable(text)) refuseUnstorable(value);
  // Last, because a reviver recurses as deep as the body.
  if (mayBeInexact(text)) refuseUnstorable(JSON.parse(text, markInexact));
  return value;
};

const refuseUnstorable = (body: unknown): void => {
  const faults = unstorableFaults(body);
  if (faults.length > 0) throw invalid(faults);
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    // V8's message holds the position; the rest of it repeats the body.
    const where = /line \d+ column \d+/.exec(error instanceof Error ? error.message : '')?.[0];
    throw new AppError(
      'malformed_json',
      `the body is not valid JSON${where === undefined ? '' : `: look at ${where}`}`,
    );
  }
};

const mayBeInexact = (text: string): boolean => /\d{16}/.test(text);

/** Marks a number that a double can't hold exactly, such as a long id. */
const INEXACT = Symbol('inexact');

const markInexact = (
  _: string,
  value: unknown,
  { source = '' }: { source?: string } = {},
): unknown =>
  typeof value === 'number' && /^-?\d{16,}$/.test(source) && String(value) !== source
    ? INEXACT
    : value;

const mayBeUnstorable = (text: string): boolean =>
  /\\u(?:0000|005f|d[89a-f])|__proto__|\de[+-]?\d\d|\d{21}/i.test(text) ||
  (text.match(/[[{]/g)?.length ?? 0) > DEPTH_MAX;

/** Zod drops this key of an object silently. The other names of prototypes are names like any other. */
export const isDropped = (name: string): boolean => name === '__proto__';

export const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/** Also false for infinity, which would be stored as null. */
const isWrittenShort = (value: number): boolean =>
  value === 0 || Math.abs(Math.log10(Math.abs(value))) <= EXPONENT_MAX;

interface Visit {
  value: unknown;
  path: string;
  depth: number;
}

/** Stops one past the bound: an answer shows no more, and each fault has a path. */
const unstorableFaults = (body: unknown): Fault[] => {
  const faults: Fault[] = [];
  const waiting: Visit[] = [{ value: body, path: '', depth: 0 }];
  for (let visit = waiting.pop(); visit !== undefined; visit = waiting.pop()) {
    if (faults.length > FAULT_COUNT_MAX) return faults;
    const { value, path, depth } = visit;
    if (depth > DEPTH_MAX) return [fault('', 'too_deep', { max: DEPTH_MAX })];
    if (typeof value === 'string' && !isStorable(value))
      faults.push(fault(path, 'not_storable', {}));
    if (typeof value === 'number' && !isWrittenShort(value)) faults.push(outOfRange(path));
    if (value === INEXACT) faults.push(fault(path, 'not_exact', {}));
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      const innerPath = cutFaultPath(path === '' ? key : `${path}.${key}`);
      if (faults.length > FAULT_COUNT_MAX) return faults;
      if (!isStorable(key)) faults.push(fault(path, 'not_storable', {}));
      if (isDropped(key)) faults.push(fault(innerPath, 'unknown_field', {}));
      waiting.push({ value: inner, path: innerPath, depth: depth + 1 });
    }
  }
  return faults;
};

const outOfRange = (path: string): Fault =>
  fault(path, 'out_of_range', { min: 10 ** -EXPONENT_MAX, max: 10 ** EXPONENT_MAX });
