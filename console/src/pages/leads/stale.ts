import type { StaleKeys } from '../../stream/message.ts';

export const leadsStale = {
  'lead.updated': () => [
    ['get', '/api/leads'],
    ['get', '/api/leads/count'],
    ['get', '/api/leads/{id}'],
    ['get', '/api/leads/{id}/timeline'],
  ],
  'lead_statuses.replaced': () => [['get', '/api/v1/lead-statuses']],
} satisfies StaleKeys;
