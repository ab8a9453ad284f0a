import { z } from '@hono/zod-openapi';
import { declareInternalEvent, type StreamTopicDeclaration } from '../shared/declare-event.ts';

export const leadStatusTopics = {
  'lead_statuses.replaced': { permission: 'lead_statuses:read', data: z.object({}) },
} as const satisfies Record<string, StreamTopicDeclaration>;

export const leadStatusesReplaced = declareInternalEvent('LeadStatusesReplaced', 'lead_statuses', {
  audit: 'lead_statuses.replace',
  stream: { topic: 'lead_statuses.replaced', data: () => ({}) },
});
