import { declareInternalEvent } from '../shared/declare-event.ts';

export const apiKeyCreated = declareInternalEvent('ApiKeyCreated', 'api_key', {
  audit: 'api_keys.create',
});
export const apiKeyRevoked = declareInternalEvent('ApiKeyRevoked', 'api_key', {
  audit: 'api_keys.revoke',
});
