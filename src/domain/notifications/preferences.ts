import { z } from '@hono/zod-openapi';
import { MAIL_STATUSES } from '../shared/mail-status.ts';
import { EVENTS } from '../shared/events.ts';
import { because } from '../shared/schema-faults.ts';
import { TIME_OF_DAY } from '../shared/time-zone.ts';
import { areaOf, NOTIFICATION_AREAS, type NotificationArea } from './areas.ts';

/** What a user wants to be told, and how, for each kind of notification. */

/** Every kind that an event declares. */
export const DECLARED_KINDS: readonly string[] = [
  ...new Set(EVENTS.flatMap(({ notification }) => notification?.kinds ?? [])),
];

/** All other types: what n8n or the CRM reports, such as `DOSSIER_INCOMPLET`. */
export const MESSAGE_KIND = 'MESSAGE';

export const NOTIFICATION_KINDS: readonly string[] = [...DECLARED_KINDS, MESSAGE_KIND];

const Kind = z.enum(NOTIFICATION_KINDS);
const Area = z.enum(NOTIFICATION_AREAS);

export const kindsOfArea = (area: NotificationArea): readonly string[] =>
  NOTIFICATION_KINDS.filter((kind) => areaOfKind(kind) === area);

export const areaOfKind = (kind: string): NotificationArea =>
  kind === MESSAGE_KIND ? 'records' : areaOf(kind);

/** `at_once`: gathered for ten minutes. `daily`: in the digest. */
export const EMAIL_MODES = ['no', 'at_once', 'daily'] as const;
export type EmailMode = (typeof EMAIL_MODES)[number];

const Mode = z.enum(EMAIL_MODES).openapi({
  description:
    '`at_once`: a mail ten minutes later, with what came meanwhile. `daily`: in the digest.',
});

const DigestTime = z.string().regex(TIME_OF_DAY).openapi({
  description: "By the clocks of the company's time zone.",
  example: '08:00',
});

const Preference = z
  .object({
    kind: Kind,
    area: Area,
    console: z.boolean().openapi({
      description: 'False: not in the to-do list, and no message on the screen.',
    }),
    email: z.boolean().openapi({ description: 'True: at once, or in the daily digest.' }),
    email_mode: Mode,
  })
  .openapi('NotificationPreference');

export const PreferencesOut = z
  .object({
    data: z.array(Preference),
    digest: z.object({
      time: DigestTime,
      time_zone: z.string(),
      next_at: z.iso.datetime().nullable().openapi({
        description: 'Null: no kind is in the digest. Without anything to say none is sent.',
      }),
    }),
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
  .strictObject({
    kind: Kind.optional().openapi({
      description: 'What the other fields but `digest_time` change.',
    }),
    area: Area.optional().openapi({ description: 'Instead of `kind`: every kind of it.' }),
    console: z.boolean().optional(),
    email: z
      .boolean()
      .optional()
      .openapi({ description: 'Without `email_mode`: true is `at_once`, false is `no`.' }),
    email_mode: Mode.optional(),
    digest_time: DigestTime.optional(),
  })
  .refine(
    ({ email, email_mode: mode }) =>
      email === undefined || mode === undefined || email === (mode !== 'no'),
    { path: ['email_mode'], ...because('given_twice', {}) },
  )
  .refine(
    ({ kind, area, console: shown, email, email_mode: mode, digest_time: time }) =>
      kind !== undefined ||
      area !== undefined ||
      (time !== undefined && shown === undefined && email === undefined && mode === undefined),
    { path: ['kind'], ...because('required', {}) },
  )
  .refine(({ kind, area }) => kind === undefined || area === undefined, {
    path: ['area'],
    ...because('given_twice', {}),
  })
  .openapi('NotificationPreferencePatch');
