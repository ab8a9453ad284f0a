import { z } from 'zod';
import { leadStatusLabels } from '../lead-statuses/defaults.ts';
import type { Locale } from '../companies/shapes.ts';
import type { WordsOf } from '../notifications/words.ts';
import { LEAD_SOURCES, type LeadSource } from './sources.ts';

/** The words of the notifications about leads. */

const Lead = z.object({ lead: z.string() });
const CreatedParams = Lead.extend({ source: z.enum(LEAD_SOURCES) });
const AssignedParams = Lead.extend({ count: z.number() });
const StatusParams = Lead.extend({ status: z.string(), label: z.string() });

const NAMELESS: Record<Locale, string> = { fr: 'Sans nom', en: 'Without a name' };

const nameOf = (locale: Locale, lead: string): string => (lead === '' ? NAMELESS[locale] : lead);

const SOURCES: Record<LeadSource, Record<Locale, string>> = {
  form: { fr: 'formulaire', en: 'form' },
  api: { fr: 'API', en: 'API' },
  console: { fr: 'console', en: 'console' },
  import: { fr: 'import', en: 'import' },
};

export const leadCreatedWords: WordsOf = (locale, stored) => {
  const { data: params } = CreatedParams.safeParse(stored);
  if (!params) return undefined;
  return {
    titre: { fr: 'Nouveau lead', en: 'New lead' }[locale],
    message: `${nameOf(locale, params.lead)} · ${SOURCES[params.source][locale]}`,
  };
};

export const leadAssignedWords: WordsOf = (locale, stored) => {
  const { data: params } = AssignedParams.safeParse(stored);
  if (!params) return undefined;
  if (params.count === 1) {
    return {
      titre: { fr: 'Un lead vous est attribué', en: 'A lead was assigned to you' }[locale],
      message: nameOf(locale, params.lead),
    };
  }
  const { count } = params;
  const rest = count - 1;
  return {
    titre: {
      fr: `${count} leads vous sont attribués`,
      en: `${count} leads were assigned to you`,
    }[locale],
    message: {
      fr: `${nameOf(locale, params.lead)} et ${rest} ${rest === 1 ? 'autre' : 'autres'}`,
      en: `${nameOf(locale, params.lead)} and ${rest} more`,
    }[locale],
  };
};

export const leadStatusWords: WordsOf = (locale, stored) => {
  const { data: params } = StatusParams.safeParse(stored);
  if (!params) return undefined;
  const { status: code, label } = params;
  return {
    titre: { fr: 'Statut de lead modifié', en: 'Status of a lead changed' }[locale],
    message: `${nameOf(locale, params.lead)} · ${leadStatusLabels({ code, label })?.[locale] ?? label}`,
  };
};

/** Of a lead in the to-do list. */
export const todoTitle = (locale: Locale, { isMine }: { isMine: boolean }): string =>
  isMine
    ? { fr: 'Lead à contacter', en: 'Lead to contact' }[locale]
    : { fr: 'Lead à attribuer', en: 'Lead to assign' }[locale];
