import { z } from '@hono/zod-openapi';
import { MAIL_STATUSES } from '../shared/mail-status.ts';
import { EVENTS } from '../shared/events.ts';

/** What a user wants to be told, and how, for each kind of notification. */

/** Every kind that an event declares. */
export const DECLARED_KINDS: readonly string[] = EVENTS.flatMap(
  ({ notification }) => notification?.kinds ?? [],
);

/** All other types: what n8n or the CRM reports, such as `DOSSIER_INCOMPLET`. */
export const MESSAGE_KIND = 'MESSAGE';

export const NOTIFICATION_KINDS: readonly string[] = [...DECLARED_KINDS, MESSAGE_KIND];

const Kind = z.enum(NOTIFICATION_KINDS);

const Preference = z
  .object({
    kind: Kind,
    console: z.boolean().openapi({
      description: 'False: not in the to-do list, and no message on the screen.',
    }),
    email: z.boolean(),
  })
  .openapi('NotificationPreference');

export const PreferencesOut = z
  .object({
    data: z.array(Preference),
    /** False: this installation has no mail server. */
    is_mail_available: z.boolean(),
    last_mail: z
      .object({
        status: z.enum(MAIL_STATUSES),
        error: z.string().nullable(),
        created_at: z.iso.datetime(),
      })
      .nullable(),
  })
  .openapi('NotificationPreferences');

export const PreferencePatch = z
  .strictObject({ kind: Kind, console: z.boolean().optional(), email: z.boolean().optional() })
  .openapi('NotificationPreferencePatch');
