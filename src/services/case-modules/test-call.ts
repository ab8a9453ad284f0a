import type {
  BillingSummary,
  Consultation,
  ConsultRequest,
} from '../../domain/case-modules/contract.ts';
import type { ModuleKind } from '../../domain/case-modules/kinds.ts';
import type { Locale } from '../../domain/companies/shapes.ts';
import type { Actor } from '../../platform/facts.ts';
import { consultModule, readBillingSummary, searchModule } from './ask.ts';
import type { ModuleDeps, ModuleResult } from './call.ts';

/** Asks a module something made up: no word of a real case leaves. */

export type ModuleTest = ModuleResult<
  Pick<BillingSummary, 'lines' | 'asOf'> & {
    answer: string | null;
    passages: Consultation['passages'];
  }
>;

interface TestInput {
  kind: ModuleKind;
  requestId: string;
  /** Absent: an example. */
  question?: string | undefined;
  language: Locale;
}

const PASSAGE_COUNT = 5;

/** Every outcome is a result. Twice: two calls. */
export const testModule = async (
  deps: ModuleDeps,
  actor: Actor,
  { kind, requestId, question, language }: TestInput,
): Promise<ModuleTest> => {
  const asked = { requestId, isTest: true };
  const query = question ?? EXAMPLES[language].questions[kind];
  switch (kind) {
    case 'legal':
    case 'fiscal': {
      const body = {
        case: { ...EXAMPLES[language].case, case_type: kind },
        question: query,
        language,
      };
      return shown(await consultModule(deps, actor, { ...asked, kind, body }));
    }
    case 'rag':
      return shown(await searchModule(deps, actor, { ...asked, query, limit: PASSAGE_COUNT }));
    case 'billing': {
      const body = { client: { id: 0, name: EXAMPLES[language].client }, case: null };
      return shown(await readBillingSummary(deps, actor, { ...asked, body }));
    }
  }
};

const shown = (result: ModuleResult<Partial<BillingSummary & Consultation>>): ModuleTest =>
  result.kind === 'answered' ? { ...result, value: { ...NOTHING, ...result.value } } : result;

const NOTHING = { answer: null, passages: [], lines: [], asOf: null };

interface Example {
  case: Pick<ConsultRequest['case'], 'reference' | 'title' | 'description'>;
  client: string;
  questions: Record<ModuleKind, string>;
}

const EXAMPLES: Record<Locale, Example> = {
  fr: {
    case: {
      reference: 'DOS-0000-0000',
      title: 'Dossier d’essai',
      description: 'Dossier inventé pour essayer le module.',
    },
    client: 'Client d’essai',
    questions: {
      legal: 'Quel capital faut-il pour constituer une SARL ?',
      fiscal: 'Quel taux de TVA s’applique à une prestation de services ?',
      rag: 'constitution d’une SARL',
      billing: '',
    },
  },
  en: {
    case: {
      reference: 'DOS-0000-0000',
      title: 'Test case',
      description: 'A case made up to try the module.',
    },
    client: 'Test client',
    questions: {
      legal: 'What capital does it take to found a limited company?',
      fiscal: 'Which VAT rate applies to services?',
      rag: 'founding a limited company',
      billing: '',
    },
  },
};
