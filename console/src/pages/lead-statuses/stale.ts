import type { StaleKeys } from '../../stream/message.ts';

export const leadStatusesStale = {
  'lead_statuses.replaced': () => [['get', '/api/v1/lead-statuses']],
  'lead.updated': () => [['get', '/api/v1/lead-statuses/usage']],
} satisfies StaleKeys;
