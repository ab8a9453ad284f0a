import {
  IconAlertTriangle,
  IconCircleCheck,
  IconClock,
  IconKey,
  IconPlayerPause,
  IconPlugConnectedX,
  IconRefresh,
  type Icon,
} from '@tabler/icons-react';
import { humanise } from '../../i18n/humanise.ts';
import { useMessages } from '../../i18n/index.tsx';
import { StatusBadge } from '../../ui/values/status-badge.tsx';
import type { Tone } from '../../ui/values/tones.ts';
import type { Mailbox } from './types.ts';

/** The state of a mailbox as a badge, and its failures in words. */

const SHAPES: Record<Mailbox['state'], { tone: Tone; icon: Icon }> = {
  ok: { tone: 'good', icon: IconCircleCheck },
  new: { tone: 'waiting', icon: IconClock },
  syncing: { tone: 'waiting', icon: IconRefresh },
  credentials_refused: { tone: 'bad', icon: IconKey },
  unreachable: { tone: 'bad', icon: IconPlugConnectedX },
  late: { tone: 'late', icon: IconAlertTriangle },
  paused: { tone: 'neutral', icon: IconPlayerPause },
};

export const MailboxState = ({
  mailbox,
  size = 'sm',
}: {
  mailbox: Pick<Mailbox, 'state' | 'failure_code'>;
  size?: 'sm' | 'lg';
}) => {
  const { mailboxes } = useMessages();
  const failureOf = useFailureText();
  const { state, failure_code: code } = mailbox;
  return (
    <StatusBadge
      {...SHAPES[state]}
      size={size}
      label={mailboxes.states[state]}
      description={
        state === 'unreachable' && code !== null ? failureOf(code) : mailboxes.stateHints[state]
      }
    />
  );
};

/** `timeout` → `Le serveur n’a pas répondu à temps`. */
export const useFailureText = (): ((code: string) => string) => {
  const { mailboxFailures } = useMessages();
  return (code) => mailboxFailures[code] ?? humanise(code);
};
