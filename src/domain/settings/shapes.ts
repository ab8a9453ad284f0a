import { z } from '@hono/zod-openapi';
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

const GROUPS = { mail: MailChoices };
type Group = keyof typeof GROUPS;
type EachGroup = Record<Group, z.ZodType>;

/** As stored. Keys of a newer version are kept: during a deployment, both versions read and write. */
export const ChosenSettings = z
  .looseObject({ mail: MailChoices.loose() } satisfies EachGroup)
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
} satisfies EachGroup);
export type Settings = z.infer<typeof Settings>;

export const settingsOf = (chosen: ChosenSettings): Settings => Settings.parse(chosen);

const groupsOut = { mail: MailChoices.required() } satisfies EachGroup;

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
});
