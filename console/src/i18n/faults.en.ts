import type { FaultWords } from './faults.ts';

const formats: FaultWords['formats'] = {
  email: 'Not a valid e-mail address',
  phone: 'Not a valid telephone number',
  csv: 'Expected: a CSV file in UTF-8 or Windows-1252, with the names of its columns',
  url: 'Not a valid web address (https://…)',
  date: 'Expected a date',
  date_time: 'Expected a date and a time',
  uuid: 'Not a valid identifier',
  cursor: 'This page of the list no longer exists: go back to the first',
  action_type: 'Expected VERBE_ENTITE_METHODE, for example RELANCE_CANDIDAT_EMAIL',
  legacy_action_type: 'Expected capitals, for example RELANCER',
  action_type_prefix: 'Expected the beginning of an action type, for example RELANCE_CANDIDAT_',
  action_source: 'Expected role.section.page, for example admin.candidats.detail',
  origin: 'Expected the address of a site without a path, such as https://www.example.com',
  form_field_key: 'A lower-case letter, then letters, digits and _',
  header_value: 'Plain characters, without spaces or accents',
  header_name: 'The name of a header: letters, digits and hyphens',
  header_text: 'Plain characters, without accents or spaces at the ends',
  host: 'The name of a server, for example imap.example.com',
  https_url: 'Must be an https address',
  webhook_url: 'Not a valid web address (https://…), without #',
  webhook_secret: 'Expected whsec_ and the base64 of 24 to 64 bytes',
  company_slug: 'From 2 to 63 lower-case letters, digits and hyphens',
  other: 'Not a valid format',
};

const types = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'yes or no',
  array: 'a list',
  object: 'an object',
};

const records = {
  attachment: 'No such attachment, or it is in use already',
  call_centre: 'No such call centre',
  canned_reply: 'No such canned reply',
  conversation: 'No such conversation',
  inbox_folder: 'No such folder',
  lead: 'No such lead',
  message: 'No such message',
  project: 'No such project',
  entity: 'No record has this reference',
  form: 'No such form',
  mailbox: 'No such mailbox',
  notification: 'No such notification',
  organisation: 'No such organisation',
  person: 'No such person',
  user: 'No such user',
};

export const faultsEn: FaultWords = {
  codes: {
    required: () => 'Required',
    required_with: ({ field = '' }) => `Required with ${field}`,
    required_or: () => 'Required',
    required_for_role: () => 'Required for this role',
    unknown_field: ({ field }) =>
      field === undefined ? 'Unknown field' : `Unknown field: did you mean ${field}?`,
    given_twice: () => 'Given twice',
    wrong_type: ({ expected = 'string' }) => `Expected ${types[expected]}`,
    invalid_format: ({ format = 'other' }) => formats[format],
    not_one_of: () => 'Value not allowed',
    not_multiple_of: ({ divisor = 1 }) => `Expected a multiple of ${divisor}`,
    too_short: ({ min = 1 }) => (min === 1 ? 'Required' : `At least ${min} characters`),
    too_long: ({ max = 0 }) => `At most ${max} characters`,
    wrong_length: ({ min = 0, max = 0 }) => `From ${min} to ${max} characters`,
    json_too_long: ({ max = 0 }) => `At most ${max} characters in all`,
    too_small: ({ min = 0, exclusive }) => `${exclusive ? 'More than' : 'At least'} ${min}`,
    too_big: ({ max = 0, exclusive }) => `${exclusive ? 'Less than' : 'At most'} ${max}`,
    too_few: ({ min = 1 }) => (min === 1 ? 'Required' : `At least ${min}`),
    too_many: ({ max = 0 }) => `At most ${max}`,
    too_deep: ({ max = 0 }) => `At most ${max} levels`,
    not_storable: () => 'Holds a character that cannot be stored',
    not_exact: () => 'Too many digits for a number: write it as a text',
    out_of_range: () => 'Number too large or too small',
    reserved_name: () => 'This name is not possible',
    taken: () => 'Already in use',
    version_outdated: () => 'Changed meanwhile',
    unknown_record: ({ record = 'entity' }) => records[record],
    exactly_one_role: ({ role }) =>
      role === 'converted'
        ? 'Choose one status, and only one, for converted leads'
        : 'Choose one status, and only one, for new leads',
    status_in_use: ({ status = '', count = 0 }) =>
      `${count} ${count === 1 ? 'lead has' : 'leads have'} the status ${status}: change it first`,
    needs_email_field: () => 'A confirmation needs a required field of the type “e-mail address”',
    differs_from_address: () => 'Not the one of the address',
    not_in_catalogue: () => 'Not in your company’s catalogue',
    unknown_variable: ({ variable = '' }) => `Unknown variable: {{${variable}}}`,
    wrong_entity_type: ({ allowed = [] }) =>
      `This type of action applies to: ${allowed.join(', ')}`,
    user_disabled: () => 'This user is disabled',
    role_may_not_decide: () => 'Your role may not decide this type of action',
    missing_permission: ({ permission = '' }) =>
      permission === 'actions:impersonate'
        ? 'Acting for someone else needs a special permission'
        : `This needs the permission ${permission}`,
    secret_in_url: () => 'No password in the address: everybody can read it. Use the field for it.',
    address_not_allowed: () =>
      'This address cannot be called: it is private, or its port is that of another service',
    secret_guessable: () => 'Too easy to guess: use random bytes',
    not_in_future: () => 'Choose a moment to come',
    not_kept: ({ days }) => `Kept for ${days} days: choose a later moment`,
    not_after: () => 'Must be later than the beginning',
    outlives_key: () => 'Later than the end of the key that makes this one',
    scope_above_role: ({ scope = '' }) => `This role does not have ${scope}`,
    scope_above_key: ({ scope = '' }) => `The key that makes this one does not have ${scope}`,
    wrong_password: () => 'This is not your password',
    password_common: () => 'Too easy to guess: this password, or nearly, is very common',
    password_personal: () => 'Must contain neither your e-mail address nor the company’s name',
    not_a_file: () => 'Expected a file',
    file_executable: () => 'Programs are not accepted',
    file_type_mismatch: () => 'The content of the file does not fit its name',
    field_after_file: () => 'Fields must come before files',
    more_faults: ({ max = 0 }) => `There are more faults than these ${max}`,
    invalid: () => 'Not a valid value',
  },
  formats,
};
