import { z } from '@hono/zod-openapi';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { Instant, Integer } from '../shared/values.ts';

/** Tasks: something to do, with or without a conversation or a case. */

export const TASK_TITLE_LENGTH_MAX = 300;

const Id = z.int().positive();
export const TaskParams = z.object({ id: wholeNumber(Id) });

const Title = z.string().trim().min(1).max(TASK_TITLE_LENGTH_MAX);

export const TaskIn = z
  .strictObject({
    title: Title,
    due_at: Instant.nullable().default(null),
    assigned_to: Id.nullable().optional().openapi({
      description: 'Absent: the caller. Null: unassigned. Otherwise a user who reaches the task.',
    }),
    person_id: Id.nullable().optional().openapi({
      description: 'Absent: the contact of the conversation, or the client of the case.',
    }),
  })
  .openapi('TaskIn');

export const TaskPatch = z
  .strictObject({
    version: Integer.min(1).openapi({ description: 'The version the change is based on.' }),
    title: Title.optional(),
    due_at: Instant.nullable().optional(),
    assigned_to: Id.nullable().optional(),
    is_done: z.boolean().optional(),
  })
  .openapi('TaskPatch');

const isDone = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .optional();

const assignee = z
  .union([z.enum(['me', 'none']), wholeNumber(Id)])
  .optional()
  .openapi({ type: 'string', description: '`me`, `none`, or the id of a user.' });

/** Of one conversation or case. */
export const RecordTaskQuery = PageQuery.extend({ is_done: isDone });

export const TaskQuery = PageQuery.extend({
  assigned_to: assignee,
  is_done: isDone,
  conversation_id: wholeNumber(Id).optional(),
  case_id: wholeNumber(Id).optional(),
  person_id: wholeNumber(Id).optional(),
  due_before: Instant.optional(),
  q: z.string().trim().max(200).optional().openapi({ description: 'Words of the title.' }),
});
export type TaskFilter = Partial<Omit<z.infer<typeof TaskQuery>, 'limit' | 'cursor'>>;

export const TaskOut = z
  .object({
    id: z.number(),
    title: z.string(),
    due_at: z.iso.datetime().nullable(),
    assigned_to: z.number().nullable(),
    assigned_to_name: z.string().nullable(),
    conversation_id: z.number().nullable(),
    conversation_subject: z.string().nullable(),
    case_id: z.number().nullable(),
    case_reference: z.string().nullable(),
    case_title: z.string().nullable(),
    person_id: z.number().nullable(),
    person_name: z.string().nullable(),
    call_centre_id: z.number().nullable(),
    done_at: z.iso.datetime().nullable(),
    done_by: z.number().nullable(),
    created_by: z.number().nullable(),
    created_by_name: z.string().nullable(),
    version: z.number(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi('Task');
