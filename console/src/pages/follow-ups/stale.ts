import type { StaleKeys } from '../../stream/message.ts';

export const followUpsStale = {
  'follow_up.updated': () => [
    ['get', '/inbox/follow-ups'],
    ['get', '/inbox/conversations/{id}/follow-ups'],
  ],
} satisfies StaleKeys;
