import { declareInternalEvent } from '../shared/declare-event.ts';

/** What becomes of the mail that asks a lead to confirm the address. `LeadEmailConfirmed` is of leads. */

const stream = {
  topic: 'lead.updated',
  data: (_data: undefined, subjectId: string) => ({ id: Number(subjectId) }),
};

/** The mail server did not accept it yet. */
export const confirmationMailPostponed = declareInternalEvent('ConfirmationMailPostponed', 'lead', {
  stream,
});

/** The status is final. */
export const confirmationMailEnded = declareInternalEvent('ConfirmationMailEnded', 'lead', {
  audit: 'leads.confirmation_mail',
  stream,
});
