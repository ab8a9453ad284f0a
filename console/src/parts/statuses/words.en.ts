import type { statusesFr } from './words.fr.ts';

/** The English words of the lists of statuses that a company can change. */
export const statusesEn: typeof statusesFr = {
  statusList: {
    list: 'Statuses',
    label: 'Name',
    tone: 'Colour',
    tones: {
      neutral: 'Grey',
      info: 'Petrol blue',
      moving: 'Sky blue',
      waiting: 'Saffron',
      late: 'Plum',
      good: 'Green',
      bad: 'Red',
    },
    moveUp: (label) => `Move ${label} up`,
    moveDown: (label) => `Move ${label} down`,
    remove: (label) => `Remove ${label}`,
    add: 'Add a status',
    newLabel: 'Name of the new status',
    taken: 'A status has this name already',
    save: 'Save the statuses',
    saved: 'Statuses saved',
    reset: 'Restore the original list',
    resetTitle: 'Restore the original list?',
  },
};
