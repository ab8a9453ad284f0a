import { z } from 'zod';
import { ANALYSIS_STATUSES } from '../domain/case-analyses/kinds.ts';
import { CASE_NOTE_KINDS } from '../domain/case-notes/words.ts';
import type { CaseTimelineEntryOut } from '../domain/case-timeline/shapes.ts';
import { CASE_STATUSES } from '../domain/cases/words.ts';
import { fieldChanges } from '../domain/entity-timeline/shapes.ts';
import type { Scope } from '../domain/shared/permissions.ts';
import type { Transaction } from '../platform/database.ts';
import {
  listCaseChanges,
  listCaseMessages,
  listCaseTasks,
  listNamesInChanges,
  type CaseChangeRow,
  type CaseTimelineInput,
} from '../queries/case-timeline.ts';
import { listLinkLabels, type LinkScopes } from '../queries/cases/links.ts';

/** What happened to a case, from the audit trail, its tasks and the messages of its conversations. */

type Entry = z.infer<typeof CaseTimelineEntryOut>;

const NOTHING = {
  changes: [],
  status: null,
  note: null,
  link: null,
  file: null,
  analysis: null,
  task: null,
  message: null,
};

interface Input extends CaseTimelineInput {
  scopes: LinkScopes;
  tasks: Scope | undefined;
}

/** Newest first, `limit` of all sources together. */
export const caseTimeline = async (tx: Transaction, input: Input): Promise<Entry[]> => {
  const changes = await listCaseChanges(tx, input);
  const tasks = input.tasks === undefined ? [] : await listCaseTasks(tx, input);
  const messages = await listCaseMessages(tx, { ...input, scope: input.scopes.conversations });
  const known = {
    name: await namesIn(tx, changes),
    link: await linksIn(tx, changes, input.scopes),
  };
  return [
    ...changes.map((row): Entry => ({
      ...NOTHING,
      id: row.key,
      at: row.at,
      by: row.by,
      ...contentOf(row, known),
    })),
    ...tasks.map(({ key, at, by, ...task }): Entry => ({
      ...NOTHING,
      id: key,
      kind: 'task',
      at,
      by,
      task,
    })),
    ...messages.map(({ key, at, by, ...message }): Entry => ({
      ...NOTHING,
      id: key,
      kind: 'message',
      at,
      by,
      message,
    })),
  ]
    .toSorted((left, right) => compare(`${right.at} ${right.id}`, `${left.at} ${left.id}`))
    .slice(0, input.limit);
};

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

const Status = z.object({ status: z.enum(CASE_STATUSES) });
const Note = z.object({ note_id: z.number(), kind: z.enum(CASE_NOTE_KINDS) });
const File = z.object({ file_id: z.number(), name: z.string(), version: z.number() });
const Analysis = z.object({
  version: z.number(),
  status: z.enum(ANALYSIS_STATUSES).nullable().default(null),
});
const Linked = z.object({
  kind: z.enum(['conversation', 'lead', 'action']),
  id: z.union([z.number(), z.string()]),
});
const Unlinked = z.object({
  conversation_id: z.number().nullable(),
  lead_id: z.number().nullable(),
  action_id: z.string().nullable(),
});

const NOTE_KINDS = {
  'case_notes.create': 'note_added',
  'case_notes.update': 'note_changed',
  'case_notes.delete': 'note_deleted',
} as const;
const FILE_KINDS = {
  'case_files.create': 'file_added',
  'case_files.infected': 'file_infected',
  'case_files.delete': 'file_deleted',
  'case_files.restore': 'file_restored',
} as const;
const ANALYSIS_KINDS = {
  'case_analyses.create': 'analysis_requested',
  'case_analyses.cancel': 'analysis_cancelled',
  'case_analyses.end': 'analysed',
} as const;
const STATE_KINDS = {
  'cases.create': 'created',
  'cases.delete': 'deleted',
  'cases.restore': 'restored',
} as const;

const isKeyOf = <T extends object>(table: T, key: PropertyKey): key is keyof T => key in table;

type Content = Partial<Entry> & Pick<Entry, 'kind'>;

const contentOf = (row: CaseChangeRow, known: Known): Content => {
  const { operation, before, after } = row;
  const values = after ?? before ?? {};
  if (isKeyOf(STATE_KINDS, operation)) return { kind: STATE_KINDS[operation] };
  if (isKeyOf(NOTE_KINDS, operation)) {
    const { note_id: id, kind } = Note.parse(values);
    return { kind: NOTE_KINDS[operation], note: { id, kind, text: row.note_text } };
  }
  if (isKeyOf(FILE_KINDS, operation)) {
    const { file_id: id, ...file } = File.parse(values);
    return { kind: FILE_KINDS[operation], file: { id, ...file } };
  }
  if (isKeyOf(ANALYSIS_KINDS, operation)) {
    return { kind: ANALYSIS_KINDS[operation], analysis: Analysis.parse(values) };
  }
  if (operation === 'cases.status') {
    return {
      kind: 'status_changed',
      status: { from: Status.parse(before).status, to: Status.parse(after).status },
    };
  }
  const link = linkOf(row);
  if (link !== undefined) return { kind: link.kind, link: known.link(link.target) };
  const changes = fieldChanges(before ?? {}, after ?? {}).map((change) => ({
    ...change,
    before_name: known.name(change.field, change.before),
    after_name: known.name(change.field, change.after),
  }));
  return { kind: 'changed', changes };
};

interface Known {
  name: NameOf;
  link: LinkOf;
}

type NameOf = (field: string, value: unknown) => string | null;

const People = z
  .object({ assigned_to: z.number().nullish(), client_id: z.number().nullish() })
  .nullable();

/** The names of the assignees and clients in changes. */
const namesIn = async (tx: Transaction, rows: readonly CaseChangeRow[]): Promise<NameOf> => {
  const people = rows
    .filter(({ operation }) => operation === 'cases.update')
    .flatMap(({ before, after }) => [People.parse(before), People.parse(after)]);
  const idsIn = (field: 'assigned_to' | 'client_id'): number[] => [
    ...new Set(people.flatMap((values) => values?.[field] ?? [])),
  ];
  const userIds = idsIn('assigned_to');
  const clientIds = idsIn('client_id');
  if (userIds.length === 0 && clientIds.length === 0) return () => null;
  const found = await listNamesInChanges(tx, { userIds, clientIds });
  const names = new Map(found.map(({ field, id, name }) => [`${field}/${id}`, name]));
  return (field, value) => names.get(`${field}/${String(value)}`) ?? null;
};

type Target = Omit<NonNullable<Entry['link']>, 'label'>;

/** The record that was linked or unlinked. */
const linkOf = ({
  operation,
  before,
  after,
}: CaseChangeRow): { kind: 'linked' | 'unlinked'; target: Target } | undefined => {
  if (operation === 'case_links.create') {
    const { kind, id } = Linked.parse(after);
    return { kind: 'linked', target: { kind, target_id: String(id) } };
  }
  if (operation !== 'case_links.delete') return undefined;
  const { conversation_id, lead_id, action_id } = Unlinked.parse(before);
  const kind = conversation_id !== null ? 'conversation' : lead_id !== null ? 'lead' : 'action';
  const id = String(conversation_id ?? lead_id ?? action_id);
  return { kind: 'unlinked', target: { kind, target_id: id } };
};

type LinkOf = (target: Target) => Entry['link'];

/** The linked records, with the labels of those within reach. Null: of a kind that may not be read. */
const linksIn = async (
  tx: Transaction,
  rows: readonly CaseChangeRow[],
  scopes: LinkScopes,
): Promise<LinkOf> => {
  const targets = rows.flatMap((row) => linkOf(row)?.target ?? []);
  const found = targets.length === 0 ? [] : await listLinkLabels(tx, { targets, scopes });
  const labels = new Map(found.map((one) => [`${one.kind}/${one.target_id}`, one.label]));
  return (target) =>
    scopes[`${target.kind}s`] === undefined
      ? null
      : { ...target, label: labels.get(`${target.kind}/${target.target_id}`) ?? null };
};
