/** Collections of the knowledge base. An article stays in the one that it was written in. */

export const KNOWLEDGE_COLLECTIONS = [
  /** What answers to customers draw on. */
  'knowledge',
  /** The company's library: what analyses of cases cite. No answer to a mail reads it. */
  'references',
] as const;
export type KnowledgeCollection = (typeof KNOWLEDGE_COLLECTIONS)[number];
