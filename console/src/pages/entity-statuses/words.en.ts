import { pluralEn as plural } from '../../i18n/plural.ts';
import type { entityStatusesFr } from './words.fr.ts';

/** The English words of the statuses of records. */
export const entityStatusesEn: typeof entityStatusesFr = {
  entityStatuses: {
    title: 'Record statuses',
    description:
      'The statuses that your teams choose on a record, in this order. n8n may set others: they are then shown in words.',
    type: 'Type of record',
    list: 'Statuses',
    label: 'Name',
    tone: 'Colour',
    suggested: 'Suggested actions',
    suggestedPlaceholder: 'Choose actions…',
    usage: (count) => plural(count, 'record', 'records'),
    moveUp: (label) => `Move ${label} up`,
    moveDown: (label) => `Move ${label} down`,
    remove: (label) => `Remove ${label}`,
    removeTitle: (label) => `Remove “${label}”?`,
    removeUsed: (count) =>
      `${plural(count, 'record has', 'records have')} this status and ${count > 1 ? 'keep' : 'keeps'} it; it will no longer be offered.`,
    add: 'Add a status',
    newLabel: 'Name of the new status',
    taken: 'A status has this name already',
    save: 'Save the statuses',
    saved: 'Statuses saved',
    reset: 'Restore the original list',
    resetTitle: 'Restore the original list?',
    resetBody: 'Your names, colours and suggested actions for this type will be replaced.',
    unlisted: 'Other statuses in use',
    unlistedHint: 'Set by n8n, or removed from the list; some records still have them.',
    adopt: (label) => `Add ${label} to the list`,
    tones: {
      neutral: 'Grey',
      info: 'Petrol blue',
      moving: 'Sky blue',
      waiting: 'Saffron',
      late: 'Plum',
      good: 'Green',
      bad: 'Red',
    },
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
