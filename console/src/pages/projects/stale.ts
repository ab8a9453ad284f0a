import type { StaleKeys } from '../../stream/message.ts';

export const projectsStale = {
  'project.updated': () => [
    ['get', '/inbox/projects'],
    ['get', '/inbox/projects/{id}'],
  ],
} satisfies StaleKeys;
