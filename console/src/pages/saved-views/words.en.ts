import type { savedViewsFr } from './words.fr.ts';

/** The English words of saved views. */
export const savedViewsEn: typeof savedViewsFr = {
  savedViews: {
    label: 'Views',
    all: 'All',
    save: 'Save the view',
    saveTitle: 'Save as a view',
    saveHint: 'The filters, the sort and the columns are kept under this name.',
    name: 'Name of the view',
    share: 'Share with the company',
    shareHint: 'Everyone sees it; only you and owners change it.',
    saved: 'View saved',
    updated: 'View updated',
    deleted: 'View deleted',
    changed: 'Changed',
    update: 'Update',
    reset: 'Reset',
    menu: (name) => `Manage the view ${name}`,
    rename: 'Rename or share',
    renameTitle: 'Change the view',
    delete: 'Delete the view',
    deleteTitle: (name) => `Delete the view ${name}?`,
    deleteBody: 'The rows of the list stay; only the view goes.',
    deleteSharedBody: 'It will be gone for everyone.',
    sharedBy: (name) => `Shared by ${name}`,
    conflict: 'Someone else has just changed this view.',
  },

  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      saved_views: 'Saved views',
      'saved_views:share': 'share',
    },
    auditOperations: {
      'saved_views.create': 'View saved',
      'saved_views.update': 'View changed',
      'saved_views.delete': 'View deleted',
    },
    auditResources: {
      saved_view: 'Saved view',
    },
  },
};
