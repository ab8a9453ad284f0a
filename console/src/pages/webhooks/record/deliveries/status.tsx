import { IconBan, IconCircleCheck, IconCircleX, IconClock, type Icon } from '@tabler/icons-react';
import { useFormat, useMessages } from '../../../../i18n/index.tsx';
import { humanise } from '../../../../i18n/humanise.ts';
import { StatusBadge } from '../../../../ui/values/status-badge.tsx';
import type { Tone } from '../../../../ui/values/tones.ts';
import { RelativeTime } from '../../../../ui/values/relative-time.tsx';
import { useNow } from '../../../../ui/values/use-now.ts';
import type { Delivery, Webhook } from '../../types.ts';

/** The status of a delivery, and what an attempt came to, in words. */

const SHAPES: Record<Delivery['status'], { tone: Tone; icon: Icon }> = {
  pending: { tone: 'waiting', icon: IconClock },
  succeeded: { tone: 'good', icon: IconCircleCheck },
  failed: { tone: 'bad', icon: IconCircleX },
  cancelled: { tone: 'neutral', icon: IconBan },
};

type StatusProps = { delivery: Pick<Delivery, 'status' | 'outcome_code'> };

export const DeliveryStatus = ({ delivery }: StatusProps) => {
  const { webhook: words } = useMessages();
  const outcomeOf = useOutcomeText();
  const { status, outcome_code: code } = delivery;
  return (
    <StatusBadge
      {...SHAPES[status]}
      label={words.statuses[status]}
      description={code === null || status === 'succeeded' ? undefined : outcomeOf(code)}
    />
  );
};

interface NextAttemptProps {
  webhook: Webhook;
  delivery: Pick<Delivery, 'status' | 'next_attempt_at'>;
}

/**
 * The instant of an attempt that is due or under way is already past. While the circuit is open, one delivery
 * at a time is attempted, so the others may wait longer.
 */
export const NextAttempt = ({ webhook, delivery }: NextAttemptProps) => {
  const { webhook: words } = useMessages();
  const format = useFormat();
  const nowMs = useNow('half-minute');
  const { status, next_attempt_at: at } = delivery;
  if (status !== 'pending' || at === null) return null;
  const isDue = Date.parse(at) <= nowMs;
  if (webhook.is_active && webhook.circuit === 'open') {
    return isDue ? words.waitsForAddress : words.notBefore(format.relative(at, nowMs));
  }
  return isDue ? words.now : <RelativeTime at={at} />;
};

/** `attempts_exhausted` → `Tous les essais ont échoué`. */
export const useOutcomeText = (): ((code: string) => string) => {
  const { webhookOutcomes } = useMessages();
  return (code) => webhookOutcomes[code] ?? humanise(code);
};

type Result = Pick<NonNullable<Delivery['last_attempt']>, 'status' | 'error_class' | 'duration_ms'>;

const NO_BREAK = '\u00a0';

/** `HTTP 503 · 240 ms`, or why there was no answer. */
export const useResultText = (): ((result: Result) => string) => {
  const { webhook: words } = useMessages();
  const format = useFormat();
  const errorOf = useErrorText();
  return (result) =>
    [
      result.status === null
        ? (errorOf(result) ?? words.noAnswer)
        : words.httpStatus(result.status).replace(' ', NO_BREAK),
      result.duration_ms === null
        ? null
        : format.duration(result.duration_ms).replaceAll(' ', NO_BREAK),
    ]
      .filter((part) => part !== null)
      .join(' · ');
};

/** Why an attempt failed; null if it succeeded. */
export const useErrorText = (): ((result: Pick<Result, 'error_class'>) => string | null) => {
  const { webhookErrors } = useMessages();
  return ({ error_class: code }) => (code === null ? null : webhookErrors[code]);
};
