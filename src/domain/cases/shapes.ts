import { z } from '@hono/zod-openapi';
import { ColleagueQuery } from '../shared/colleagues.ts';
import { spoken } from '../shared/spoken.ts';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { DateOnly, Integer, Uuid } from '../shared/values.ts';
import {
  CASE_PRIORITIES,
  CASE_PRIORITY_WORDS,
  CASE_STATUS_WORDS,
  CASE_STATUSES,
  CASE_TYPE_WORDS,
  CASE_TYPES,
} from './words.ts';

/** Cases (`dossiers`) of clients, with the paths and fields of seed 004. */

export const CASE_TITLE_LENGTH_MAX = 200;
const DESCRIPTION_LENGTH_MAX = 20_000;

const Id = z.int().positive();
export const CaseParams = z.object({ id: wholeNumber(Id) });

/** Of a JSON body: shells that fill in an id write it as a text. */
export const IdOrText = wholeNumber(Id).openapi({ type: 'integer', minimum: 1 });

export const CaseStatusIn = spoken(CASE_STATUSES, CASE_STATUS_WORDS);
const Type = spoken(CASE_TYPES, CASE_TYPE_WORDS);
const Priority = spoken(CASE_PRIORITIES, CASE_PRIORITY_WORDS);

const fields = {
  title: z.string().trim().normalize('NFC').min(1).max(CASE_TITLE_LENGTH_MAX),
  client_id: IdOrText,
  case_type: Type,
  status: CaseStatusIn,
  priority: Priority,
  description: z.string().trim().min(1).max(DESCRIPTION_LENGTH_MAX).nullable(),
  assigned_to: Id.nullable(),
  due_on: DateOnly.nullable(),
};

export const CaseIn = z
  .strictObject({
    title: fields.title,
    client_id: fields.client_id,
    case_type: fields.case_type.default('other'),
    status: fields.status.default('nouveau'),
    priority: fields.priority.default('normal'),
    description: fields.description.default(null),
    assigned_to: fields.assigned_to.optional().openapi({
      description: 'Absent: the caller. Null: nobody. Otherwise a user who reaches the case.',
    }),
    due_on: fields.due_on.default(null),
    conversation_id: Id.optional().openapi({ description: 'It is linked to the case.' }),
  })
  .openapi('CaseIn');

/** Whom a case may be given that is not opened yet. */
export const NewCaseColleagueQuery = ColleagueQuery.extend({
  conversation_id: wholeNumber(Id).optional(),
});

export const CasePatch = z
  .strictObject({
    version: Integer.min(1).openapi({ description: 'The version the change is based on.' }),
    ...z.object(fields).partial().shape,
  })
  .openapi('CasePatch');

export const CASE_SORTS = ['created_at', 'updated_at', 'due_on', 'title', 'priority'] as const;
export type CaseSort = (typeof CASE_SORTS)[number];

const sort = z
  .enum(CASE_SORTS.flatMap((name) => [name, `-${name}` as const]))
  .default('-updated_at')
  .openapi({ description: 'With `-`, the largest or newest first.' });
export type CaseOrder = z.infer<typeof sort>;

/** `-title` → title, descending. */
export const orderOf = (order: CaseOrder): { sort: CaseSort; isDescending: boolean } => ({
  sort: CASE_SORTS.find((one) => order.endsWith(one)) ?? 'updated_at',
  isDescending: order.startsWith('-'),
});

/** One or several, separated by commas. */
const anyOf = <S extends z.ZodType>(one: S, description: string) =>
  z
    .preprocess((text) => (typeof text === 'string' ? text.split(',') : text), z.array(one).max(10))
    .optional()
    .openapi({ type: 'string', description });

const assignee = z
  .union([z.enum(['me', 'none']), wholeNumber(Id)])
  .optional()
  .openapi({ type: 'string', description: '`me`, `none`, or the id of a user.' });

export const CaseFilterQuery = z.object({
  q: z.string().trim().max(200).optional().openapi({
    description:
      'Words or beginnings of words that are together in its reference, title and description, in one note, in one file, or in the name of its client.',
  }),
  status: anyOf(
    CaseStatusIn,
    `One or several of ${CASE_STATUSES.join(', ')}, separated by commas.`,
  ),
  case_type: anyOf(Type, `One or several of ${CASE_TYPES.join(', ')}, separated by commas.`),
  priority: anyOf(
    Priority,
    `One or several of ${CASE_PRIORITIES.join(', ')}, separated by commas.`,
  ),
  client_id: wholeNumber(Id).optional(),
  conversation_id: wholeNumber(Id).optional().openapi({ description: 'Linked to this one.' }),
  lead_id: wholeNumber(Id).optional().openapi({ description: 'Linked to this one.' }),
  action_id: Uuid.optional().openapi({ description: 'Linked to this one.' }),
  assigned_to: assignee,
  due_before: DateOnly.optional(),
  is_deleted: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional()
    .openapi({ description: 'Deleted ones, which can be restored for 30 days.' }),
});
export type CaseFilter = z.infer<typeof CaseFilterQuery>;

export const CaseQuery = PageQuery.extend({ ...CaseFilterQuery.shape, sort });

const Named = z.object({ id: z.number(), name: z.string() });

export const CaseOut = z
  .object({
    id: z.number(),
    reference: z.string().openapi({ example: 'DOS-2026-0001' }),
    title: z.string(),
    client_id: z.number(),
    client: Named.extend({ email: z.string().nullable(), phone: z.string().nullable() }).openapi(
      'CaseClient',
    ),
    case_type: z.enum(CASE_TYPES),
    status: z.enum(CASE_STATUSES),
    priority: z.enum(CASE_PRIORITIES),
    description: z.string().nullable(),
    assigned_to: z.number().nullable(),
    assigned_to_name: z.string().nullable(),
    call_centre_id: z.number().nullable(),
    due_on: z.iso.date().nullable(),
    status_changed_at: z.iso.datetime(),
    resolved_at: z.iso.datetime().nullable(),
    closed_at: z.iso.datetime().nullable(),
    allowed_statuses: z.array(z.enum(CASE_STATUSES)).openapi({
      description: 'The statuses that may follow its own.',
    }),
    created_by: z.number().nullable(),
    created_by_name: z.string().nullable(),
    version: z.number(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    deleted_at: z.iso.datetime().nullable(),
  })
  .openapi('Case');

/** So long a deleted case can be restored. */
export const CASE_RESTORE_DAYS = 30;
