import { pluralEn as plural } from '../../i18n/plural.ts';
import type { leadStatusesFr } from './words.fr.ts';

/** The English words of the statuses of leads. */
export const leadStatusesEn: typeof leadStatusesFr = {
  leadStatuses: {
    title: 'Lead statuses',
    description:
      'The statuses of a lead, in this order. A new lead gets the “initial” status; a lead that became a contact gets the “converted” one.',
    list: 'Statuses',
    label: 'Name',
    tone: 'Colour',
    role: 'Role',
    roles: { initial: 'Initial', converted: 'Converted', none: 'No role' },
    usage: (count) => plural(count, 'lead', 'leads'),
    moveUp: (label) => `Move ${label} up`,
    moveDown: (label) => `Move ${label} down`,
    remove: (label) => `Remove ${label}`,
    inUse: (label, count) =>
      `${plural(count, 'lead has', 'leads have')} the status “${label}”: change it first`,
    add: 'Add a status',
    newLabel: 'Name of the new status',
    taken: 'A status has this name already',
    save: 'Save the statuses',
    saved: 'Statuses saved',
    reset: 'Restore the original list',
    resetTitle: 'Restore the original list?',
    resetBody:
      'Your names and colours will be replaced. Not possible while leads have a status that the original list lacks.',
  },

  codes: {
    permissions: { lead_statuses: 'Lead statuses' },
    auditOperations: { 'lead_statuses.replace': 'Lead statuses changed' },
    auditResources: { lead_statuses: 'Lead statuses' },
  },
};
