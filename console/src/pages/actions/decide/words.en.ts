import { pluralEn as plural } from '../../../i18n/plural.ts';
import type { decideFr } from './words.fr.ts';

/** The English words of the dialog of a decision. */
export const decideEn: typeof decideFr = {
  decide: {
    title: 'Decide',
    usual: 'Usual actions',
    others: 'Other actions',
    forSelected: 'Send an action',
    atMost: (max) => `${max} records at most`,
    choose: 'Choose an action.',
    typeGone: 'This type of action does not apply to this record, or not for your role.',
    quote: 'Notification',
    alreadyHandled: (name) =>
      `Already handled by ${name}: this action is added, the first answer stays.`,
    recordCount: (count) => plural(count, 'record', 'records'),
    andOthers: (count) => `and ${plural(count, 'other', 'others')}`,
    details: 'Technical details',
    confirm: 'Confirm',
    confirmMany: (count) => `Send ${plural(count, 'action', 'actions')}`,
    sendAnyway: 'Send anyway',
    sendAnywayMany: (count) => `Send ${plural(count, 'action', 'actions')} anyway`,
    alreadySent: 'Already sent',
    alreadySentBy: (name, status) => `by ${name} (${status})`,
    alreadySentMany: (count) =>
      plural(
        count,
        'record already got this action in the last 24 h',
        'records already got this action in the last 24 h',
      ),
    noContact: 'Neither e-mail nor phone on this record',
    draftKept: 'Draft kept',
    draftKeptHint: 'Open the same action again to find it.',
    seeAction: 'See the action',
    sentMany: (count) => plural(count, 'action sent', 'actions sent'),
    leftOut: (count) => plural(count, 'record will be left out', 'records will be left out'),
    goTo: (count, workflow) =>
      count === 1 ? `1 action will go to ${workflow}.` : `${count} actions will go to ${workflow}.`,
  },
};
