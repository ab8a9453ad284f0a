import { z } from 'zod';
import {
  FAULT_FORMATS,
  FAULT_TYPES,
  type FaultCode,
  type FaultFormat,
  type FaultParams,
} from './fault-codes.ts';
import { findIntended } from './misspelling.ts';
import { boundFaults, fault, FAULT_COUNT_MAX, keysOf, type Fault } from './faults.ts';

/** Converts zod's issues to faults. */

/** A list of all permissions would make one fault as long as an answer. */
const ALLOWED_COUNT_MAX = 20;

export type Checked<T> = { success: true; data: T } | { success: false; faults: Fault[] };

/** Parses external input. The faults are limited: one issue may name every key of a body. */
export const check = <S extends z.ZodType>(schema: S, input: unknown): Checked<z.infer<S>> => {
  // With the input, an absent field is told from a wrong one.
  const parsed = schema.safeParse(input, { reportInput: true });
  if (parsed.success) return { success: true, data: parsed.data };
  const issues = parsed.error.issues.slice(0, FAULT_COUNT_MAX + 1);
  return {
    success: false,
    faults: boundFaults(issues.flatMap((issue) => faultsOf(issue, [], schema))),
  };
};

class Reason {
  readonly at: (path: string) => Fault;
  constructor(at: (path: string) => Fault) {
    this.at = at;
  }
}

/**
 * For `superRefine` of a list: a fault for each element whose key an earlier one has. `field`: where an element
 * has its key.
 */
export const eachOnce =
  <T>(keyOf: (element: T) => string, ...field: string[]) =>
  (elements: readonly T[], context: z.RefinementCtx): void => {
    const keys = elements.map(keyOf);
    keys.forEach((key, position) => {
      if (keys.indexOf(key) === position) return;
      context.addIssue({
        code: 'custom',
        path: [position, ...field],
        ...because('given_twice', {}),
      });
    });
  };

/** For `refine` and `addIssue`: which fault was found. */
export const because = <C extends FaultCode>(code: C, params: FaultParams[C]) => ({
  params: { reason: new Reason((path) => fault(path, code, params)) },
});

const faultsOf = (
  issue: z.core.$ZodIssue,
  within: readonly PropertyKey[],
  schema: z.core.$ZodType,
): Fault[] => {
  const keys = [...within, ...issue.path];
  const path = keys.join('.');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys
        .slice(0, FAULT_COUNT_MAX + 1)
        .map((key) => unknownField([...keys, key].join('.'), key, fieldsAt(schema, keys)));
    case 'invalid_key':
      return issue.issues.flatMap((inner) => faultsOf(inner, keys, schema));
    case 'invalid_union': {
      const inNullable = nullableIssues(issue);
      if (inNullable !== undefined)
        return inNullable.flatMap((inner) => faultsOf(inner, keys, schema));
      return [issue.input === undefined ? fault(path, 'required', {}) : wrongValue(path, issue)];
    }
    case 'invalid_type':
    case 'invalid_value':
      return [issue.input === undefined ? fault(path, 'required', {}) : wrongValue(path, issue)];
    case 'too_small':
      return [tooSmall(path, issue)];
    case 'too_big':
      return [tooBig(path, issue)];
    case 'invalid_format':
      return [
        fault(path, 'invalid_format', {
          format: formatNamed(issue.format === 'regex' ? issue.message : issue.format),
        }),
      ];
    case 'not_multiple_of':
      return [fault(path, 'not_multiple_of', { divisor: issue.divisor })];
    case 'custom':
      return [reasonOf(issue)?.at(path) ?? fault(path, 'invalid', {})];
    case 'invalid_element':
      return [fault(path, 'invalid', {})];
  }
};

/** Of a union of one schema and null, the issues of that schema. */
const nullableIssues = ({
  errors,
}: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue[] | undefined => {
  const isOfNull = ([first]: z.core.$ZodIssue[]): boolean =>
    first?.code === 'invalid_type' && first.expected === 'null' && first.path.length === 0;
  const [only, ...others] = errors.filter((issues) => !isOfNull(issues));
  return others.length === 0 && errors.length === 2 ? only : undefined;
};

type WrongValue =
  z.core.$ZodIssueInvalidType | z.core.$ZodIssueInvalidValue | z.core.$ZodIssueInvalidUnion;

const wrongValue = (path: string, issue: WrongValue): Fault => {
  if (issue.code === 'invalid_union') return fault(path, 'invalid', {});
  if (issue.code === 'invalid_value') {
    return fault(path, 'not_one_of', allowedOf(issue.values));
  }
  return typeFault(path, issue.expected);
};

/** zod's own names of types beside those of JSON Schema. */
const TYPE_NAMES: Readonly<Record<string, string>> = { int: 'integer', record: 'object' };

export const typeFault = (path: string, name: string): Fault => {
  const expected = FAULT_TYPES.find((type) => type === (TYPE_NAMES[name] ?? name));
  return expected === undefined
    ? fault(path, 'invalid', {})
    : fault(path, 'wrong_type', { expected });
};

export const allowedOf = (options: readonly unknown[]): FaultParams['not_one_of'] => ({
  allowed: options.slice(0, ALLOWED_COUNT_MAX).map(String),
  ...(options.length > ALLOWED_COUNT_MAX && { count: options.length }),
});

/** Shorter names are too much alike. */
const FIELD_LENGTH_MIN = 4;

/** In: `known`, the fields of the same object. */
export const unknownField = (path: string, name: string, known: readonly string[]): Fault => {
  const field = findIntended(name, known, FIELD_LENGTH_MIN);
  return fault(path, 'unknown_field', field === undefined ? {} : { field });
};

/** The fields of the object at a path; none if the schema has no single object there. */
const fieldsAt = (schema: z.core.$ZodType, [key, ...rest]: readonly PropertyKey[]): string[] => {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodObject) {
    if (key === undefined) return Object.keys(inner.shape);
    const field: z.core.$ZodType | undefined = inner.shape[String(key)];
    return field === undefined ? [] : fieldsAt(field, rest);
  }
  return inner instanceof z.ZodArray && key !== undefined ? fieldsAt(inner.element, rest) : [];
};

const unwrapped = (schema: z.core.$ZodType): z.core.$ZodType => {
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in);
  const isWrapper =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault;
  return isWrapper ? unwrapped(schema.unwrap()) : schema;
};

const tooSmall = (path: string, issue: z.core.$ZodIssueTooSmall): Fault => {
  const min = Number(issue.minimum);
  if (issue.origin === 'string') return fault(path, 'too_short', { min });
  if (issue.origin === 'array') return fault(path, 'too_few', { min });
  return fault(path, 'too_small', { min, ...(issue.inclusive === false && { exclusive: true }) });
};

const tooBig = (path: string, issue: z.core.$ZodIssueTooBig): Fault => {
  const max = Number(issue.maximum);
  if (issue.origin === 'string') return fault(path, 'too_long', { max });
  if (issue.origin === 'array') return fault(path, 'too_many', { max });
  return fault(path, 'too_big', { max, ...(issue.inclusive === false && { exclusive: true }) });
};

/** By the name that the schema gave it as its message, by zod's, or by JSON Schema's. */
export const formatNamed = (name: string): FaultFormat => {
  if (name === 'datetime' || name === 'date-time') return 'date_time';
  return keysOf(FAULT_FORMATS).find((format) => format === name) ?? 'other';
};

const reasonOf = (issue: z.core.$ZodIssueCustom): Reason | undefined => {
  const reason: unknown = issue.params?.['reason'];
  return reason instanceof Reason ? reason : undefined;
};
