import type { z } from '@hono/zod-openapi';
import type { RuleFault } from '../../domain/actions/rules.ts';
import {
  EnrichedActionIn,
  isLegacy,
  LegacyActionIn,
  normaliseAction,
  type ActionDraft,
} from '../../domain/actions/shapes.ts';
import { fault, type Fault } from '../../domain/shared/faults.ts';
import { check } from '../../domain/shared/schema-faults.ts';

/** Reads the body of an action, in the enriched or the legacy format. */

/** The notification that the action answers. */
export interface NotificationSource {
  id: number;
  entiteType: ActionDraft['entiteType'];
  entiteId: string | null;
}

export interface ReadAction {
  /** The valid fields. Invalid ones are absent. */
  draft: ActionDraft;
  faults: RuleFault[];
  /** The field that names the decider; faults of the decider have this path. */
  deciderPath: 'decidePar' | 'executedBy';
  /** The field that holds the metadata; their faults begin with it. */
  metadataPath: 'metadonnees' | 'metadata';
}

export const readAction = (
  body: Record<string, unknown>,
  notification: NotificationSource | null,
): ReadAction => {
  const given = withoutAbsent(body);
  const fields = notification === null ? given : fromNotification(given, notification);
  const schema = isLegacy(fields) ? LegacyActionIn : EnrichedActionIn;
  const parsed = check(schema, fields);
  return {
    draft: normaliseAction(parsed.success ? parsed.data : validFields(schema, fields)),
    faults: [
      ...(parsed.success ? [] : parsed.faults.map(namingBothFormats)),
      ...notificationMismatch(given, notification),
    ],
    deciderPath: isDecidedByExecutor(fields) ? 'executedBy' : 'decidePar',
    metadataPath: 'metadata' in fields && !('metadonnees' in fields) ? 'metadata' : 'metadonnees',
  };
};

const namingBothFormats = (found: Fault): Fault =>
  found.path === 'actionType' && found.code === 'required'
    ? fault('actionType', 'required_or', { field: 'typeAction' })
    : found;

const notificationMismatch = (
  { notificationId }: Record<string, unknown>,
  notification: NotificationSource | null,
): RuleFault[] =>
  notification === null || notificationId === undefined || notificationId === notification.id
    ? []
    : [fault('notificationId', 'differs_from_address', {})];

/** The legacy format may name the decider `executedBy`. */
const isDecidedByExecutor = (fields: Record<string, unknown>): boolean =>
  isLegacy(fields) && 'executedBy' in fields && !('decidePar' in fields);

/** The fields that are valid on their own. */
const validFields = (schema: z.ZodObject, fields: Record<string, unknown>): object =>
  Object.fromEntries(
    Object.entries(schema.shape).flatMap(([name, field]) => {
      const parsed = name in fields ? field.safeParse(fields[name]) : undefined;
      return parsed?.success ? [[name, parsed.data]] : [];
    }),
  );

/** Adds the notification's entity, unless the body names one. */
const fromNotification = (
  body: Record<string, unknown>,
  notification: NotificationSource,
): Record<string, unknown> => ({
  ...(notification.entiteType === null || notification.entiteId === null
    ? {}
    : { entiteType: notification.entiteType, entiteId: notification.entiteId }),
  ...body,
  notificationId: notification.id,
});

/** Clients may copy these fields from a payload sent to n8n. They are ignored: the platform sets them. */
const IGNORED_FIELDS = [
  'timestamp',
  'source',
  'notificationCategorie',
  'notificationType',
  'notificationTitre',
];

/** An empty text in these fields means absent: the compatibility code of seed 001 uses `||`. */
const EMPTY_MEANS_ABSENT = ['actionType', 'typeAction', 'decisionType', 'resultat'];

/** Removes null fields, empty texts that mean absent, and ignored fields. */
const withoutAbsent = (body: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(body).filter(
      ([name, value]) =>
        value !== null &&
        !(value === '' && EMPTY_MEANS_ABSENT.includes(name)) &&
        !IGNORED_FIELDS.includes(name),
    ),
  );
