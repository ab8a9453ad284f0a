import { z } from '@hono/zod-openapi';
import { ACTION_STATUSES, OUTCOME_CODES } from '../actions/statuses.ts';
import { NOTIFICATION_LEVELS } from '../shared/declare-event.ts';
import { PageQuery, wholeNumber } from '../shared/pages.ts';

/** What happened to a record, newest first. */

const LIMIT_DEFAULT = 30;
/** A change may hold two values of 64 Ki characters. */
const LIMIT_MAX = 100;

export const TimelineQuery = PageQuery.extend({
  limit: wholeNumber(z.int().min(1).max(LIMIT_MAX)).default(LIMIT_DEFAULT),
});

/** The instant to the microsecond, and a key that is unique within it. */
export const TimelineKey = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z [a-z][0-9a-f-]*$/, 'cursor');

/** Where the page of a cursor starts. */
export const timelinePosition = (cursor: string): { at: string; key: string } => {
  const [at = '', key = ''] = cursor.split(' ');
  return { at, key };
};

/** A save that changed nothing is in the trail too, as is one whose change another entry tells. */
export const isWorthShowing = ({
  kind,
  changes,
}: {
  kind: string;
  changes: readonly object[];
}): boolean => kind !== 'changed' || changes.length > 0;

export const TIMELINE_KINDS = [
  'created',
  'changed',
  'action_accepted',
  'action_settled',
  'notified',
] as const;

export const FieldChange = z
  .object({
    field: z.string(),
    before: z.unknown().openapi({ description: 'Null: the field was added.' }),
    after: z.unknown().openapi({ description: 'Null: the field was removed.' }),
  })
  .openapi('EntityFieldChange');
export type FieldChange = z.infer<typeof FieldChange>;

const TimelineAction = z
  .object({
    id: z.uuid(),
    action_type: z.string(),
    status: z.enum(ACTION_STATUSES).openapi({ description: 'Its status now.' }),
    outcome_code: z.enum(OUTCOME_CODES).nullable(),
    outcome_message: z.string().nullable(),
  })
  .openapi('EntityTimelineAction');

const TimelineNotification = z
  .object({
    id: z.number(),
    titre: z.string(),
    message: z.string(),
    level: z.enum(NOTIFICATION_LEVELS),
  })
  .openapi('EntityTimelineNotification');

export const TimelineEntryOut = z
  .object({
    id: z.string(),
    kind: z.enum(TIMELINE_KINDS),
    at: z.iso.datetime(),
    by: z
      .string()
      .nullable()
      .openapi({ description: 'Name of the person. Null: n8n, or unknown.' }),
    changes: z.array(FieldChange).openapi({ description: 'Of a `changed` entry, else empty.' }),
    action: z.union([TimelineAction, z.null()]),
    notification: z
      .union([TimelineNotification, z.null()])
      .openapi({ description: "One of the caller's own notifications." }),
  })
  .openapi('EntityTimelineEntry');

/**
 * The fields that differ. A change by a callback is recorded with its field alone, one by a person with
 * the whole data, so a field that is in neither did not change.
 */
export const fieldChanges = (
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): FieldChange[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
