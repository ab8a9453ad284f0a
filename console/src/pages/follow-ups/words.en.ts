import type { followUpsFr } from './words.fr.ts';

/** The English words of the follow-ups. */
export const followUpsEn: typeof followUpsFr = {
  followUps: {
    done: 'Done',
    doneToast: 'Follow-up done',
  },

  codes: {
    permissions: {
      follow_ups: 'Follow-ups',
    },
    auditOperations: {
      'follow_ups.create': 'Follow-up planned',
      'follow_ups.update': 'Follow-up changed',
      'follow_ups.cancel': 'Follow-up cancelled',
      'follow_ups.done': 'Follow-up done',
      'follow_ups.due': 'Follow-up fell due',
    },
    auditResources: {
      follow_up: 'Follow-up',
    },
  },
};
