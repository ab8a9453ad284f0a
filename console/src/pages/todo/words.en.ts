import { pluralEn as plural } from '../../i18n/plural.ts';
import type { todoFr } from './words.fr.ts';

/** The English words of what waits for the user. */
export const todoEn: typeof todoFr = {
  todo: {
    description:
      'What waits for someone, the most serious first, until it is answered or dismissed.',
    list: 'To do',
    whose: 'Whose',
    all: 'All',
    mine: 'Mine',
    retry: 'Send again',
    retried: 'Action sent again',
    check: 'Check first: it may have been carried out',
    answer: 'Answer',
    otherAction: 'Other action',
    open: 'Open',
    done: 'Done',
    doneToast: 'Done',
    undo: 'Undo',
    undone: 'Back in the list',
    next: 'Next',
    previous: 'Previous',
    expires: (at) => `expires ${at}`,
    approve: 'Approve',
    by: (name) => `decided by ${name}`,
    emptyTitle: 'Nothing to do',
    emptyHint: 'Failures and warnings will arrive here.',
    succeededToday: (count) => plural(count, 'action succeeded today', 'actions succeeded today'),
    severities: { urgent: 'To check', error: 'Failure', warning: 'Warning' },
  },

  codes: {
    auditOperations: {
      'actions.dismiss': 'Action dismissed',
      'actions.undo_dismissal': 'Dismissal undone',
    },
  },
};
