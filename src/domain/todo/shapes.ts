import { z } from '@hono/zod-openapi';
import { ACTION_STATUSES, OUTCOME_CODES } from '../actions/statuses.ts';
import { CHANNELS, CONVERSATION_STATUSES } from '../conversations/statuses.ts';
import { ENTITY_TYPES } from '../entities/types.ts';
import { LEAD_SOURCES } from '../leads/sources.ts';
import { PageQuery } from '../shared/pages.ts';

/**
 * What waits for the caller, the worst first. An item is one of these:
 * - an action within reach that failed or expired, and was not retried or dismissed;
 * - a lead in the initial status, assigned to the caller, or unassigned and within reach. Unassigned
 *   imported leads are left out: they are worked through as a list.
 * - a conversation assigned to the caller whose contact waits for an answer;
 * - a notification of the caller that reports a failure or a warning, and was not answered or dismissed.
 *   Reading it does not take it away. A notification about an action is no item: the action is.
 * - an open task of the caller that is overdue or due today, and a follow-up of the caller that is due.
 * - the draft of an automatic reply that waits for the caller: assigned to them, or to nobody and within reach.
 * Left out: kinds that the caller switched off, and items older than `TODO_DAYS`.
 */

export const TODO_DAYS = 30;

/** The count stops here: nobody works through more by hand. */
export const TODO_COUNT_MAX = 1000;

/** `urgent`: it may have been carried out or not, so a person has to look before anything else happens. */
export const SEVERITIES = ['urgent', 'error', 'warning'] as const;
export type Severity = (typeof SEVERITIES)[number];

const Entity = z.object({ type: z.enum(ENTITY_TYPES), ref: z.string(), label: z.string() });

const Item = {
  severity: z.enum(SEVERITIES),
  /** In the caller's language. */
  titre: z.string(),
  at: z.iso.datetime(),
  entity: Entity.nullable(),
};

export const TodoActionOut = z
  .object({
    kind: z.literal('action'),
    id: z.uuid(),
    ...Item,
    action: z.object({
      action_type: z.string(),
      status: z.enum(ACTION_STATUSES),
      outcome_code: z.enum(OUTCOME_CODES).nullable(),
      decide_par: z.number(),
      decide_par_name: z.string(),
      /** It took the fallback route, which only notes it. */
      is_unrouted: z.boolean(),
    }),
    /** The caller's notification about it, to answer with an action. */
    notification_id: z.number().nullable(),
  })
  .openapi('TodoAction');

export const TodoNotificationOut = z
  .object({
    kind: z.literal('notification'),
    id: z.number(),
    ...Item,
    message: z.string(),
    webhook_id: z.number().nullable(),
    suggested_action_types: z.array(z.string()).openapi({
      description: 'Codes of the action types that usually answer it, the most fitting first.',
    }),
  })
  .openapi('TodoNotification');

export const TodoLeadOut = z
  .object({
    kind: z.literal('lead'),
    id: z.number(),
    ...Item,
    lead: z.object({
      label: z.string(),
      source: z.enum(LEAD_SOURCES),
      status: z.string(),
      assigned_to: z.number().nullable(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
    }),
  })
  .openapi('TodoLead');

export const TodoTaskOut = z
  .object({
    kind: z.literal('task'),
    id: z.number(),
    ...Item,
    task: z.object({
      title: z.string(),
      conversation_id: z.number().nullable(),
      conversation_subject: z.string().nullable(),
      version: z.number(),
    }),
  })
  .openapi('TodoTask');

export const TodoFollowUpOut = z
  .object({
    kind: z.literal('follow_up'),
    id: z.number(),
    ...Item,
    follow_up: z.object({
      conversation_id: z.number(),
      conversation_subject: z.string(),
      contact_name: z.string().nullable(),
      note: z.string().nullable(),
    }),
  })
  .openapi('TodoFollowUp');
export const TodoConversationOut = z
  .object({
    kind: z.literal('conversation'),
    id: z.number(),
    ...Item,
    conversation: z.object({
      subject: z.string(),
      contact: z.string().openapi({ description: 'Name or address; may be empty.' }),
      status: z.enum(CONVERSATION_STATUSES),
      channel: z.enum(CHANNELS),
    }),
  })
  .openapi('TodoConversation');

export const TodoAutoReplyOut = z
  .object({
    kind: z.literal('auto_reply'),
    id: z.uuid(),
    ...Item,
    auto_reply: z.object({
      conversation_id: z.number(),
      conversation_subject: z.string(),
      contact: z.string().openapi({ description: 'Name or address; may be empty.' }),
      expires_at: z.iso.datetime(),
    }),
  })
  .openapi('TodoAutoReply');

/** Each source of items has a kind. */
export const TodoItemOut = z
  .discriminatedUnion('kind', [
    TodoActionOut,
    TodoNotificationOut,
    TodoLeadOut,
    TodoTaskOut,
    TodoFollowUpOut,
    TodoConversationOut,
    TodoAutoReplyOut,
  ])
  .openapi('TodoItem');
export type TodoItem = z.infer<typeof TodoItemOut>;

export const TodoQuery = PageQuery.extend({
  is_mine: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional()
    .openapi({
      description: 'Only the actions that the caller decided, and the own notifications.',
    }),
});

export const TodoCountOut = z
  .object({
    count: z.number(),
    /** There are more than `count`. */
    is_more: z.boolean(),
  })
  .openapi('TodoCount');
