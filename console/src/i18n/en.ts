import { accountsEn } from '../pages/accounts/words.en.ts';
import { actionRoutesEn } from '../pages/action-routes/words.en.ts';
import { actionTypesEn } from '../pages/action-types/words.en.ts';
import { decideEn } from '../pages/actions/decide/words.en.ts';
import { actionsEn } from '../pages/actions/words.en.ts';
import { apiKeysEn } from '../pages/api-keys/words.en.ts';
import { auditEn } from '../pages/audit/words.en.ts';
import { callCentresEn } from '../pages/call-centres/words.en.ts';
import { companiesEn } from '../pages/companies/words.en.ts';
import { entityStatusesEn } from '../pages/entity-statuses/words.en.ts';
import { entitiesEn } from '../pages/entities/words.en.ts';
import { homeEn } from '../pages/home/words.en.ts';
import { notificationsEn } from '../pages/notifications/words.en.ts';
import { operationsEn } from '../pages/operations/words.en.ts';
import { savedViewsEn } from '../pages/saved-views/words.en.ts';
import { sentMailEn } from '../pages/sent-mail/words.en.ts';
import { settingsEn } from '../pages/settings/words.en.ts';
import { todoEn } from '../pages/todo/words.en.ts';
import { usersEn } from '../pages/users/words.en.ts';
import { paletteEn } from '../shell/palette/words.en.ts';
import { shellEn } from '../shell/words.en.ts';
import { tableEn } from '../ui/table/words.en.ts';
import { shortcutsEn } from '../ui/keyboard/words.en.ts';
import { formEn } from '../ui/form/words.en.ts';
import type { Messages } from './fr.ts';
import { mergeWords } from './merge.ts';
import { faultsEn } from './faults.en.ts';
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
    labelled: (label, text) => `${label}: ${text}`,
    discard: 'Discard changes',
    required: 'Required',
    leaveTitle: 'Leave without saving?',
    leaveBody: 'Your changes will be lost.',
    leave: 'Leave without saving',
  },

  problems: {
    title: 'Something went wrong',
    unreachable: 'The server does not answer. Check your connection, then try again.',
    offline: 'You are offline. Try again when the connection is back.',
    addressTitle: 'The address of this page has a value that is not valid',
    clearAddress: 'Clear the filters of the address',
    unknown: 'An unexpected error happened.',
    requestId: (id) => `Reference: ${id}`,
    pageTitle: 'This page could not be shown',
    refusedTitle: 'Your role does not give access to this',
    refusedHint: 'If you need it, ask an owner of your company.',
    missingTitle: 'Not found',
    missingHint: 'The address is wrong, or this is out of your reach.',
    notFoundTitle: 'Page not found',
    notFoundHint: 'The address may be incomplete, or the page has moved.',
    goHome: 'Back to the home page',
    newVersion: 'A new version of the console is available.',
    reload: 'Reload the page',
  },

  faults: faultsEn,

  ...mergeWords([
    shellEn,
    tableEn,
    savedViewsEn,
    shortcutsEn,
    paletteEn,
    formEn,
    homeEn,
    todoEn,
    actionsEn,
    decideEn,
    entitiesEn,
    entityStatusesEn,
    notificationsEn,
    actionRoutesEn,
    actionTypesEn,
    operationsEn,
    sentMailEn,
    auditEn,
    settingsEn,
    accountsEn,
    usersEn,
    callCentresEn,
    apiKeysEn,
    companiesEn,
  ]),
};
