import { pluralFr as plural } from '../../i18n/plural.ts';

/** The French words of the statuses of records. */
export const entityStatusesFr = {
  entityStatuses: {
    title: 'Statuts des fiches',
    description:
      'Les statuts que vos équipes choisissent sur une fiche, dans cet ordre. n8n peut en donner d’autres : ils sont alors montrés en toutes lettres.',
    type: 'Type de fiche',
    suggested: 'Actions proposées',
    suggestedPlaceholder: 'Choisir des actions…',
    usage: (count: number) => plural(count, 'fiche', 'fiches'),
    removeTitle: (label: string) => `Retirer « ${label} » ?`,
    removeUsed: (count: number) =>
      `${plural(count, 'fiche a', 'fiches ont')} ce statut et le ${count > 1 ? 'gardent' : 'garde'} ; il ne sera plus proposé.`,
    resetBody: 'Vos noms, couleurs et actions proposées pour ce type seront remplacés.',
    unlisted: 'Autres statuts en usage',
    unlistedHint: 'Donnés par n8n ou retirés de la liste ; des fiches les ont encore.',
    adopt: (label: string) => `Ajouter ${label} à la liste`,
  },

  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      entity_statuses: 'Statuts des fiches',
    },
    auditOperations: {
      'entity_statuses.replace': 'Statuts des fiches modifiés',
    },
    auditResources: {
      entity_statuses: 'Statuts des fiches',
    },
  },
};
