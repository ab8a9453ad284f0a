import type { StaleKeys } from '../../stream/message.ts';

export const aiStale = {
  'ai.updated': () => [
    ['get', '/api/v1/ai/status'],
    ['get', '/api/v1/ai/settings'],
    ['get', '/api/v1/ai/runs'],
  ],
} satisfies StaleKeys;
