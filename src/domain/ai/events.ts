import { z } from 'zod';
import { declareInternalEvent, type StreamTopicDeclaration } from '../shared/declare-event.ts';

export const aiTopics = {
  /** A call of a language model ended, or the settings changed. */
  'ai.updated': {
    permission: 'ai:read',
    data: z.object({ id: z.string() }),
  },
} as const satisfies Record<string, StreamTopicDeclaration>;

const stream = {
  topic: 'ai.updated',
  data: (_: undefined, subjectId: string) => ({ id: subjectId }),
};

export const aiSettingsUpdated = declareInternalEvent('AiSettingsUpdated', 'ai_settings', {
  audit: 'ai.update_settings',
  stream,
});

/** A person tried the model. */
export const aiTried = declareInternalEvent('AiTried', 'ai_settings', { audit: 'ai.try' });

export const aiRunEnded = declareInternalEvent('AiRunEnded', 'ai_run', { stream });

export const aiRunRead = declareInternalEvent('AiRunRead', 'ai_run', { audit: 'ai.read_run' });
