/**
 * What can be wrong with a request: codes, and the parameters each of them carries. Codes are public and
 * stable: docs/api-errors.md lists them, and the console has words for each.
 */

export const FAULT_TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object'] as const;
type FaultType = (typeof FAULT_TYPES)[number];

export const FAULT_RECORDS = [
  'action',
  'attachment',
  'call_centre',
  'canned_reply',
  'conversation',
  'entity',
  'form',
  'inbox_folder',
  'lead',
  'mailbox',
  'message',
  'notification',
  'organisation',
  'person',
  'project',
  'user',
] as const;
type FaultRecord = (typeof FAULT_RECORDS)[number];

/** Named shapes of a text. A `regex()` in a schema takes one of these names as its message. */
export const FAULT_FORMATS = {
  email: 'an e-mail address',
  phone: 'a telephone number, for example +33612345678',
  url: 'an http or https address',
  csv: 'a CSV file in UTF-8 or Windows-1252, with the names of its columns',
  date: 'a date, for example 2026-01-31',
  date_time: 'an instant with its offset, for example 2026-01-31T09:00:00Z',
  uuid: 'a UUID',
  cursor: 'a cursor that this list has issued',
  action_type: 'VERBE_ENTITE_METHODE, for example RELANCE_CANDIDAT_EMAIL',
  legacy_action_type: 'capitals, for example RELANCER',
  action_type_prefix: 'the beginning of an action type, for example RELANCE_CANDIDAT_',
  action_source: 'role.section.page, for example admin.candidats.detail',
  origin: 'the origin of a web site, for example https://www.example.com',
  form_field_key: 'a lower-case letter, then letters, digits and _',
  header_value: 'what a header can carry: ASCII without spaces',
  header_name: 'the name of a header',
  header_text: 'what a header can carry: ASCII, no spaces at its ends',
  host: 'the name of a server, for example imap.example.com',
  https_url: 'an https address',
  webhook_url: 'an http or https address without a fragment',
  webhook_secret: 'whsec_ and the base64 of 24 to 64 bytes',
  company_slug: '2 to 63 lower-case letters, digits and hyphens',
  other: 'another format',
} as const;
export type FaultFormat = keyof typeof FAULT_FORMATS;

type None = Record<string, never>;

export interface FaultParams {
  /** Not sent, or empty where something is needed. */
  required: None;
  required_with: { field: string };
  required_or: { field: string };
  required_for_role: { role: string };
  /** A field of the body or a parameter of the address that this route does not have. `field`: is meant. */
  unknown_field: { field?: string };
  given_twice: None;
  wrong_type: { expected: FaultType };
  invalid_format: { format: FaultFormat };
  /** `count`: so many are allowed, more than are listed. */
  not_one_of: { allowed: string[]; count?: number };
  not_multiple_of: { divisor: number };
  too_short: { min: number };
  too_long: { max: number };
  wrong_length: { min: number; max: number };
  json_too_long: { max: number };
  too_small: { min: number; exclusive?: true };
  too_big: { max: number; exclusive?: true };
  too_few: { min: number };
  too_many: { max: number };
  too_deep: { max: number };
  /** Half a surrogate pair, or NUL. */
  not_storable: None;
  /** A number that JSON can say and a double cannot. */
  not_exact: None;
  out_of_range: { min: number; max: number };
  reserved_name: None;
  taken: None;
  version_outdated: { current: number };
  /** `type`: of an entity. */
  unknown_record: { record: FaultRecord; type?: string };
  /** Exactly one status of leads must have this role. */
  exactly_one_role: { role: string };
  /** So many leads have this status, which would disappear. */
  status_in_use: { status: string; count: number };
  /** A form that asks for a confirmation needs a required field of the type `email`. */
  needs_email_field: None;
  differs_from_address: None;
  not_in_catalogue: None;
  /** The text names it between braces. */
  unknown_variable: { variable: string; allowed: string[] };
  wrong_entity_type: { action_type: string; allowed: string[] };
  user_disabled: None;
  role_may_not_decide: { role: string };
  missing_permission: { permission: string };
  /** `field`: takes the secret. */
  secret_in_url: { field?: string };
  /** A host that only a private network can reach, or a port of another protocol. */
  address_not_allowed: None;
  secret_guessable: None;
  not_in_future: None;
  /** Relais does not keep what is older than so many days. */
  not_kept: { days: number };
  not_after: { field: string };
  outlives_key: None;
  scope_above_role: { role: string; scope: string };
  scope_above_key: { scope: string };
  wrong_password: None;
  password_common: None;
  password_personal: None;
  not_a_file: None;
  /** A program. */
  file_executable: None;
  /** Its content does not fit its name. */
  file_type_mismatch: None;
  field_after_file: None;
  /** The faults were more than an answer shows. */
  more_faults: { max: number };
  /** None of the above. */
  invalid: None;
}
export type FaultCode = keyof FaultParams;
