import type { z } from 'zod';
import { boundFaults, FAULT_COUNT_MAX, type Fault } from '../../errors.ts';

/** From zod's issues to the faults an answer names. */

/** For every `safeParse` of a request: zod words an absent field as a wrong one. */
export const WORDING = {
  error: (issue: { input?: unknown }): string | undefined =>
    issue.input === undefined ? 'required' : undefined,
};

/** zod's issues as faults: `path` in JSON notation. Bounded, as one issue may name every key of a body. */
export const faultsOf = (error: { issues: readonly z.core.$ZodIssue[] }): Fault[] =>
  boundFaults(
    error.issues.slice(0, FAULT_COUNT_MAX + 1).flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.slice(0, FAULT_COUNT_MAX + 1).map((key) => ({
            path: [...issue.path, key].join('.'),
            message: 'unknown field',
          }))
        : [{ path: issue.path.join('.'), message: issue.message }],
    ),
  );
