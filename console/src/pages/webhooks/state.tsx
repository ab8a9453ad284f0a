import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconPlayerPause,
  IconPlugConnectedX,
  type Icon,
} from '@tabler/icons-react';
import { useFormat, useMessages, type Messages } from '../../i18n/index.tsx';
import type { Format } from '../../i18n/format.ts';
import { StatusBadge } from '../../ui/values/status-badge.tsx';
import type { Tone } from '../../ui/values/tones.ts';
import { useNow } from '../../ui/values/use-now.ts';
import type { Webhook } from './types.ts';

/** The state of a webhook as a badge. */

type State = Webhook['state'] | 'circuitOpen';

const MINUTE_MS = 60_000;

const SHAPES: Record<State, { tone: Tone; icon: Icon }> = {
  active: { tone: 'good', icon: IconCircleCheck },
  failing: { tone: 'late', icon: IconAlertTriangle },
  circuitOpen: { tone: 'bad', icon: IconPlugConnectedX },
  disabled: { tone: 'bad', icon: IconCircleX },
  inactive: { tone: 'neutral', icon: IconPlayerPause },
};

const stateOf = ({ is_active: isActive, circuit, state }: Webhook): State =>
  isActive && circuit === 'open' ? 'circuitOpen' : state;

interface WebhookStateProps {
  webhook: Webhook;
  size?: 'sm' | 'lg';
}

export const WebhookState = ({ webhook, size = 'sm' }: WebhookStateProps) => {
  const messages = useMessages();
  const format = useFormat();
  const nowMs = useNow('half-minute');
  return (
    <StatusBadge
      {...SHAPES[stateOf(webhook)]}
      size={size}
      label={stateLabel(messages, webhook, { format, nowMs })}
      description={stateHint(messages, webhook)}
    />
  );
};

/** Since when it fails, or why Relais disabled it. */
export const stateLabel = (
  { webhooks }: Messages,
  webhook: Webhook,
  { format, nowMs }: { format: Format; nowMs: number },
): string => {
  const { disabled_reason: reason, failing_since: since } = webhook;
  const state = stateOf(webhook);
  if (state === 'disabled' && reason !== null) return webhooks.disabledBy[reason];
  return since !== null && (state === 'failing' || state === 'circuitOpen')
    ? webhooks.statesSince[state](format.duration(Math.max(nowMs - Date.parse(since), MINUTE_MS)))
    : webhooks.states[state];
};

const stateHint = ({ webhooks }: Messages, webhook: Webhook): string =>
  webhook.state === 'disabled' && webhook.disabled_reason !== null
    ? webhooks.disabledReasons[webhook.disabled_reason]
    : webhooks.stateHints[stateOf(webhook)];
