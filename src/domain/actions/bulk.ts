import { z } from '@hono/zod-openapi';
import { FaultOut } from '../shared/fault-shape.ts';
import { EntityRef, Uuid } from '../shared/values.ts';
import { ACTION_SAMPLE, EnrichedActionIn, RouteExplainedOut } from './shapes.ts';
import { ACTION_STATUSES } from './statuses.ts';

/** One decision about many records of one type. */

export const BULK_RECORD_COUNT_MAX = 200;

const SharedAction = EnrichedActionIn.omit({
  entiteId: true,
  entiteData: true,
  notificationId: true,
  typeAction: true,
  resultat: true,
  executedBy: true,
  metadata: true,
}).openapi('BulkActionShared');

export const BulkDryRunIn = z
  .strictObject({
    action: SharedAction,
    entite_ids: z.array(EntityRef).min(1).max(BULK_RECORD_COUNT_MAX).openapi({
      description: 'References of the records. One that is named twice counts once.',
    }),
  })
  .openapi('BulkActionDryRun');

export const BulkActionIn = BulkDryRunIn.extend({
  expected_count: z.int().min(1).max(BULK_RECORD_COUNT_MAX),
}).openapi('BulkActionIn');
export type BulkAction = z.infer<typeof BulkDryRunIn>;

const { actionType, actionSource, actionButton, decidePar, commentaire } = ACTION_SAMPLE;
export const BULK_SAMPLE: BulkAction = {
  action: {
    actionType,
    actionSource,
    actionButton,
    entiteType: 'candidat',
    decidePar,
    commentaire,
  },
  entite_ids: [ACTION_SAMPLE.entiteId],
};

export const RECENT_HOURS = 24;

const RecentActionOut = z
  .object({
    entite_id: z.string(),
    /** Null: out of the caller's reach. */
    id: Uuid.nullable(),
    status: z.enum(ACTION_STATUSES),
    decide_par_name: z.string(),
    created_at: z.iso.datetime(),
  })
  .openapi('RecentAction');

export const BulkDryRunOut = z
  .object({
    ready_count: z.number().openapi({ description: 'Number of actions that would be sent.' }),
    route: z.union([RouteExplainedOut, z.null()]),
    faults: z.array(FaultOut).openapi({ description: 'Faults that concern every record.' }),
    refused: z.array(z.object({ entite_id: z.string(), faults: z.array(FaultOut) })),
    recent: z.array(RecentActionOut).openapi({
      description: `The latest action of this type for each record in the last ${RECENT_HOURS} hours, also by users out of the caller's reach, so that a repeat is sent on purpose.`,
    }),
  })
  .openapi('BulkActionDryRunResult');

export const BulkAcceptedOut = z
  .object({
    count: z.number(),
    actions: z.array(z.object({ id: Uuid, entite_id: z.string() })),
  })
  .openapi('BulkActionAccepted');
