import type { StaleKeys } from '../../stream/message.ts';

export const knowledgeStale = {
  'knowledge.updated': () => [
    ['get', '/inbox/knowledge/articles'],
    ['get', '/inbox/knowledge/articles/{id}'],
  ],
  'knowledge_import.updated': () => [['get', '/inbox/knowledge/imports']],
} satisfies StaleKeys;
