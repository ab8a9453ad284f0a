import { z } from '@hono/zod-openapi';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { HISTORY_RETENTION_DAYS } from '../shared/retention.ts';
import { because } from '../shared/schema-faults.ts';
import { Instant, Uuid } from '../shared/values.ts';
import { MAIL_FAILURES } from './failures.ts';
import { CYCLE_STATUSES, CYCLE_TRIGGERS, ITEM_OUTCOMES } from './sync.ts';

/** Cycles of a mailbox, and what became of each message. */

const MailboxId = wholeNumber(z.int().positive());

export const CycleParams = z.object({ id: MailboxId, cycle_id: Uuid });
export const ItemParams = z.object({ id: MailboxId, item_id: wholeNumber(z.int().positive()) });

export const CycleQuery = PageQuery;

export const ItemQuery = PageQuery.extend({
  outcome: z.enum(ITEM_OUTCOMES).optional(),
  cycle_id: Uuid.optional().openapi({ description: 'Only those that ended in this cycle.' }),
});

export const BackfillIn = z
  .strictObject({
    from: Instant.openapi({
      description: 'Received at this instant or later, as the server says.',
    }),
    to: Instant.openapi({ description: 'Received before this instant.' }),
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
    path: ['to'],
    ...because('not_after', { field: 'from' }),
  })
  .openapi('MailboxBackfillInput');

export const CycleOut = z
  .object({
    id: z.string(),
    trigger: z.enum(CYCLE_TRIGGERS),
    requested_by: z.number().nullable(),
    status: z.enum(CYCLE_STATUSES),
    error_code: z.enum(MAIL_FAILURES).nullable(),
    from: z.string().nullable().openapi({ description: 'Of a backfill.' }),
    to: z.string().nullable(),
    total_count: z.number().openapi({ description: 'Messages found so far.' }),
    done_count: z.number().openapi({ description: 'Messages with an outcome.' }),
    new_count: z.number(),
    duplicate_count: z.number(),
    newsletter_count: z.number(),
    filtered_count: z.number(),
    own_copy_count: z.number(),
    quarantined_count: z.number(),
    pending_count: z.number().openapi({
      description: 'Could not be read or stored in this cycle. The next cycles try again.',
    }),
    started_at: z.string(),
    finished_at: z.string().nullable(),
  })
  .openapi('MailboxCycle');

export const CycleAcceptedOut = z
  .object({ id: z.string(), status: z.enum(CYCLE_STATUSES), workflow_id: z.string() })
  .openapi('MailboxCycleAccepted');

export const ItemOut = z
  .object({
    id: z.number(),
    folder: z.string(),
    uid: z.number(),
    cycle_id: z
      .string()
      .nullable()
      .openapi({
        description: `The cycle in which it ended, which is deleted after ${HISTORY_RETENTION_DAYS} days.`,
      }),
    outcome: z.enum(ITEM_OUTCOMES),
    reason: z.string().openapi({
      description:
        'Why: `stored`, `same_mail`, `list_header`, …; `unreadable`, `not_stored`, `interrupted`, `not_delivered` or `too_large` of one that could not be read; `gone`, `renumbered` or `person` of one that was dropped.',
    }),
    message_id: z.number().nullable(),
    conversation_id: z.number().nullable(),
    size_bytes: z.number().nullable(),
    received_at: z.string().nullable(),
    attempt_count: z.number(),
    error: z.string().nullable().openapi({ description: 'For the operator.' }),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .openapi('MailboxItem');
