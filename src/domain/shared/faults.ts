import { FAULT_FORMATS, type FaultCode, type FaultParams } from './fault-codes.ts';

/** One fault of a request, and how many of them an answer shows. */

/** `path` in JSON notation (`metadonnees.priorite`); `params` plain JSON; `message` for integrators. */
export interface Fault {
  path: string;
  code: FaultCode;
  params: FaultParams[FaultCode];
  message: string;
}

/** The English sentence of each code: nothing else words a fault. */
const SENTENCES: { [C in FaultCode]: (params: FaultParams[C]) => string } = {
  required: () => 'required',
  required_with: ({ field }) => `required with ${field}`,
  required_or: ({ field }) => `required, or ${field} instead`,
  required_for_role: ({ role }) => `required for the role ${role}`,
  unknown_field: ({ field }) =>
    field === undefined ? 'unknown field' : `unknown field: did you mean ${field}?`,
  given_twice: () => 'given more than once',
  wrong_type: ({ expected }) => `expected ${/^[aio]/.test(expected) ? 'an' : 'a'} ${expected}`,
  invalid_format: ({ format }) => `expected ${FAULT_FORMATS[format]}`,
  not_one_of: ({ allowed, count }) =>
    `expected one of ${allowed.join(', ')}${count === undefined ? '' : `, … (${count} in all)`}`,
  not_multiple_of: ({ divisor }) => `expected a multiple of ${divisor}`,
  too_short: ({ min }) => `at least ${min} character${min === 1 ? '' : 's'}`,
  too_long: ({ max }) => `at most ${max} characters`,
  wrong_length: ({ min, max }) => `expected ${min} to ${max} characters`,
  json_too_long: ({ max }) => `at most ${max} characters of JSON`,
  too_small: ({ min, exclusive }) => `expected ${exclusive ? 'more than' : 'at least'} ${min}`,
  too_big: ({ max, exclusive }) => `expected ${exclusive ? 'less than' : 'at most'} ${max}`,
  too_few: ({ min }) => `at least ${min}`,
  too_many: ({ max }) => `at most ${max}`,
  too_deep: ({ max }) => `nested deeper than ${max} levels`,
  not_storable: () => 'holds a character that can not be stored',
  not_exact: () => 'more digits than a number can hold: send it as a text',
  out_of_range: ({ min, max }) => `expected a number between ${min} and ${max}`,
  reserved_name: () => 'not possible as a name',
  taken: () => 'in use already',
  version_outdated: ({ current }) => `is ${current} now`,
  unknown_record: ({ record, type }) =>
    type === undefined ? `no such ${record.replace('_', ' ')}` : `no ${type} with this reference`,
  exactly_one_role: ({ role }) => `exactly one status must have the role ${role}`,
  status_in_use: ({ status, count }) =>
    `${count} lead${count === 1 ? ' has' : 's have'} the status ${status}`,
  needs_email_field: () => 'a confirmation needs a required field of the type email',
  differs_from_address: () => 'not the one that the address names',
  not_in_catalogue: () => 'not in the catalogue of this company',
  unknown_variable: ({ variable, allowed }) =>
    `unknown variable {{${variable}}}: expected one of ${allowed.join(', ')}`,
  wrong_entity_type: ({ action_type: actionType, allowed }) =>
    `${actionType} applies to ${allowed.join(', ')}`,
  user_disabled: () => 'this user is disabled',
  role_may_not_decide: ({ role }) => `a user with the role ${role} may not decide this`,
  missing_permission: ({ permission }) => `this needs the permission ${permission}`,
  secret_in_url: ({ field = 'its own field' }) =>
    `the audit trail keeps addresses: put the secret into ${field}`,
  address_not_allowed: () =>
    'this address may not be called: it is private, or its port belongs to another protocol',
  secret_guessable: () => 'too easy to guess: use random bytes',
  not_in_future: () => 'expected an instant in the future',
  not_kept: ({ days }) => `older than the ${days} days that are kept`,
  not_after: ({ field }) => `expected an instant after ${field}`,
  outlives_key: () => 'later than the expiry of the key that makes this one',
  scope_above_role: ({ role, scope }) => `a user with the role ${role} does not have ${scope}`,
  scope_above_key: ({ scope }) => `the key that makes this one does not have ${scope}`,
  wrong_password: () => 'this is not your password',
  password_common: () => 'too easy to guess: people often choose passwords like this one',
  password_personal: () => "must not contain the e-mail address or the company's name",
  not_a_file: () => 'expected a file',
  file_executable: () => 'programs are not accepted',
  file_type_mismatch: () => 'the content of the file does not fit its name',
  field_after_file: () => 'fields must come before the first file',
  more_faults: ({ max }) => `there are more faults than these ${max}`,
  invalid: () => 'not valid',
};

/** The keys of a table, as its type knows them. */
export const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>): K[] =>
  Object.keys(table).filter((key): key is K => Object.hasOwn(table, key));

export const FAULT_CODES = keysOf(SENTENCES);

export const fault = <C extends FaultCode>(
  path: string,
  code: C,
  params: FaultParams[C],
): Fault => ({
  path,
  code,
  params,
  message: SENTENCES[code](params),
});

/** Limits the response: a hostile body can have one fault per byte, each with a path as long as the body. */
export const FAULT_COUNT_MAX = 50;
const FAULT_PATH_LENGTH_MAX = 200;

/**
 * The first faults, with truncated paths, and a last fault `more_faults` if there are more. A collector
 * of faults may stop at FAULT_COUNT_MAX + 1. Twice: changes nothing.
 */
export const boundFaults = (faults: readonly Fault[]): Fault[] => {
  const shown = faults.slice(0, FAULT_COUNT_MAX).map(({ path, code, params, message }) => ({
    path: cutFaultPath(path),
    code,
    params,
    message,
  }));
  if (faults.length <= FAULT_COUNT_MAX) return shown;
  return [...shown, fault('', 'more_faults', { max: FAULT_COUNT_MAX })];
};

export const cutFaultPath = (path: string): string =>
  path.length <= FAULT_PATH_LENGTH_MAX ? path : `${path.slice(0, FAULT_PATH_LENGTH_MAX - 1)}…`;
