import { COMMAND_OPERATIONS } from '../../ids.ts';
import { z } from '@hono/zod-openapi';
import { ACTION_STATUSES } from '../actions/statuses.ts';
import { wholeNumber } from '../shared/pages.ts';

/** Shapes of the operator's pages: waiting commands and a summary. */

export const CommandParams = z.object({ id: wholeNumber(z.int().positive()) });

export const CommandOut = z
  .object({
    id: z.number(),
    workflow_id: z.string(),
    operation: z.enum(COMMAND_OPERATIONS),
    name: z.string(),
    subject: z.string(),
    attempt_count: z.number(),
    created_at: z.iso.datetime(),
    due_at: z.iso.datetime(),
    last_error: z.string().nullable(),
    temporal_url: z
      .string()
      .nullable()
      .openapi({ description: 'Address of the run in the Temporal UI. Null if there is none.' }),
  })
  .openapi('Command');

export const OperationsSummaryOut = z
  .object({
    commands_waiting: z.number(),
    oldest_command_seconds: z.number(),
    is_temporal_reachable: z.boolean().nullable().openapi({
      description: 'The last result seen by this api process. Null before the first call.',
    }),
    actions_by_status: z
      .record(z.enum(ACTION_STATUSES), z.number())
      .openapi({ description: 'Actions of the last seven days.' }),
    temporal_ui_url: z.string().nullable(),
    has_sent_mail: z.boolean().openapi({
      description: 'Whether sent mails can be read here, as under `npm start`.',
    }),
  })
  .openapi('OperationsSummary');
