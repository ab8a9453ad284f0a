import { z } from '@hono/zod-openapi';
import { declareInternalEvent, type StreamTopicDeclaration } from '../shared/declare-event.ts';

export const formTopics = {
  'form.updated': { permission: 'forms:read', data: z.object({ id: z.number() }) },
} as const satisfies Record<string, StreamTopicDeclaration>;

const stream = {
  topic: 'form.updated',
  data: (_data: undefined, subjectId: string) => ({ id: Number(subjectId) }),
};

export const formCreated = declareInternalEvent('FormCreated', 'form', {
  audit: 'forms.create',
  stream,
});
export const formUpdated = declareInternalEvent('FormUpdated', 'form', {
  audit: 'forms.update',
  stream,
});
export const formDeleted = declareInternalEvent('FormDeleted', 'form', {
  audit: 'forms.delete',
  stream,
});
export const formTokenRotated = declareInternalEvent('FormTokenRotated', 'form', {
  audit: 'forms.rotate_token',
  stream,
});
