import type { StaleKeys } from '../../stream/message.ts';

export const formsStale = {
  'form.updated': () => [
    ['get', '/api/v1/forms'],
    ['get', '/api/v1/forms/{id}'],
  ],
  'lead.updated': () => [
    ['get', '/api/v1/forms'],
    ['get', '/api/v1/forms/{id}/stats'],
  ],
} satisfies StaleKeys;
