import { z } from 'zod';
import { declareInternalEvent, type StreamTopicDeclaration } from '../shared/declare-event.ts';

export const conversationSummaryTopics = {
  'conversation_summary.updated': {
    permission: 'conversations:read',
    /** Of the conversation. */
    data: z.object({ id: z.number() }),
  },
} as const satisfies Record<string, StreamTopicDeclaration>;

const stream = {
  topic: 'conversation_summary.updated',
  data: (_: undefined, subjectId: string) => ({ id: Number(subjectId) }),
};

/** There is a new summary. */
export const conversationSummarised = declareInternalEvent(
  'ConversationSummarised',
  'conversation',
  { audit: 'conversation_summaries.create', stream },
);
/** A summary could not be had, or somebody has it written now. */
export const conversationSummaryTouched = declareInternalEvent(
  'ConversationSummaryTouched',
  'conversation',
  { stream },
);
export const conversationSummaryRead = declareInternalEvent(
  'ConversationSummaryRead',
  'conversation',
  { audit: 'conversation_summaries.read' },
);
