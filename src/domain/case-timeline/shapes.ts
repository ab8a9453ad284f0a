import { z } from '@hono/zod-openapi';
import { ANALYSIS_STATUSES } from '../case-analyses/kinds.ts';
import { CASE_NOTE_KINDS } from '../case-notes/words.ts';
import { CASE_STATUSES } from '../cases/words.ts';
import { FieldChange } from '../entity-timeline/shapes.ts';

/** What happened to a case, newest first: its changes, and what was written about it. */

export const CASE_TIMELINE_KINDS = [
  'created',
  'changed',
  'status_changed',
  'deleted',
  'restored',
  'note_added',
  'note_changed',
  'note_deleted',
  'linked',
  'unlinked',
  'file_added',
  'file_infected',
  'file_deleted',
  'file_restored',
  'analysis_requested',
  'analysis_cancelled',
  'analysed',
  'task',
  'message',
] as const;

const orNull = <S extends z.ZodType>(schema: S, description: string) =>
  z.union([schema, z.null()]).openapi({ description });

const Change = FieldChange.extend({
  before_name: z.string().nullable().openapi({ description: 'Of the user or client in `before`.' }),
  after_name: z.string().nullable().openapi({ description: 'Of the user or client in `after`.' }),
}).openapi('CaseFieldChange');

const Note = z
  .object({
    id: z.number(),
    kind: z.enum(CASE_NOTE_KINDS),
    text: z.string().nullable().openapi({ description: 'Its beginning. Null: it was deleted.' }),
  })
  .openapi('CaseTimelineNote');

const Link = z
  .object({
    kind: z.enum(['conversation', 'lead', 'action']),
    target_id: z.string(),
    label: z.string().nullable().openapi({
      description:
        'Its subject or name, or the type of an action; empty if it has none. Null: it is gone, or out of reach.',
    }),
  })
  .openapi('CaseTimelineLink');

const File = z
  .object({
    id: z.number(),
    name: z.string(),
    version: z.number().openapi({ description: 'Of this name within the case, from 1.' }),
  })
  .openapi('CaseTimelineFile');

const Analysis = z
  .object({ version: z.number(), status: z.enum(ANALYSIS_STATUSES).nullable() })
  .openapi('CaseTimelineAnalysis');

const Task = z
  .object({ id: z.number(), title: z.string(), is_done: z.boolean() })
  .openapi('CaseTimelineTask');

const Message = z
  .object({
    id: z.number(),
    conversation_id: z.number(),
    direction: z.enum(['in', 'out']),
    subject: z.string(),
    preview: z.string(),
  })
  .openapi('CaseTimelineMessage');

export const CaseTimelineEntryOut = z
  .object({
    id: z.string(),
    kind: z.enum(CASE_TIMELINE_KINDS),
    at: z.iso.datetime(),
    by: z.string().nullable().openapi({ description: 'Null: nobody of the company, or unknown.' }),
    changes: z.array(Change).openapi({ description: 'Of a `changed` entry, else empty.' }),
    status: orNull(
      z.object({ from: z.enum(CASE_STATUSES), to: z.enum(CASE_STATUSES) }),
      'Of a `status_changed` entry.',
    ),
    note: orNull(Note, 'Of an entry about a note.'),
    link: orNull(Link, 'Of a `linked` or `unlinked` entry that the caller may read.'),
    file: orNull(File, 'Of an entry about a file.'),
    analysis: orNull(Analysis, 'Of an entry about an analysis.'),
    task: orNull(Task, 'Of a `task` entry.'),
    message: orNull(Message, 'Of a `message` entry: of a linked conversation within reach.'),
  })
  .openapi('CaseTimelineEntry');
