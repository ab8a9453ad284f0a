import { z } from '@hono/zod-openapi';
import { CONVERSATION_STATUSES } from './statuses.ts';

/** Counters beside the folders. */

/** Counts of what is usually hidden stop here. */
export const HIDDEN_COUNT_MAX = 1_000;

const counted = { count: z.number(), unread_count: z.number() };

export const ConversationCountsOut = z
  .object({
    ...counted,
    statuses: z.array(z.object({ status: z.enum(CONVERSATION_STATUSES), ...counted })),
    folders: z.array(
      z.object({
        folder_id: z.number().nullable().openapi({ description: 'Null: in no folder.' }),
        ...counted,
      }),
    ),
    assignees: z.array(
      z.object({
        user_id: z.number().nullable().openapi({ description: 'Null: unassigned.' }),
        ...counted,
      }),
    ),
    snoozed_count: z.number(),
    auto_reply_count: z.number().openapi({ description: 'Drafts that wait for a person.' }),
    unread_newsletter_count: z.number().openapi({ description: `Up to ${HIDDEN_COUNT_MAX}.` }),
    unread_spam_count: z.number().openapi({ description: `Up to ${HIDDEN_COUNT_MAX}.` }),
  })
  .openapi('ConversationCounts');
