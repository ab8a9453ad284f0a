import { declareInternalEvent } from '../shared/declare-event.ts';

export const actionRoutesReplaced = declareInternalEvent('ActionRoutesReplaced', 'action_routes', {
  audit: 'action_routes.replace',
});

/** Outgoing calls in the name of the company, with the keys of its routes. */
export const actionRoutesProbed = declareInternalEvent('ActionRoutesProbed', 'action_routes', {
  audit: 'action_routes.probe',
});
