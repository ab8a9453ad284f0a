import { declareInternalEvent } from '../shared/declare-event.ts';

export const commandHastened = declareInternalEvent('CommandHastened', 'command', {
  audit: 'operations.retry',
});
