import { declareInternalEvent } from '../shared/declare-event.ts';

export const sentMailListed = declareInternalEvent('SentMailListed', 'sent_mail', {
  audit: 'operations.list_sent_mail',
});
