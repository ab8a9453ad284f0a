import type { z } from '@hono/zod-openapi';
import type { RuleFault } from '../domain/action-rules.ts';
import {
  EnrichedActionIn,
  isLegacy,
  LegacyActionIn,
  normaliseAction,
  type NormalisedAction,
} from '../domain/actions.ts';
import { faultsOf } from './errors.ts';

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
}

export const readAction = (
  body: Record<string, unknown>,
  notification: NotificationSource | null,
): ReadAction => {
  const fields = dropIgnored(notification === null ? body : fromNotification(body, notification));
  const schema = isLegacy(fields) ? LegacyActionIn : EnrichedActionIn;
  const parsed = schema.safeParse(fields);
  return parsed.success
    ? { sketch: normaliseAction(parsed.data), faults: [] }
    : {
        sketch: normaliseAction(soundFields(schema, fields)),
        faults: faultsOf(parsed.error),
      };
};

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

const dropIgnored = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !IGNORED_FIELDS.includes(name)));
