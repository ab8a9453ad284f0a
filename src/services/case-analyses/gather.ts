import { ownPart } from '../../domain/auto-replies/context.ts';
import { CASE_NOTE_KINDS, CASE_NOTE_WORDS } from '../../domain/case-notes/words.ts';
import {
  selectItems,
  selectSources,
  type Candidate,
  type LeftOut,
  type Source,
} from '../../domain/case-analyses/material.ts';
import { caseAnalysisTouched } from '../../domain/case-analyses/events.ts';
import {
  CASE_PRIORITY_WORDS,
  CASE_STATUS_WORDS,
  CASE_TYPE_WORDS,
} from '../../domain/cases/words.ts';
import type { Locale } from '../../domain/companies/shapes.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  listFileTexts,
  listMessageTexts,
  listNoteTexts,
  type TextRow,
} from '../../queries/case-analyses/material.ts';
import {
  findAnalysisRun,
  saveMaterial,
  type ModuleOutcome,
} from '../../queries/case-analyses/records.ts';
import type { CaseRow } from '../../queries/cases/records.ts';
import { findCompanyLocale } from '../../queries/replies/context.ts';
import { aboutCase } from '../cases/facts.ts';

/** What is read of a case. */

const NOTE_COUNT_MAX = 200;
const MESSAGE_COUNT_MAX = 200;
const FILE_COUNT_MAX = 50;

export interface Consulted {
  modules: ModuleOutcome[];
  /** Answers of modules. */
  answers: { kind: string; title: string; text: string }[];
  sources: Omit<Source, 'key'>[];
}

export interface Gathered {
  candidates: Candidate[];
  omitted: LeftOut[];
  language: Locale;
  row: CaseRow;
}

/** The texts of a case as they are now, from one state of the database. */
export const gatherTexts = async (tx: Transaction, row: CaseRow): Promise<Gathered> => {
  const language = await findCompanyLocale(tx);
  const notes = await listNoteTexts(tx, { caseId: row.id, limit: NOTE_COUNT_MAX });
  const files = await listFileTexts(tx, { caseId: row.id, limit: FILE_COUNT_MAX });
  const messages = await listMessageTexts(tx, { caseId: row.id, limit: MESSAGE_COUNT_MAX });
  return {
    row,
    language,
    candidates: [
      {
        ...base('case', null, row.created_at),
        key: 'case',
        title: row.title,
        text: textOf(row, language),
      },
      ...notes.map((note) => ({
        ...base('note', note.id, note.at),
        key: `n${note.id}`,
        title: noteTitle(note.title, language),
        text: note.text,
      })),
      ...files.map((file) => ({
        ...base('file', file.id, file.at),
        key: `f${file.id}`,
        title: file.title,
        text: file.text,
      })),
      ...messages.map((message) => ({
        ...base('message', message.id, message.at),
        key: `m${message.id}`,
        conversation_id: message.conversation_id,
        title: message.title,
        text: ownPart(message),
      })),
    ],
    omitted: [omittedOf('note', notes), omittedOf('file', files), omittedOf('message', messages)],
  };
};

const base = <Kind extends Candidate['kind']>(kind: Kind, id: number | null, at: Date) => ({
  kind,
  id,
  at,
  date: at.toISOString().slice(0, 10),
});

const omittedOf = (kind: LeftOut['kind'], rows: readonly TextRow[]): LeftOut => ({
  kind,
  count: Math.max(0, (rows[0]?.total ?? 0) - rows.length),
});

const noteTitle = (kind: string, language: Locale): string => {
  const known = CASE_NOTE_KINDS.find((one) => one === kind);
  return known === undefined ? kind : CASE_NOTE_WORDS[known][language];
};

/** The fields of the case in words, then its description. */
const textOf = (row: CaseRow, language: Locale): string => {
  const names =
    language === 'fr'
      ? { client: 'Client', type: 'Type', status: 'Statut', priority: 'Priorité', due: 'Échéance' }
      : { client: 'Client', type: 'Type', status: 'Status', priority: 'Priority', due: 'Due' };
  const colon = language === 'fr' ? ' : ' : ': ';
  return [
    `${row.reference}${colon}${row.title}`,
    `${names.client}${colon}${row.person_name}`,
    `${names.type}${colon}${CASE_TYPE_WORDS[row.case_type][language]}`,
    `${names.status}${colon}${CASE_STATUS_WORDS[row.status][language]}`,
    `${names.priority}${colon}${CASE_PRIORITY_WORDS[row.priority][language]}`,
    ...(row.due_on === null ? [] : [`${names.due}${colon}${row.due_on}`]),
    ...(row.description === null ? [] : ['', row.description]),
  ].join('\n');
};

interface Save {
  analysisId: string;
  gathered: Gathered;
  consulted: Consulted;
  now: Date;
}

/**
 * Stores what the sections are written from: all of them read the same. Twice, or after the end: what is there stays.
 * Out: whether the analysis goes on.
 */
export const saveGathered = async (
  tx: Transaction,
  { analysisId, gathered, consulted, now }: Save,
): Promise<boolean> => {
  const run = await findAnalysisRun(tx, { id: analysisId, isLocked: true });
  if (run?.status !== 'running') return false;
  if (run.material !== null) return true;
  const { row, language, candidates, omitted } = gathered;
  const answers = consulted.answers.map((answer) => ({
    ...base('module_answer', null, now),
    key: answer.kind,
    title: answer.title,
    text: answer.text,
  }));
  const { items, leftOut } = selectItems([...candidates, ...answers], omitted);
  const sources = selectSources(consulted.sources);
  const today = now.toISOString().slice(0, 10);
  await saveMaterial(tx, {
    id: analysisId,
    contentVersion: row.content_version,
    material: { language, today, case_type: row.case_type, items, sources },
    items,
    leftOut,
    modules: consulted.modules,
    sources,
  });
  tx.emit(caseAnalysisTouched, aboutCase(row));
  return true;
};
