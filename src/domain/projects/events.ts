import { z } from 'zod';
import { declareInternalEvent, type StreamTopicDeclaration } from '../shared/declare-event.ts';

/** Events of projects. */

export const projectTopics = {
  'project.updated': { permission: 'projects:read', data: z.object({ id: z.number() }) },
} as const satisfies Record<string, StreamTopicDeclaration>;

const stream = {
  topic: 'project.updated',
  data: (_data: undefined, subjectId: string) => ({ id: Number(subjectId) }),
};

export const projectCreated = declareInternalEvent('ProjectCreated', 'project', {
  audit: 'projects.create',
  stream,
});
export const projectUpdated = declareInternalEvent('ProjectUpdated', 'project', {
  audit: 'projects.update',
  stream,
});
export const projectDeleted = declareInternalEvent('ProjectDeleted', 'project', {
  audit: 'projects.delete',
  stream,
});
export const projectRead = declareInternalEvent('ProjectRead', 'project', {
  audit: 'projects.read',
});
export const projectsListed = declareInternalEvent('ProjectsListed', 'project', {
  audit: 'projects.list',
});
