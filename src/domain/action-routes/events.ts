import { declareInternalEvent } from '../shared/declare-event.ts';

export const actionRoutesReplaced = declareInternalEvent('ActionRoutesReplaced', 'action_routes', {
  audit: 'action_routes.replace',
});
