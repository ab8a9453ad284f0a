import type { Schemas } from '../../../../api/client.ts';
import type { Webhook } from '../../types.ts';

/** Which events are sent again. */

export const PERIODS = ['1h', '24h', '7d', '28d', 'custom'] as const;
export const SCOPES = ['undelivered', 'failed', 'all'] as const;
type Period = (typeof PERIODS)[number];

export interface ReplayDraft {
  period: Period;
  /** Of a period that the user chooses. */
  since: string | undefined;
  until: string | undefined;
  only: (typeof SCOPES)[number];
  /** Empty: all types of the webhook. */
  types: string[];
}

const HOUR_MS = 60 * 60 * 1000;
const HOURS: Record<Exclude<Period, 'custom'>, number> = {
  '1h': 1,
  '24h': 24,
  '7d': 7 * 24,
  '28d': 28 * 24,
};

/**
 * Ends at `now`, unless the user chose an end: a replay then has the same events as its count. Null: the
 * beginning is missing.
 */
export const replayBody = (
  { period, since, until, only, types }: ReplayDraft,
  now: Date,
): Schemas['WebhookReplayIn'] | null => {
  const start =
    period === 'custom' ? since : new Date(now.getTime() - HOURS[period] * HOUR_MS).toISOString();
  if (start === undefined) return null;
  return {
    since: start,
    until: (period === 'custom' ? until : undefined) ?? now.toISOString(),
    only,
    // The choices are the types of the webhook.
    ...(types.length === 0
      ? {}
      : { types: types as NonNullable<Schemas['WebhookReplayIn']['types']> }),
    dry_run: true,
  };
};

/** Events are kept for 30 days; a minute is left for the clock of the api. */
const KEPT_MS = 30 * 24 * HOUR_MS - 60_000;

/** Since its last success a webhook may have missed events. */
export const missedSince = (
  { succeeded_at: succeededAt, created_at: createdAt }: Webhook,
  now: Date,
): string => {
  const since = new Date(succeededAt ?? createdAt).getTime();
  return new Date(Math.max(since, now.getTime() - KEPT_MS)).toISOString();
};
