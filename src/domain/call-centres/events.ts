import { declareInternalEvent } from '../shared/declare-event.ts';

export const callCentreCreated = declareInternalEvent('CallCentreCreated', 'call_centre', {
  audit: 'call_centres.create',
});
export const callCentreUpdated = declareInternalEvent('CallCentreUpdated', 'call_centre', {
  audit: 'call_centres.update',
});
export const callCentreDeleted = declareInternalEvent('CallCentreDeleted', 'call_centre', {
  audit: 'call_centres.delete',
});
