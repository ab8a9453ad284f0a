import { z } from 'zod';
import { declareInternalEvent, type StreamTopicDeclaration } from '../shared/declare-event.ts';

/** Events of tasks. */

export const taskTopics = {
  'task.updated': { permission: 'tasks:read', data: z.object({ id: z.number() }) },
} as const satisfies Record<string, StreamTopicDeclaration>;

const stream = {
  topic: 'task.updated',
  data: (_data: undefined, subjectId: string) => ({ id: Number(subjectId) }),
};
const notification = {
  code: 'task_assigned',
  kinds: ['TASK_ASSIGNED'],
  type: () => 'TASK_ASSIGNED',
  level: () => 'info' as const,
};

export const taskCreated = declareInternalEvent('TaskCreated', 'task', {
  audit: 'tasks.create',
  stream,
  notification,
});
export const taskUpdated = declareInternalEvent('TaskUpdated', 'task', {
  audit: 'tasks.update',
  stream,
  notification,
});
export const taskDeleted = declareInternalEvent('TaskDeleted', 'task', {
  audit: 'tasks.delete',
  stream,
});

/** For those who saw a task before it was given to somebody else. */
export const taskMoved = declareInternalEvent('TaskMoved', 'task', { stream });
