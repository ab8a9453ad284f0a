import { declareInternalEvent } from '../shared/declare-event.ts';

export const settingsUpdated = declareInternalEvent('SettingsUpdated', 'settings', {
  audit: 'settings.update',
});
