import { z } from '@hono/zod-openapi';
import { folderDraft, MatchReasonOut } from '../inbox-folders/shapes.ts';
import { PageQuery } from '../shared/pages.ts';
import { because } from '../shared/schema-faults.ts';
import { Uuid } from '../shared/values.ts';
import { AI_PART_OUTCOMES, ASKED_COUNT_MAX, RECLASSIFICATION_STATUSES } from './statuses.ts';

/** A run of the rules over conversations that are there already. */

/** Of one transaction: each conversation may have 200,000 characters to look through. */
export const RECLASSIFY_PAGE_SIZE = 200;

export const ReclassificationIn = z
  .strictObject({
    folder_id: z.int().positive().optional().openapi({
      description: 'Only the conversations that are in this folder. Without: all.',
    }),
    uses_ai: z
      .boolean()
      .optional()
      .openapi({
        description: `Asks the language model about what no rule took: the newest ${ASKED_COUNT_MAX}, within the budget of the day. Not with \`folder_id\`.`,
      }),
  })
  .refine(({ folder_id: folderId, uses_ai: usesAi }) => folderId === undefined || usesAi !== true, {
    path: ['uses_ai'],
    ...because('invalid', {}),
  })
  .openapi('ReclassificationIn');

export const PREVIEWED_COUNT_MAX = 2_000;
export const PREVIEW_SAMPLE_COUNT = 20;

export const ReclassificationPreviewIn = z
  .strictObject({ ...folderDraft })
  .openapi('ReclassificationPreviewIn');

export const ReclassificationParams = z.object({ id: Uuid });
export const ReclassificationQuery = PageQuery;

export const ReclassificationOut = z
  .object({
    id: z.uuid(),
    folder_id: z.number().nullable().openapi({
      description: 'Only the conversations of this folder. Null: all.',
    }),
    target_folder_id: z.number().nullable().openapi({
      description: 'Its conversations go here: the folder was deleted. Null: where the rules say.',
    }),
    rules_version: z.number(),
    status: z.enum(RECLASSIFICATION_STATUSES),
    total_count: z.number().openapi({ description: 'Conversations when it was asked for.' }),
    done_count: z.number(),
    moved_count: z.number(),
    uses_ai: z.boolean(),
    ai_total_count: z.number().nullable().openapi({
      description: 'Conversations to ask the language model about. Null: the rules are not done.',
    }),
    ai_asked_count: z.number(),
    ai_filed_count: z.number(),
    ai_outcome: z.enum(AI_PART_OUTCOMES).nullable().openapi({
      description: 'How asking the model ended: all but `done` left some conversations unasked.',
    }),
    requested_by: z.number().nullable(),
    requested_by_name: z.string().nullable(),
    may_cancel: z.boolean(),
    created_at: z.iso.datetime(),
    finished_at: z.iso.datetime().nullable(),
  })
  .openapi('Reclassification');

export const ReclassificationStartedOut = z
  .object({
    id: z.uuid(),
    status: z.enum(RECLASSIFICATION_STATUSES),
    workflow_id: z.string(),
  })
  .openapi('ReclassificationStarted');

const Move = {
  from_folder_id: z.number().nullable(),
  to_folder_id: z.number().nullable(),
  is_draft: z.boolean().openapi({ description: 'To a folder that does not exist yet.' }),
};

export const ReclassificationPreviewOut = z
  .object({
    total_count: z.number().openapi({ description: 'Conversations that the rules may move.' }),
    examined_count: z.number().openapi({
      description: `The newest of them, at most ${PREVIEWED_COUNT_MAX}: the figures below are about these.`,
    }),
    moved_count: z.number(),
    moves: z
      .array(z.object({ ...Move, count: z.number() }))
      .openapi({ description: 'From where to where, the most frequent first.' }),
    conversations: z
      .array(
        z.object({
          id: z.number(),
          subject: z.string(),
          contact_name: z.string().nullable(),
          contact_address: z.string().nullable(),
          ...Move,
          reason: z.union([MatchReasonOut, z.null()]),
        }),
      )
      .openapi({ description: `The newest that would move, at most ${PREVIEW_SAMPLE_COUNT}.` }),
    ai: z
      .object({
        count: z.number().openapi({ description: 'Conversations that no rule takes.' }),
        token_count: z.number().openapi({ description: 'Roughly, for all of them.' }),
      })
      .nullable()
      .openapi({
        description:
          'What `uses_ai` would ask the language model besides. Null: no model, or no folder with a description.',
      }),
  })
  .openapi('ReclassificationPreview');
