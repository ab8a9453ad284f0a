import type { Schemas } from '../../../api/client.ts';
import type { Messages } from '../../../i18n/index.tsx';

/** The values of the form for the automatic reply of a folder, and the body that saves them. */

export type Settings = Schemas['FolderAutoReplyOut'];
type Patch = Schemas['FolderAutoReplyPatch'];

export interface SettingsValues {
  mode: Settings['mode'];
  prompt: string;
  tone: Settings['tone'];
  /** `sender`: that of the sender. */
  language: NonNullable<Settings['language']> | 'sender';
  signature: string;
  uses_knowledge: boolean;
  business_hours_only: boolean;
  expiry_minutes: number | undefined;
  /** Chosen explicitly: nothing is chosen at first. */
  on_expiry: Settings['on_expiry'];
  reminder_minutes: string[];
  approvers: Settings['approvers'];
  needs_two: boolean;
  allowed_hosts: string[];
}

export const MODES = ['off', 'validation', 'auto'] as const satisfies readonly Settings['mode'][];
export const TONES = ['neutral', 'warm', 'formal'] as const;
export const LANGUAGES = ['sender', 'fr', 'en', 'de', 'es', 'it', 'nl'] as const;
export const ENDS = ['discard', 'escalate'] as const;
export const APPROVERS = ['team', 'supervisors'] as const;

export const PROMPT_LENGTH_MAX = 8_000;
const EXPIRY_MINUTES_MIN = 5;
const EXPIRY_MINUTES_MAX = 43_200;
const REMINDER_COUNT_MAX = 5;

export const toValues = ({ version: _version, ...settings }: Settings): SettingsValues => ({
  ...settings,
  language: settings.language ?? 'sender',
  signature: settings.signature ?? '',
  reminder_minutes: settings.reminder_minutes.map(String),
});

export const toBody = (values: SettingsValues, version: number): Required<Patch> => {
  const { language, signature, expiry_minutes: expiry, reminder_minutes: reminders } = values;
  return {
    ...values,
    version,
    prompt: values.prompt.trim(),
    language: language === 'sender' ? null : language,
    signature: signature.trim() === '' ? null : signature.trim(),
    expiry_minutes: expiry ?? EXPIRY_MINUTES_MIN,
    reminder_minutes: reminders.map(Number).toSorted((left, right) => right - left),
    allowed_hosts: values.allowed_hosts.map((host) => host.trim().toLowerCase()),
  };
};

export const settingsFaults = (
  values: SettingsValues,
  { autoReplies: { settings: words } }: Pick<Messages, 'autoReplies'>,
): Record<string, string> => {
  const isOn = values.mode !== 'off';
  const { expiry_minutes: expiry, reminder_minutes: reminders } = values;
  const isInRange =
    expiry !== undefined &&
    Number.isInteger(expiry) &&
    expiry >= EXPIRY_MINUTES_MIN &&
    expiry <= EXPIRY_MINUTES_MAX;
  const areReminders =
    reminders.length <= REMINDER_COUNT_MAX &&
    reminders.every((text) => /^[1-9]\d{0,4}$/.test(text));
  return {
    ...(isOn && values.prompt.trim() === '' && { prompt: words.promptNeeded }),
    ...(isOn && values.on_expiry === null && { on_expiry: words.onExpiryNeeded }),
    ...(!isInRange && { expiry_minutes: words.expiryRange }),
    ...(!areReminders && { reminder_minutes: words.remindersBad }),
  };
};
