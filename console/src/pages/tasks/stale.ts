import type { StaleKeys } from '../../stream/message.ts';

export const tasksStale = {
  'task.updated': () => [
    ['get', '/inbox/tasks'],
    ['get', '/inbox/tasks/{id}'],
    ['get', '/inbox/conversations/{id}/tasks'],
    ['get', '/api/crm/case/{id}/task'],
  ],
} satisfies StaleKeys;
