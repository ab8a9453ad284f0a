import type { StaleKeys } from '../../stream/message.ts';

export const leadsStale = {
  'lead.updated': () => [
    ['get', '/api/leads'],
    ['get', '/api/leads/count'],
    ['get', '/api/leads/{id}'],
    ['get', '/api/leads/{id}/timeline'],
  ],
  'lead_import.updated': () => [
    ['get', '/api/lead-imports'],
    ['get', '/api/lead-imports/{id}'],
  ],
} satisfies StaleKeys;
