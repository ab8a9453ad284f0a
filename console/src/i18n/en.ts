import { accountsEn } from '../pages/accounts/words.en.ts';
import { actionRoutesEn } from '../pages/action-routes/words.en.ts';
import { actionTypesEn } from '../pages/action-types/words.en.ts';
import { actionsEn } from '../pages/actions/words.en.ts';
import { apiKeysEn } from '../pages/api-keys/words.en.ts';
import { auditEn } from '../pages/audit/words.en.ts';
import { callCentresEn } from '../pages/call-centres/words.en.ts';
import { companiesEn } from '../pages/companies/words.en.ts';
import { entitiesEn } from '../pages/entities/words.en.ts';
import { homeEn } from '../pages/home/words.en.ts';
import { notificationsEn } from '../pages/notifications/words.en.ts';
import { operationsEn } from '../pages/operations/words.en.ts';
import { settingsEn } from '../pages/settings/words.en.ts';
import { usersEn } from '../pages/users/words.en.ts';
import { shellEn } from '../shell/words.en.ts';
import type { Messages } from './fr.ts';
import { mergeCodes } from './codes.ts';
import { pluralEn as plural } from './plural.ts';

/** The English catalogue: the same keys as the French one. */
export const en: Messages = {
  name: 'Relais',

  common: {
    back: 'Back',
    cancel: 'Cancel',
    close: 'Close',
    save: 'Save',
    create: 'Create',
    delete: 'Delete',
    copy: 'Copy',
    copied: 'Copied',
    retry: 'Try again',
    clear: 'Clear',
    filters: 'Filters',
    filterCount: (count) => (count === 0 ? 'Filters' : `Filters (${count})`),
    clearFilters: 'Clear filters',
    yes: 'Yes',
    no: 'No',
    never: 'Never',
    pages: 'Pages',
    pageNumber: (page) => `Page ${page}`,
    firstPage: 'First',
    previousPage: 'Previous',
    nextPage: 'Next',
    itemCount: (count) => plural(count, 'item', 'items'),
    jsonFault: (line) =>
      line === null ? 'A JSON object is expected: { … }' : `Not valid JSON, line ${line}`,
    jsonTidy: 'Tidy up',
    you: 'you',
    discard: 'Discard changes',
    required: 'Required',
    leaveTitle: 'Leave without saving?',
    leaveBody: 'Your changes will be lost.',
    leave: 'Leave without saving',
  },

  problems: {
    title: 'Something went wrong',
    unreachable: 'The server does not answer. Check your connection, then try again.',
    unavailable: 'The service is unavailable for a moment. Try again in a few seconds.',
    unauthenticated: 'Your session has ended. Sign in again.',
    forbidden: 'You are not allowed to do this.',
    not_found: 'Not found: deleted, or out of your reach.',
    conflict: 'This is not possible in the current state.',
    version_conflict: 'Somebody else has changed this record meanwhile.',
    rate_limited: 'Too many requests at once. Wait a minute.',
    validation_failed: 'Some fields need correcting.',
    idempotency_key_in_progress: 'This request is already running.',
    payload_too_large: 'This is too large (1 MiB at most).',
    internal: 'An unexpected error happened.',
    unknown: 'An unexpected error happened.',
    requestId: (id) => `Reference: ${id}`,
    pageTitle: 'This page could not be shown',
    refusedTitle: 'Your role does not give access to this',
    refusedHint: 'If you need it, ask an owner of your company.',
    missingTitle: 'Not found',
    notFoundTitle: 'Page not found',
    notFoundHint: 'The address may be incomplete, or the page has moved.',
    goHome: 'Back to the home page',
    newVersion: 'A new version of the console is available.',
    reload: 'Reload the page',
  },

  faults: {
    required: 'Required',
    tooShort: (min) => `At least ${min} characters`,
    tooLong: (max) => `At most ${max} characters`,
    email: 'Not a valid e-mail address',
    url: 'Not a valid web address (https://…)',
    secretInUrl: 'No password in the address: everybody can read it. Use the API key.',
    headerValue: 'Plain characters, without spaces or accents',
    taken: 'Already in use',
    passwordLength: (min, max) => `From ${min} to ${max} characters`,
    passwordCommon: 'Too easy to guess: this password, or nearly, is very common',
    passwordPersonal: 'Must contain neither your e-mail address nor the company’s name',
    typeShape: 'Expected VERBE_ENTITE_METHODE, for example RELANCE_CANDIDAT_EMAIL',
    prefixShape: 'Expected the beginning of an action type, for example RELANCE_CANDIDAT_',
    sourceShape: 'Expected role.section.page, for example admin.candidats.detail',
    prefixTwice: 'This prefix is in the table already',
    notInCatalogue: 'Not in your company’s catalogue',
    noSuchUser: 'No such user',
    userDisabled: 'This user is disabled',
    mayNotDecide: 'Your role may not decide this type of action',
    impersonation: 'Acting for somebody else needs a special permission',
    noSuchEntity: 'No record has this reference',
    appliesTo: (types) => `This type of action applies to: ${types}`,
    notAllowedValue: 'Value not allowed',
    unknownField: 'Unknown field',
  },

  ...shellEn,
  ...homeEn,
  ...actionsEn,
  ...entitiesEn,
  ...notificationsEn,
  ...actionRoutesEn,
  ...actionTypesEn,
  ...operationsEn,
  ...auditEn,
  ...settingsEn,
  ...accountsEn,
  ...usersEn,
  ...callCentresEn,
  ...apiKeysEn,
  ...companiesEn,

  codes: mergeCodes([
    shellEn,
    actionsEn,
    entitiesEn,
    notificationsEn,
    actionRoutesEn,
    actionTypesEn,
    operationsEn,
    auditEn,
    accountsEn,
    usersEn,
    callCentresEn,
    apiKeysEn,
    companiesEn,
  ]),
};
