import { z } from '@hono/zod-openapi';
import { because } from '../shared/schema-faults.ts';
import { TIME_OF_DAY, TimeZone } from '../shared/time-zone.ts';
import { Integer } from '../shared/values.ts';

/**
 * Settings of a company, one shape per group. Only chosen values are stored, so a new key or another
 * default needs no migration. A new group is named in `GROUPS`; then the compiler names the other
 * places.
 */

const SENDER_NAME_LENGTH_MAX = 100;

const MailChoices = z
  .strictObject({
    sends_invitations: z.boolean().openapi({
      description: 'Whether invitations are also sent by mail, where a mail server is set.',
    }),
    sender_name: z.string().trim().min(1).max(SENDER_NAME_LENGTH_MAX).nullable().openapi({
      description: "Shown as the sender of mails; null: the company's name.",
    }),
  })
  .partial();

export const CONTACT_POLICIES = ['always', 'replies_only', 'never'] as const;

const SIGNATURE_LENGTH_MAX = 5_000;
const OWN_DOMAIN_COUNT_MAX = 50;

/** Days by ISO 8601: 1 is Monday. Times are of the company's time zone; `to` is after `from`. */
const BusinessHours = z
  .strictObject({
    time_zone: TimeZone,
    days: z.array(Integer.min(1).max(7)).max(7),
    from: z.string().regex(TIME_OF_DAY),
    to: z.string().regex(TIME_OF_DAY),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], ...because('not_after', { field: 'from' }) })
  .openapi('BusinessHours');

const InboxChoices = z
  .strictObject({
    signature: z.string().trim().max(SIGNATURE_LENGTH_MAX).nullable().openapi({
      description: 'Below each reply, unless its mailbox has a signature of its own.',
    }),
    contact_policy: z.enum(CONTACT_POLICIES).openapi({
      description:
        'When an unknown sender becomes a contact: at once, with our first reply, or never by itself.',
    }),
    own_domains: z
      .array(z.string().trim().toLowerCase().min(1).max(253))
      .max(OWN_DOMAIN_COUNT_MAX)
      .openapi({ description: 'Domains of the company: their senders never become contacts.' }),
    business_hours: BusinessHours,
  })
  .partial();

const GROUPS = { mail: MailChoices, inbox: InboxChoices };
type Group = keyof typeof GROUPS;
type EachGroup = Record<Group, z.ZodType>;

/** As stored. Keys of a newer version are kept: during a deployment, both versions read and write. */
export const ChosenSettings = z
  .looseObject({
    mail: MailChoices.loose(),
    inbox: InboxChoices.loose(),
  } satisfies EachGroup)
  .partial();
export type ChosenSettings = z.infer<typeof ChosenSettings>;

/** Choices over defaults. */
const Settings = z.object({
  mail: z
    .object({
      sends_invitations: z.boolean().default(true),
      sender_name: z.string().nullable().default(null),
    })
    .prefault({}),
  inbox: z
    .object({
      signature: z.string().nullable().default(null),
      contact_policy: z.enum(CONTACT_POLICIES).default('always'),
      own_domains: z.array(z.string()).default([]),
      business_hours: BusinessHours.prefault({
        time_zone: 'Europe/Paris',
        days: [1, 2, 3, 4, 5],
        from: '09:00',
        to: '18:00',
      }),
    })
    .prefault({}),
} satisfies EachGroup);
export type Settings = z.infer<typeof Settings>;

export const settingsOf = (chosen: ChosenSettings): Settings => Settings.parse(chosen);

const groupsOut = {
  mail: MailChoices.required(),
  inbox: InboxChoices.required(),
} satisfies EachGroup;

export const SettingsOut = z
  .object({
    version: z.int().openapi({ description: 'Grows with each change; 0: all as by default.' }),
    ...groupsOut,
  })
  .openapi('Settings');

const Patch = z.object(GROUPS).partial();

export const SettingsPatch = z
  .strictObject({
    version: Integer.min(0).openapi({ description: 'The version the change is based on.' }),
    ...Patch.shape,
  })
  .openapi('SettingsPatch', {
    example: { version: 0, mail: { sender_name: 'Atelier Jonquille' } },
  });

/** What is chosen after a change: absent keys stay as they are. */
export const mergeSettings = (
  before: ChosenSettings,
  patch: z.infer<typeof Patch>,
): ChosenSettings & Record<Group, object> => ({
  ...before,
  mail: { ...before.mail, ...patch.mail },
  inbox: { ...before.inbox, ...patch.inbox },
});
