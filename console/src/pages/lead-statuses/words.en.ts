import { pluralEn as plural } from '../../i18n/plural.ts';
import type { leadStatusesFr } from './words.fr.ts';

/** The English words of the statuses of leads. */
export const leadStatusesEn: typeof leadStatusesFr = {
  leadStatuses: {
    title: 'Lead statuses',
    description:
      'The statuses of a lead, in this order. A new lead gets the “initial” status; a lead that became a contact gets the “converted” one.',
    role: 'Role',
    roles: { initial: 'Initial', converted: 'Converted', none: 'No role' },
    usage: (count) => plural(count, 'lead', 'leads'),
    inUse: (label, count) =>
      `${plural(count, 'lead has', 'leads have')} the status “${label}”: change it first`,
    resetBody:
      'Your names and colours will be replaced. Not possible while leads have a status that the original list lacks.',
  },

  codes: {
    permissions: { lead_statuses: 'Lead statuses' },
    auditOperations: { 'lead_statuses.replace': 'Lead statuses changed' },
    auditResources: { lead_statuses: 'Lead statuses' },
  },
};
