import { z } from '@hono/zod-openapi';
import { declareInternalEvent, type StreamTopicDeclaration } from '../shared/declare-event.ts';

/** Events of reclassifications: runs of the rules over conversations that are there already. */

export const reclassificationTopics = {
  'reclassification.updated': {
    permission: 'inbox_folders:write',
    data: z.object({ id: z.uuid() }),
  },
} as const satisfies Record<string, StreamTopicDeclaration>;

const stream = {
  topic: 'reclassification.updated',
  data: (_data: undefined, id: string) => ({ id }),
};

const declare = (name: string, operation: string) =>
  declareInternalEvent(name, 'reclassification', {
    audit: `reclassifications.${operation}`,
    stream,
  });

export const reclassificationStarted = declare('ReclassificationStarted', 'create');
/** The audit trail has the conversations that moved. */
export const reclassificationProgressed = declare('ReclassificationProgressed', 'move');
/** The model was asked about one conversation, which has its own entry in the audit trail. */
export const reclassificationAsked = declareInternalEvent(
  'ReclassificationAsked',
  'reclassification',
  { stream },
);
export const reclassificationCancelled = declare('ReclassificationCancelled', 'cancel');
export const reclassificationEnded = declare('ReclassificationEnded', 'end');

/** Somebody saw the conversations that would move. */
export const reclassificationPreviewed = declareInternalEvent(
  'ReclassificationPreviewed',
  'reclassification',
  { audit: 'reclassifications.preview' },
);
