import { consultedKind } from '../../domain/case-modules/kinds.ts';
import type { SourceOrigin } from '../../domain/case-analyses/kinds.ts';
import type { Locale } from '../../domain/companies/shapes.ts';
import { QUESTION_LENGTH_MAX, type ModulePassage } from '../../domain/case-modules/contract.ts';
import { CASE_TYPE_WORDS } from '../../domain/cases/words.ts';
import type { Actor } from '../../platform/facts.ts';
import type { CaseRow } from '../../queries/cases/records.ts';
import { consultModule } from '../case-modules/ask.ts';
import type { ModuleDeps } from '../case-modules/call.ts';
import { searchReferences } from '../case-modules/references.ts';
import type { Consulted } from './gather.ts';

/** What modules and the library of references say about a case. */

const REFERENCE_COUNT_MAX = 10;

interface Consultation {
  analysisId: string;
  row: CaseRow;
  language: Locale;
}

/**
 * Asks the module of the case's type, and searches references. A module that is off is not named; one that does not
 * answer is, and the analysis goes on. Twice: asked again, with the same `webhook-id`.
 */
export const consultForCase = async (
  deps: ModuleDeps,
  actor: Actor,
  consultation: Consultation,
): Promise<Consulted> => {
  const [asked, searched] = await Promise.all([
    consult(deps, actor, consultation),
    search(deps, actor, consultation),
  ]);
  return {
    modules: [...asked.modules, ...searched.modules],
    answers: [...asked.answers, ...searched.answers],
    sources: [...asked.sources, ...searched.sources],
  };
};

const NOTHING: Consulted = { modules: [], answers: [], sources: [] };

const consult = async (
  deps: ModuleDeps,
  actor: Actor,
  { analysisId, row, language }: Consultation,
): Promise<Consulted> => {
  const kind = consultedKind(row.case_type);
  if (kind === null) return NOTHING;
  const result = await consultModule(deps, actor, {
    kind,
    requestId: `${analysisId}-${kind}`,
    body: {
      case: {
        reference: row.reference,
        case_type: row.case_type,
        title: row.title,
        description: row.description,
      },
      question: questionOf(row),
      language,
    },
  });
  switch (result.kind) {
    case 'off':
      return NOTHING;
    case 'unavailable':
      return { ...NOTHING, modules: [{ kind, outcome: 'unavailable', code: result.code }] };
    case 'answered': {
      const { answer, passages } = result.value;
      return {
        modules: [{ kind, outcome: 'answered', code: null }],
        answers: [{ kind, title: CASE_TYPE_WORDS[row.case_type][language], text: answer }],
        sources: passages.map((passage) => sourceOf(kind, passage)),
      };
    }
  }
};

const search = async (
  deps: ModuleDeps,
  actor: Actor,
  { analysisId, row }: Consultation,
): Promise<Consulted> => {
  const result = await searchReferences(deps, actor, {
    query: questionOf(row),
    limit: REFERENCE_COUNT_MAX,
    requestId: `${analysisId}-rag`,
  });
  if (result.kind === 'unavailable') {
    return { ...NOTHING, modules: [{ kind: 'rag', outcome: 'unavailable', code: result.code }] };
  }
  const origin = result.source === 'module' ? 'rag' : 'library';
  return {
    ...NOTHING,
    modules: origin === 'rag' ? [{ kind: 'rag', outcome: 'answered', code: null }] : [],
    sources: result.references.map((reference) => sourceOf(origin, reference)),
  };
};

const questionOf = ({ title, description }: CaseRow): string =>
  [title, description ?? ''].join('\n').trim().slice(0, QUESTION_LENGTH_MAX).toWellFormed();

const sourceOf = (
  origin: SourceOrigin,
  { title, citation, url, text }: ModulePassage,
): Consulted['sources'][number] => ({ origin, title, citation: citation ?? title, url, text });
