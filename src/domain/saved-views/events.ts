import { declareInternalEvent } from '../shared/declare-event.ts';

export const savedViewCreated = declareInternalEvent('SavedViewCreated', 'saved_view', {
  audit: 'saved_views.create',
});
export const savedViewUpdated = declareInternalEvent('SavedViewUpdated', 'saved_view', {
  audit: 'saved_views.update',
});
export const savedViewDeleted = declareInternalEvent('SavedViewDeleted', 'saved_view', {
  audit: 'saved_views.delete',
});
