import { z } from 'zod';
import { overlapOf, sentencesOf } from '../openai/words.ts';
import { CORPUS, FICTITIOUS, type Domain, type Reference } from './corpus.ts';

/** What the modules of the demo answer: the same to the same, by comparing words and quoting. */

/** Undefined: the request is not as the contract says. */
export type Answer = object | undefined;

const Consult = z.object({
  case: z.object({
    reference: z.string(),
    case_type: z.string(),
    title: z.string(),
    description: z.string().nullable(),
  }),
  question: z.string(),
  language: z.enum(['fr', 'en']),
});
const Search = z.object({ query: z.string(), limit: z.int().min(1).max(20) });
const Billing = z.object({
  client: z.object({ id: z.int(), name: z.string() }),
  case: z.object({ reference: z.string() }).nullable(),
});

const PASSAGE_COUNT = 3;
const HOUR_MS = 60 * 60 * 1000;

export const consult = (domain: Domain, body: unknown): Answer => {
  const { data } = Consult.safeParse(body);
  if (data === undefined) return undefined;
  const { title, description } = data.case;
  const asked = `${data.question} ${title} ${description ?? ''}`;
  const found = find(asked, PASSAGE_COUNT, domain);
  const isFrench = data.language === 'fr';
  const [best] = found;
  if (best === undefined) {
    return {
      answer: isFrench
        ? 'Le module de démonstration n’a rien trouvé dans son petit corpus fictif.'
        : 'The demo module found nothing in its small fictitious corpus.',
      passages: [],
    };
  }
  const quoted = sentencesOf(best.text).slice(1, 3).join(' ');
  return {
    answer: isFrench
      ? `Réponse de démonstration, tirée de références fictives. ${quoted} (${best.citation})`
      : `Demo answer, drawn from fictitious references. ${quoted} (${best.citation})`,
    passages: found.map(passageOf),
  };
};

export const search = (body: unknown): Answer => {
  const { data } = Search.safeParse(body);
  return data && { passages: find(data.query, data.limit).map(passageOf) };
};

/** Figures that the number of the client decides. */
export const billingSummary = (body: unknown): Answer => {
  const { data } = Billing.safeParse(body);
  if (data === undefined) return undefined;
  const { id } = data.client;
  const sent = 1 + (id % 4);
  const open = id % 3 === 0 ? 1 : 0;
  return {
    lines: [
      { label: 'Démonstration', value: 'chiffres fictifs' },
      {
        label: data.case === null ? 'Client' : 'Dossier',
        value: data.case?.reference ?? data.client.name,
      },
      { label: 'Factures envoyées', value: String(sent) },
      { label: 'Factures à régler', value: String(open) },
      { label: 'Solde', value: open === 0 ? '0 DA' : `${12 + (id % 20)} 500 DA` },
    ],
    as_of: new Date(Date.now() - HOUR_MS).toISOString(),
  };
};

/** Those that share words with the question, the most first. */
const find = (question: string, limit: number, domain?: Domain): Reference[] =>
  CORPUS.filter((one) => domain === undefined || one.domain === domain)
    .map((one) => ({
      one,
      score: 2 * overlapOf(one.title, question) + overlapOf(withoutMark(one.text), question),
    }))
    .filter(({ score }) => score > 0)
    .toSorted((left, right) => right.score - left.score)
    .slice(0, limit)
    .map(({ one }) => one);

const withoutMark = (text: string): string => text.replace(FICTITIOUS, '');

const passageOf = ({ domain: _domain, ...passage }: Reference) => ({ ...passage, url: null });
