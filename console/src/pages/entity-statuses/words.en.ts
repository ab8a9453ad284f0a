import { pluralEn as plural } from '../../i18n/plural.ts';
import type { entityStatusesFr } from './words.fr.ts';

/** The English words of the statuses of records. */
export const entityStatusesEn: typeof entityStatusesFr = {
  entityStatuses: {
    title: 'Record statuses',
    description:
      'The statuses that your teams choose on a record, in this order. n8n may set others: they are then shown in words.',
    type: 'Type of record',
    suggested: 'Suggested actions',
    suggestedPlaceholder: 'Choose actions…',
    usage: (count) => plural(count, 'record', 'records'),
    removeTitle: (label) => `Remove “${label}”?`,
    removeUsed: (count) =>
      `${plural(count, 'record has', 'records have')} this status and ${count > 1 ? 'keep' : 'keeps'} it; it will no longer be offered.`,
    resetBody: 'Your names, colours and suggested actions for this type will be replaced.',
    unlisted: 'Other statuses in use',
    unlistedHint: 'Set by n8n, or removed from the list; some records still have them.',
    adopt: (label) => `Add ${label} to the list`,
  },

  codes: {
    permissions: {
      entity_statuses: 'Record statuses',
    },
    auditOperations: {
      'entity_statuses.replace': 'Record statuses changed',
    },
    auditResources: {
      entity_statuses: 'Record statuses',
    },
  },
};
