import { problemOf } from '../api/problem.ts';
import type { Fault } from '../i18n/faults.ts';
import type { Messages } from '../i18n/index.tsx';

/** The faults of a refused request in the reader's language. */

/** An api newer than this page may know more codes: its English sentence is better than nothing. */
export const faultText = ({ faults }: Messages, { code, params, message }: Fault): string =>
  Object.hasOwn(faults.codes, code) ? faults.codes[code](params) : message;

/** By the field of the form that shows each of them. */
export const fieldErrors = (
  messages: Messages,
  error: unknown,
  fieldOf: (path: string) => string = (path) => path,
): Record<string, string> =>
  Object.fromEntries(
    problemOf(error).errors.map((fault) => [fieldOf(fault.path), faultText(messages, fault)]),
  );
