import type { StaleKeys } from '../../stream/message.ts';

export const leadImportsStale = {
  'lead_import.updated': () => [
    ['get', '/api/lead-imports'],
    ['get', '/api/lead-imports/{id}'],
  ],
} satisfies StaleKeys;
