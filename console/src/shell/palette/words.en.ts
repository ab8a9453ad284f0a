import { pluralEn as plural } from '../../i18n/plural.ts';
import type { paletteFr } from './words.fr.ts';

/** The English words of the palette. */
export const paletteEn: typeof paletteFr = {
  palette: {
    open: 'Search or go to…',
    placeholder: 'A name, a number, a page, a command…',
    close: 'Close',
    search: 'Search the list, or everywhere',
    results: 'Results',
    searching: 'Searching…',
    nothing: (text) => `Nothing found for “${text}”`,
    count: (count) => plural(count, 'result', 'results'),
    failed: 'Records and actions could not be searched.',
    onThisPage: 'On this page',
    recent: 'Recent',
    goTo: 'Go to',
    commands: 'Commands',
    groups: {
      record: 'Records',
      lead: 'Leads',
      conversation: 'Conversations',
      case: 'Cases',
      person: 'People',
      organisation: 'Organisations',
      project: 'Projects',
      action: 'Actions',
      user: 'Users',
    },
    kinds: { action: 'Action', lead: 'Lead' },
    inactive: 'Disabled',
    appearance: (name) => `Appearance: ${name.toLowerCase()}`,
    language: (name) => `Change the language: ${name}`,
    hints: { choose: 'choose', open: 'open', close: 'close' },
    keywords: {
      newAction: ['create', 'add', 'decide'],
      appearance: ['theme', 'colours', 'mode'],
      language: ['langue', 'french'],
      shortcuts: ['help', 'keys'],
      signOut: ['quit', 'log out', 'logout', 'leave'],
    },
  },

  codes: {
    permissions: {
      search: 'Search',
    },
    auditOperations: {
      'search.read': 'Search',
    },
    auditResources: {
      search: 'Search',
    },
  },
};
