import type { projectsFr } from './words.fr.ts';

/** The English words of the projects. */
export const projectsEn: typeof projectsFr = {
  projects: {
    new: 'New project',
    edit: 'Edit',
    editTitle: 'Edit the project',
    created: 'Project created',
    saved: 'Project saved',
    search: 'Name of the project or contact…',
    columnName: 'Name',
    columnState: 'State',
    columnContact: 'Contact',
    columnConversations: 'Conversations',
    createdAt: 'Created',
    updatedAt: 'Changed',
    description: 'Description',
    person: 'Person',
    organisation: 'Organisation',
    isClosed: 'The project is closed',
    open: 'Open',
    closed: 'Closed',
    viewAll: 'All',
    viewOpen: 'Open',
    remove: 'Delete the project',
    removed: 'Project deleted',
    removeTitle: (name) => `Delete “${name}”?`,
    removeBody: 'Its conversations stay.',
    emptyTitle: 'No projects',
    emptyHint: 'A project gathers the conversations of one request.',
    emptyFilteredTitle: 'No project matches',
    emptyFilteredHint: 'Remove a filter, or try the beginning of a name.',
  },

  codes: {
    permissions: {
      projects: 'Projects',
    },
    auditOperations: {
      'projects.list': 'Projects read',
      'projects.read': 'Project read',
      'projects.create': 'Project created',
      'projects.update': 'Project changed',
      'projects.delete': 'Project deleted',
    },
    auditResources: {
      project: 'Project',
    },
  },
};
