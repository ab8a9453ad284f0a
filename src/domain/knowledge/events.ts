import { z } from 'zod';
import { declareInternalEvent, type StreamTopicDeclaration } from '../shared/declare-event.ts';

/** Events of the knowledge base. */

export const knowledgeTopics = {
  'knowledge.updated': { permission: 'knowledge:read', data: z.object({ id: z.number() }) },
  'knowledge_import.updated': { permission: 'knowledge:write', data: z.object({ id: z.uuid() }) },
} as const satisfies Record<string, StreamTopicDeclaration>;

const articleStream = {
  topic: 'knowledge.updated',
  data: (_data: undefined, subjectId: string) => ({ id: Number(subjectId) }),
};
const importStream = {
  topic: 'knowledge_import.updated',
  data: (_data: undefined, id: string) => ({ id }),
};

export const knowledgeArticleCreated = declareInternalEvent(
  'KnowledgeArticleCreated',
  'knowledge_article',
  { audit: 'knowledge.create', stream: articleStream },
);
export const knowledgeArticleUpdated = declareInternalEvent(
  'KnowledgeArticleUpdated',
  'knowledge_article',
  { audit: 'knowledge.update', stream: articleStream },
);
export const knowledgeArticleDeleted = declareInternalEvent(
  'KnowledgeArticleDeleted',
  'knowledge_article',
  { audit: 'knowledge.delete', stream: articleStream },
);
/** The audit trail has the passages, not the question: it may be a customer's. */
export const knowledgeSearched = declareInternalEvent('KnowledgeSearched', 'knowledge_article', {
  audit: 'knowledge.search',
});

export const knowledgeImportStarted = declareInternalEvent(
  'KnowledgeImportStarted',
  'knowledge_import',
  { audit: 'knowledge_imports.create', stream: importStream },
);
/** A document became an article, or did not. */
export const knowledgeDocumentSettled = declareInternalEvent(
  'KnowledgeDocumentSettled',
  'knowledge_import',
  { audit: 'knowledge_imports.document', stream: importStream },
);
export const knowledgeImportCancelled = declareInternalEvent(
  'KnowledgeImportCancelled',
  'knowledge_import',
  { audit: 'knowledge_imports.cancel', stream: importStream },
);
export const knowledgeImportEnded = declareInternalEvent<{ status: 'succeeded' | 'failed' }>(
  'KnowledgeImportEnded',
  'knowledge_import',
  {
    audit: 'knowledge_imports.end',
    stream: { topic: importStream.topic, data: (_data, id) => ({ id }) },
    notification: {
      code: 'knowledge_import_ended',
      kinds: ['KNOWLEDGE_IMPORT_ENDED'],
      type: () => 'KNOWLEDGE_IMPORT_ENDED',
      level: ({ status }) => (status === 'succeeded' ? 'success' : 'error'),
    },
  },
);
