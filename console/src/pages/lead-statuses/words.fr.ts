import { pluralFr as plural } from '../../i18n/plural.ts';

/** The French words of the statuses of leads. */
export const leadStatusesFr = {
  leadStatuses: {
    title: 'Statuts des leads',
    description:
      'Les statuts d’un lead, dans cet ordre. Un nouveau lead reçoit le statut « de départ » ; un lead converti en contact reçoit le statut « converti ».',
    role: 'Rôle',
    roles: { initial: 'De départ', converted: 'Converti', none: 'Aucun rôle' },
    usage: (count: number) => plural(count, 'lead', 'leads'),
    inUse: (label: string, count: number) =>
      `${plural(count, 'lead a', 'leads ont')} le statut « ${label} » : changez-le d’abord`,
    resetBody:
      'Vos noms et couleurs seront remplacés. Impossible tant que des leads ont un statut absent de la liste d’origine.',
  },

  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: { lead_statuses: 'Statuts des leads' },
    auditOperations: { 'lead_statuses.replace': 'Statuts des leads modifiés' },
    auditResources: { lead_statuses: 'Statuts des leads' },
  },
};
