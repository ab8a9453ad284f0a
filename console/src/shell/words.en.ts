import type { shellFr } from './words.fr.ts';

/** The English words of what surrounds every page. */
export const shellEn: typeof shellFr = {
  shell: {
    skip: 'Skip to content',
    menu: 'Menu',
    closeMenu: 'Close the menu',
    navigation: 'Main navigation',
    groups: {
      start: 'Start',
      clients: 'Clients',
      activity: 'Activity',
      reports: 'Reports',
      end: 'Other',
    },
    collapse: 'Collapse the navigation',
    expand: 'Expand the navigation',
    waiting: (label, count) => `${label} (${count})`,
    todoCount: (count, isMore) => `${isMore ? `more than ${count}` : count} to do`,
    account: (name) => `Account of ${name}`,
    profile: 'My profile',
    language: 'Language',
    appearance: 'Appearance',
    light: 'Light',
    dark: 'Dark',
    auto: 'System',
    signOut: 'Sign out',
    documentation: 'API reference',
    temporal: 'Temporal UI',
    streamDown: 'Live updates are interrupted: what you see may be out of date. Reconnecting…',
    offline:
      'You are offline: the page keeps its data and will update when the connection is back.',
    serverAway:
      'The server does not answer: the page keeps its data and will update when it is back.',
  },

  navigation: {
    home: 'Home',
    todo: 'To do',
    tasks: 'Tasks',
    projects: 'Projects',
    cases: 'Cases',
    leads: 'Leads',
    entities: 'Records',
    people: 'People',
    organisations: 'Organisations',
    forms: 'Forms',
    actions: 'Actions',
    newAction: 'New action',
    conversations: 'Inbox',
    autoReplies: 'To approve',
    inboxFolders: 'Inbox folders',
    knowledge: 'Knowledge base',
    inboxStatistics: 'Statistics',
    caseReports: 'Report on cases',
    mailboxes: 'Mailboxes',
    webhooks: 'Webhooks',
    settings: 'Settings',
  },

  codes: {
    permissions: {
      stream: 'Live updates',
    },
  },
};
