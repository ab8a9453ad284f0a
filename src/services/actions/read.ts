import type { z } from '@hono/zod-openapi';
import type { RuleFault } from '../../domain/actions/rules.ts';
import {
  EnrichedActionIn,
  isLegacy,
  LegacyActionIn,
  normaliseAction,
  type NormalisedAction,
} from '../../domain/actions/shapes.ts';
import { fault, type Fault } from '../../domain/shared/faults.ts';
import { check } from '../../domain/shared/schema-faults.ts';

/** Reads the body of an action, in either format, and keeps what is sound of one with faults. */

/** Where the action comes from, when it answers a notification. */
export interface NotificationSource {
  id: number;
  entiteType: NormalisedAction['entiteType'];
  entiteId: string | null;
}

export interface ReadAction {
  /** What could be understood: fields with a fault are left out. */
  sketch: NormalisedAction;
  faults: RuleFault[];
  /** The field that names the decider, where a fault of theirs is shown. */
  deciderPath: 'decidePar' | 'executedBy';
}

export const readAction = (
  body: Record<string, unknown>,
  notification: NotificationSource | null,
): ReadAction => {
  const said = dropUnsaid(body);
  const fields = notification === null ? said : fromNotification(said, notification);
  const schema = isLegacy(fields) ? LegacyActionIn : EnrichedActionIn;
  const parsed = check(schema, fields);
  return {
    sketch: normaliseAction(parsed.success ? parsed.data : soundFields(schema, fields)),
    faults: [
      ...(parsed.success ? [] : parsed.faults.map(namingBothFormats)),
      ...contradiction(said, notification),
    ],
    deciderPath: isDecidedByExecutor(fields) ? 'executedBy' : 'decidePar',
  };
};

const namingBothFormats = (found: Fault): Fault =>
  found.path === 'actionType' && found.code === 'required'
    ? fault('actionType', 'required_or', { field: 'typeAction' })
    : found;

const contradiction = (
  { notificationId }: Record<string, unknown>,
  notification: NotificationSource | null,
): RuleFault[] =>
  notification === null || notificationId === undefined || notificationId === notification.id
    ? []
    : [fault('notificationId', 'differs_from_address', {})];

/** Only the format before names the decider so. */
const isDecidedByExecutor = (fields: Record<string, unknown>): boolean =>
  isLegacy(fields) && 'executedBy' in fields && !('decidePar' in fields);

/** Only the fields that are right by themselves. */
const soundFields = (schema: z.ZodObject, fields: Record<string, unknown>): object =>
  Object.fromEntries(
    Object.entries(schema.shape).flatMap(([name, field]) => {
      const parsed = name in fields ? field.safeParse(fields[name]) : undefined;
      return parsed?.success ? [[name, parsed.data]] : [];
    }),
  );

/** The notification tells the entity, unless the body does. */
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

/** Fields of the payload n8n receives that a client may echo: the platform writes its own. */
const IGNORED_FIELDS = [
  'timestamp',
  'source',
  'notificationCategorie',
  'notificationType',
  'notificationTitre',
];

/** The seed's compatibility code reads these with `||`: an empty one gives way to the next. */
const GIVING_WAY = ['actionType', 'typeAction', 'decisionType', 'resultat'];

/** Without what says nothing: null, an empty text that gives way, and what is ignored anyway. */
const dropUnsaid = (body: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(body).filter(
      ([name, value]) =>
        value !== null &&
        !(value === '' && GIVING_WAY.includes(name)) &&
        !IGNORED_FIELDS.includes(name),
    ),
  );
