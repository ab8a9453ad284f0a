import { z } from '@hono/zod-openapi';
import { INTENTS } from '../auto-replies/intents.ts';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { Instant } from '../shared/values.ts';
import { CHANNELS, CONVERSATION_STATUSES } from './statuses.ts';

/** What lists, counts, exports and bulk changes of conversations are filtered by. */

const Statuses = z.array(z.enum(CONVERSATION_STATUSES)).min(1).max(CONVERSATION_STATUSES.length);
const STATUS_LENGTH_MAX = 100;

/** Hidden unless asked for. */
const HIDDEN = z.enum(['true', 'false', 'any']);
const hiddenBy = 'Only these, none of them (by default), or `any`.';

const id = z.int().positive();
const number = wholeNumber(id);

const shared = {
  channel: z.enum(CHANNELS).optional(),
  intent: z.enum(INTENTS).optional().openapi({
    description: 'What the contact wants, as a language model read it.',
  }),
  newsletter: HIDDEN.optional().openapi({ description: `Newsletters. ${hiddenBy}` }),
  snoozed: HIDDEN.optional().openapi({ description: `Snoozed until later. ${hiddenBy}` }),
  from: Instant.optional().openapi({ description: 'The last message is of then or later.' }),
  to: Instant.optional().openapi({ description: 'The last message is from before then.' }),
  q: z.string().trim().max(200).optional().openapi({
    description:
      'Words, or beginnings of words, that one message has in its subject, text, sender or names of attachments.',
  }),
};

const STATUS_TEXT = 'Without: all but `archive` and `spam`.';
const FOLDER_TEXT = 'The id of a folder; `none`: in no folder.';
const ASSIGNEE_TEXT = 'The id of a user; `none`: unassigned; `me`: assigned to the caller.';

export const ConversationFilterQuery = z.object({
  status: z
    .string()
    .max(STATUS_LENGTH_MAX)
    .transform((list) => list.split(','))
    .pipe(Statuses)
    .optional()
    .openapi({
      type: 'string',
      description: `One status or several, separated by commas. ${STATUS_TEXT}`,
    }),
  folder_id: z
    .union([z.enum(['none']), number])
    .optional()
    .openapi({ type: 'string', description: FOLDER_TEXT }),
  assigned_to: z
    .union([z.enum(['none', 'me']), number])
    .optional()
    .openapi({ type: 'string', description: ASSIGNEE_TEXT }),
  unread: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
  waiting: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional()
    .openapi({ description: 'Whether the contact waits for an answer.' }),
  mailbox_id: number.optional(),
  person_id: number.optional(),
  project_id: number.optional(),
  lead_id: number.optional(),
  organisation_id: number.optional(),
  ...shared,
});
export type ConversationFilter = z.infer<typeof ConversationFilterQuery>;

/** The same in a JSON body. */
export const ConversationFilterIn = z.strictObject({
  status: Statuses.optional().openapi({ description: STATUS_TEXT }),
  folder_id: z
    .union([z.enum(['none']), id])
    .optional()
    .openapi({ description: FOLDER_TEXT }),
  assigned_to: z
    .union([z.enum(['none', 'me']), id])
    .optional()
    .openapi({ description: ASSIGNEE_TEXT }),
  unread: z.boolean().optional(),
  waiting: z.boolean().optional(),
  mailbox_id: id.optional(),
  person_id: id.optional(),
  project_id: id.optional(),
  lead_id: id.optional(),
  organisation_id: id.optional(),
  ...shared,
});

/**
 * `date`: of the last message. `waiting`: the contact who waits longest comes first, then those who don't
 * wait. `priority`: highest first. `status`: urgent, new, in progress, resolved, archived, spam.
 */
export const CONVERSATION_SORTS = ['-date', 'date', 'waiting', 'priority', 'status'] as const;
export type ConversationSort = (typeof CONVERSATION_SORTS)[number];

export const ConversationQuery = PageQuery.extend(ConversationFilterQuery.shape).extend({
  sort: z.enum(CONVERSATION_SORTS).default('-date').openapi({
    description:
      '`-date`: the newest message first. `waiting`: who waits longest first. `priority`: highest first. `status`: urgent first. Where these are the same, the newest message first.',
  }),
});
