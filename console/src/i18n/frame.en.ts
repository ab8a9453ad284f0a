import { accountsEn } from '../pages/accounts/words.en.ts';
import { paletteEn } from '../shell/palette/words.en.ts';
import { shellEn } from '../shell/words.en.ts';
import { shortcutsEn } from '../ui/keyboard/words.en.ts';
import type { FrameMessages } from './frame.fr.ts';
import { mergeWords } from './merge.ts';
import { pluralEn as plural } from './plural.ts';

/** The English words of the first load: the same keys as the French ones. */
export const frameEn: FrameMessages = {
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
    codes: {
      validation_failed: 'Some fields need correcting.',
      malformed_json: 'The request is not valid JSON.',
      malformed_request: 'The request could not be read.',
      request_refused: 'The request was refused.',
      unauthenticated: 'Your session has ended. Sign in again.',
      forbidden: 'You are not allowed to do this.',
      not_found: 'Not found: deleted, or out of your reach.',
      method_not_allowed: 'This address does not do that.',
      company_required: 'Say which company: you have an account in several.',
      conflict: 'This is not possible in the current state.',
      version_conflict:
        'Someone else has changed this record meanwhile. Open it again to see their changes.',
      conversation_moved_on: 'A message came meanwhile: read it before you answer.',
      quarantined: 'The virus scanner has not released this file yet.',
      gone: 'Too late: this is no longer accepted.',
      idempotency_key_reused: 'This request was used for something else already.',
      idempotency_key_in_progress: 'This request is already running.',
      payload_too_large: 'This is too large.',
      unsupported_media_type: 'This type of content is not accepted.',
      rate_limited: 'Too many requests at once. Wait a minute.',
      egress_refused: 'This address is not allowed.',
      credentials_refused: 'The credentials were refused.',
      unavailable: 'The service is unavailable for a moment. Try again in a few seconds.',
      internal: 'An unexpected error happened.',
    },
  },

  ...mergeWords([shellEn, shortcutsEn, paletteEn, accountsEn]),
};
