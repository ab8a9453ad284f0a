import type { Schemas } from '../../../api/client.ts';
import type { Messages } from '../../../i18n/index.tsx';
import type { Webhook } from '../types.ts';
import { headerFaults, headersIn, headersPatch, rowsOf, type HeaderRow } from './headers.ts';

/** The values of the form for a webhook, and the bodies that save them. */

export interface WebhookValues {
  name: string;
  url: string;
  events: string[];
  form_id: string | null;
  call_center_id: string | null;
  description: string;
  /** An own secret for a new webhook. Empty: Relais makes one. Its name keeps it out of the draft. */
  secret: string;
  headers: HeaderRow[];
  rate_limit_per_second: number | undefined;
  attempt_count_max: number | undefined;
  user_id: number | undefined;
  is_active: boolean;
}

const ATTEMPTS_DEFAULT = 8;
const ATTEMPTS_MIN = 3;
const ATTEMPTS_MAX = 10;
const RATE_MAX = 1000;

export const toValues = (webhook: Webhook | null): WebhookValues => ({
  name: webhook?.name ?? '',
  url: webhook?.url ?? '',
  events: webhook?.events ?? [],
  form_id: webhook?.form_id?.toString() ?? null,
  call_center_id: webhook?.call_center_id?.toString() ?? null,
  description: webhook?.description ?? '',
  secret: '',
  headers: rowsOf(webhook?.header_names ?? []),
  rate_limit_per_second: webhook?.rate_limit_per_second ?? undefined,
  attempt_count_max: webhook?.attempt_count_max ?? ATTEMPTS_DEFAULT,
  user_id: webhook?.user_id,
  is_active: webhook?.is_active ?? true,
});

const sharedFields = (values: WebhookValues) => ({
  name: values.name.trim(),
  url: values.url.trim(),
  // The picker offers the types of the api alone.
  events: values.events as Schemas['WebhookIn']['events'],
  form_id: numberOrNull(values.form_id),
  call_center_id: numberOrNull(values.call_center_id),
  description: values.description.trim() === '' ? null : values.description.trim(),
  rate_limit_per_second: values.rate_limit_per_second ?? null,
  attempt_count_max: values.attempt_count_max ?? ATTEMPTS_DEFAULT,
  is_active: values.is_active,
  ...(values.user_id === undefined ? {} : { user_id: values.user_id }),
});

export const toBody = (values: WebhookValues): Schemas['WebhookIn'] => ({
  ...sharedFields(values),
  headers: headersIn(values.headers),
  ...(values.secret.trim() === '' ? {} : { secret: values.secret.trim() }),
});

export const toPatch = (webhook: Webhook, values: WebhookValues): Schemas['WebhookPatch'] => ({
  version: webhook.version,
  ...sharedFields(values),
  headers: headersPatch(webhook.header_names ?? [], values.headers),
});

const numberOrNull = (text: string | null): number | null => (text === null ? null : Number(text));

const SECRET = /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/;

/** The faults that the api would find, beside their fields. */
export const webhookFaults = (
  webhook: Webhook | null,
  values: WebhookValues,
  words: Messages['webhookForm'],
): Record<string, string> => ({
  ...urlFaults(values.url, words),
  ...(values.events.length === 0 ? { events: words.eventsRequired } : {}),
  ...(values.secret.trim() === '' || SECRET.test(values.secret.trim())
    ? {}
    : { secret: words.secretInvalid }),
  ...rangeFaults(values, words),
  ...headerFaults(values.headers, words, isOtherServer(webhook?.url, values.url)),
});

const urlFaults = (text: string, words: Messages['webhookForm']): Record<string, string> => {
  if (text.trim() === '') return {};
  const url = URL.parse(text.trim());
  return url !== null && /^https?:$/.test(url.protocol) ? {} : { url: words.urlInvalid };
};

const rangeFaults = (
  { attempt_count_max: attempts, rate_limit_per_second: rate }: WebhookValues,
  words: Messages['webhookForm'],
): Record<string, string> => ({
  ...(attempts !== undefined && isWhole(attempts, ATTEMPTS_MIN, ATTEMPTS_MAX)
    ? {}
    : { attempt_count_max: words.attemptsRange }),
  ...(rate === undefined || isWhole(rate, 1, RATE_MAX)
    ? {}
    : { rate_limit_per_second: words.rateRange }),
});

const isWhole = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max;

/** The api then asks for each header again, so that nobody learns a value by a change of the address. */
const isOtherServer = (before: string | undefined, after: string): boolean =>
  before !== undefined && URL.parse(before)?.origin !== URL.parse(after.trim())?.origin;

export const isPlainHttp = (text: string): boolean => URL.parse(text.trim())?.protocol === 'http:';

/** Seconds after attempt 1, 2, …; the last one repeats (src/domain/webhooks/delivery/schedule.ts). */
const DELAYS_SECONDS = [5, 300, 1800, 7200, 18_000, 36_000] as const;
const LAST_DELAY_SECONDS = 36_000;
const SECOND_MS = 1000;

/** About how long after the first attempt the last one comes. */
export const spanMs = (attemptCount: number): number =>
  Array.from(
    { length: Math.max(attemptCount - 1, 0) },
    (_, place) => DELAYS_SECONDS[place] ?? LAST_DELAY_SECONDS,
  ).reduce((sum, seconds) => sum + seconds * SECOND_MS, 0);
