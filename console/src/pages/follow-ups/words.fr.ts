/** The French words of the follow-ups. */
export const followUpsFr = {
  followUps: {
    done: 'Faite',
    doneToast: 'Relance faite',
  },

  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      follow_ups: 'Relances',
    },
    auditOperations: {
      'follow_ups.create': 'Relance programmée',
      'follow_ups.update': 'Relance modifiée',
      'follow_ups.cancel': 'Relance annulée',
      'follow_ups.done': 'Relance faite',
      'follow_ups.due': 'Relance arrivée à échéance',
    },
    auditResources: {
      follow_up: 'Relance',
    },
  },
};
