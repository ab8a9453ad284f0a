import { z } from '@hono/zod-openapi';
import { INTENTS } from '../auto-replies/intents.ts';
import { CHANNELS, CONVERSATION_STATUSES } from '../conversations/statuses.ts';
import { wholeNumber } from '../shared/pages.ts';
import { eachOnce } from '../shared/schema-faults.ts';
import { Integer } from '../shared/values.ts';
import {
  AI_DESCRIPTION_LENGTH_MAX,
  AI_FILING_OUTCOMES,
  AI_THRESHOLD_DEFAULT,
  URGENCIES,
} from './ai.ts';
import { FolderRules, TEXT_FIELDS } from './rules.ts';
import { RULE_OPERATORS } from './text.ts';

/** Folders of the inbox, in the order in which their rules are tried. */

export const FOLDER_COUNT_MAX = 100;

/** Hues of the console's theme. */
export const FOLDER_COLOURS = [
  'gray',
  'petrol',
  'sky',
  'plum',
  'moss',
  'saffron',
  'brick',
] as const;

const fields = {
  name: z.string().trim().min(1).max(100),
  colour: z.enum(FOLDER_COLOURS),
  rules: FolderRules.nullable().openapi({
    description: 'Null: only people move conversations here.',
  }),
  ai_description: z.string().trim().min(1).max(AI_DESCRIPTION_LENGTH_MAX).nullable().openapi({
    description:
      'What belongs here, for the language model. It is asked about new conversations that no rule took. Null: it files nothing here.',
  }),
  ai_threshold: z.number().min(0).max(1).openapi({
    description: 'From 0 to 1: a less certain answer leaves the conversation without a folder.',
  }),
  is_active: z.boolean().openapi({
    description: 'Whether its rules are applied, and the language model files here.',
  }),
};

const reclassify = z.boolean().optional().openapi({
  description:
    'False: conversations that are there already stay where they are. By default a change of rules or order is applied to them.',
});

export const FolderIn = z
  .strictObject({
    name: fields.name,
    colour: fields.colour.default('gray'),
    rules: fields.rules.default(null),
    ai_description: fields.ai_description.default(null),
    ai_threshold: fields.ai_threshold.default(AI_THRESHOLD_DEFAULT),
    is_active: fields.is_active.default(true),
    reclassify,
  })
  .openapi('InboxFolderIn');

export const FolderPatch = z
  .strictObject({
    version: Integer.min(1).openapi({ description: 'The version the change is based on.' }),
    ...z.object(fields).partial().shape,
    reclassify,
  })
  .openapi('InboxFolderPatch');
export type FolderPatch = z.infer<typeof FolderPatch>;

export const FolderOrderIn = z
  .strictObject({
    folder_ids: z
      .array(z.int().positive())
      .max(FOLDER_COUNT_MAX)
      .superRefine(eachOnce(String))
      .openapi({ description: 'All folders, the first to be tried first.' }),
    reclassify,
  })
  .openapi('InboxFolderOrder');

export const FolderParams = z.object({ id: wholeNumber(z.int().positive()) });

export const FolderDeleteQuery = z.object({
  move_to: wholeNumber(z.int().positive()).optional().openapi({
    description:
      'The folder that gets its conversations. Without: the rules of the others decide, and what they leave has no folder.',
  }),
});

export const FolderOut = z
  .object({
    id: z.number(),
    ...fields,
    position: z.number(),
    rules_version: z.number().openapi({ description: 'Grows when its rules or place change.' }),
    version: z.number(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi('InboxFolder');

export const FoldersOut = z.object({ data: z.array(FolderOut) }).openapi('InboxFolders');

/** Rules that are not saved: of a folder, or without `folder_id` of a new one behind the others. */
export const folderDraft = {
  folder_id: z.int().positive().optional(),
  rules: FolderRules.nullable().optional().openapi({
    description:
      'Tried instead of the saved rules of `folder_id`; without it, as those of a new folder behind the others.',
  }),
};

const SAMPLE_TEXT_LENGTH_MAX = 20_000;
const SAMPLE_ATTACHMENT_COUNT_MAX = 50;
const line = z.string().trim().max(1_000).default('');

export const FolderSample = z.strictObject({
  sender: line.openapi({ description: 'Its address, with or without the name.' }),
  recipient: line,
  subject: line,
  content: z.string().max(SAMPLE_TEXT_LENGTH_MAX).default(''),
  channel: z.enum(CHANNELS).default('email'),
  attachment_names: z.array(z.string().max(255)).max(SAMPLE_ATTACHMENT_COUNT_MAX).default([]),
});
export type FolderSample = z.infer<typeof FolderSample>;

export const TESTED_COUNT_MAX = 50;

export const FolderTestIn = z
  .strictObject({
    ...folderDraft,
    sample: FolderSample.optional(),
    last: Integer.min(1).max(TESTED_COUNT_MAX).optional().openapi({
      description: 'So many conversations, the newest that the caller may read.',
    }),
  })
  .openapi('InboxFolderTestIn');

export const MatchReasonOut = z
  .object({
    path: z.string().openapi({ description: 'Where the condition is: `rules.0.rules.2`.' }),
    field: z
      .enum([...TEXT_FIELDS, 'has_attachment'])
      .nullable()
      .openapi({
        description: 'Null: a group that matched because none of its rules did.',
      }),
    operator: z.enum(RULE_OPERATORS).nullable(),
    value: z.string().nullable(),
    excerpt: z.string().nullable().openapi({ description: 'The text around the value.' }),
  })
  .openapi('InboxFolderReason');

export const AiReasonOut = z
  .object({
    outcome: z.enum(AI_FILING_OUTCOMES).openapi({
      description: '`filed`, or why the conversation stayed without a folder.',
    }),
    suggested_folder_id: z.number().nullable().openapi({
      description: 'The folder that the model named.',
    }),
    confidence: z.number().nullable().openapi({ description: 'From 0 to 1.' }),
    intent: z.enum(INTENTS).nullable(),
    urgency: z.enum(URGENCIES).nullable(),
    language: z.string().nullable().openapi({ description: 'ISO 639-1.' }),
    words: z.array(z.string()).openapi({
      description: 'What decided: quotes that are really in the messages.',
    }),
    run_id: z.string().nullable().openapi({ description: 'The call: `/api/v1/ai/runs/{id}`.' }),
    is_demo: z.boolean(),
  })
  .openapi('InboxFolderAiReason');

export const FolderAskIn = z
  .strictObject({
    sample: z.strictObject({
      subject: line,
      content: z.string().max(SAMPLE_TEXT_LENGTH_MAX).default(''),
    }),
    draft: z
      .strictObject({
        folder_id: z.int().positive().optional(),
        name: fields.name.optional(),
        ai_description: fields.ai_description,
        ai_threshold: fields.ai_threshold.default(AI_THRESHOLD_DEFAULT),
      })
      .optional()
      .openapi({
        description:
          'A description that is not saved: of `folder_id`, or without it of a new folder behind the others.',
      }),
  })
  .openapi('InboxFolderAskIn');
export type FolderAskIn = z.infer<typeof FolderAskIn>;

export const FolderAskOut = AiReasonOut.extend({
  is_draft: z.boolean().openapi({ description: 'The model named the folder that is not saved.' }),
}).openapi('InboxFolderAsk');

const Destination = {
  folder_id: z.number().nullable().openapi({
    description: 'Null: no folder, or the one that is tried if `is_draft`.',
  }),
  is_draft: z.boolean().openapi({ description: 'A folder that does not exist yet.' }),
  reason: z.union([MatchReasonOut, z.null()]),
};

export const FolderTestOut = z
  .object({
    sample: z.object(Destination).nullable(),
    conversations: z.array(
      z.object({
        id: z.number(),
        subject: z.string(),
        contact_name: z.string().nullable(),
        contact_address: z.string().nullable(),
        status: z.enum(CONVERSATION_STATUSES),
        last_message_at: z.iso.datetime(),
        current_folder_id: z.number().nullable(),
        is_folder_manual: z.boolean().openapi({ description: 'A person chose: it stays.' }),
        ...Destination,
      }),
    ),
  })
  .openapi('InboxFolderTest');

export const ConversationParams = z.object({ id: wholeNumber(z.int().positive()) });

export const FolderDecisionsOut = z
  .object({
    data: z.array(
      z.object({
        id: z.number(),
        folder_id: z.number().nullable(),
        source: z.enum(['rules', 'reclassify', 'person', 'ai']),
        reason: z.union([MatchReasonOut, z.null()]).openapi({
          description: 'Null: no rule matched, or a person or the language model decided.',
        }),
        ai: z.union([AiReasonOut, z.null()]).openapi({
          description: 'What the language model answered, or why it did not.',
        }),
        rules_version: z.number().nullable(),
        decided_by: z.number().nullable(),
        decided_by_name: z.string().nullable(),
        created_at: z.iso.datetime(),
      }),
    ),
  })
  .openapi('InboxFolderDecisions');
