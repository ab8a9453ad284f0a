import { declareInternalEvent } from '../shared/declare-event.ts';

export const actionTypeChanged = declareInternalEvent('ActionTypeChanged', 'action_type', {
  audit: 'action_types.put',
});
export const actionTypeRestored = declareInternalEvent('ActionTypeRestored', 'action_type', {
  audit: 'action_types.delete',
});
