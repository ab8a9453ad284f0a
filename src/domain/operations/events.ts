import { declareInternalEvent } from '../shared/declare-event.ts';

export const commandRetried = declareInternalEvent('CommandRetried', 'command', {
  audit: 'operations.retry',
});
