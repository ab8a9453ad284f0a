import type { ModulePassage } from '../../domain/case-modules/contract.ts';
import { QUESTION_LENGTH_MAX } from '../../domain/knowledge/question.ts';
import { inCompany } from '../../platform/database.ts';
import type { Actor } from '../../platform/facts.ts';
import type { FoundPassageRow } from '../../queries/knowledge/passages.ts';
import { findPassages } from '../knowledge/articles.ts';
import { searchModule } from './ask.ts';
import type { ModuleCall, ModuleDeps, ModuleUnavailable } from './call.ts';

/** References on a subject: from the company's search module, or else from its own library. */

export interface Reference extends ModulePassage {
  /** Of the own library: the passage, and the article that has it. */
  library: { passageId: number; articleId: number } | null;
}

export type FoundReferences =
  | { kind: 'found'; source: 'module' | 'library'; references: Reference[]; isCut: boolean }
  /** The module that the company chose does not answer. Its library does not stand in: people would not know. */
  | ModuleUnavailable;

/** Errors: only those of the database. Twice: searched again. */
export const searchReferences = async (
  deps: ModuleDeps,
  actor: Actor,
  {
    query,
    limit,
    ...asked
  }: { query: string; limit: number } & Pick<ModuleCall<unknown>, 'requestId' | 'timeoutMs'>,
): Promise<FoundReferences> => {
  const result = await searchModule(deps, actor, { query, limit, ...asked });
  switch (result.kind) {
    case 'unavailable':
      return result;
    case 'answered': {
      const { value, isCut } = result;
      const references = value.passages.map((passage) => ({ ...passage, library: null }));
      return { kind: 'found', source: 'module', references, isCut };
    }
    case 'off': {
      const rows = await inCompany(deps.database, actor, (tx) =>
        findPassages(tx, {
          collection: 'references',
          question: query.slice(0, QUESTION_LENGTH_MAX),
          now: deps.clock.now(),
          limit,
        }),
      );
      return { kind: 'found', source: 'library', references: rows.map(referenceOf), isCut: false };
    }
  }
};

const referenceOf = (row: FoundPassageRow): Reference => ({
  id: `library-${row.id}`,
  title: row.article_title,
  text: row.text,
  url: null,
  citation: row.heading === '' ? row.article_title : `${row.article_title}, ${row.heading}`,
  library: { passageId: row.id, articleId: row.article_id },
});
