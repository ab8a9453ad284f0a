import {
  IconHandGrab,
  IconInbox,
  IconMessageReply,
  IconRefresh,
  IconSend,
  type Icon,
} from '@tabler/icons-react';
import type { Schemas } from '../../../api/client.ts';
import { useMessages, type Messages } from '../../../i18n/index.tsx';
import { oneOf } from '../../../routing/search.ts';
import { Timeline, type TimelineEntry } from '../../../ui/timeline/timeline.tsx';
import type { Tone } from '../../../ui/values/tones.ts';
import { attemptErrorText } from '../attempt-error.ts';
import { STATUS_ICONS, STATUS_TONES } from '../status.tsx';
import { ACTION_STATUSES, type ActionStatus } from '../statuses.ts';

/** The history of an action, newest entry first, as on the page of a record. */

type Action = Schemas['Action'];
type Entry = Action['timeline'][number];

const TIMELINE_ICONS = {
  accepted: IconInbox,
  attempt: IconSend,
  claim: IconHandGrab,
  callback: IconMessageReply,
  event: IconRefresh,
} as const;

export const ActionTimeline = ({ action }: { action: Action }) => {
  const messages = useMessages();
  const { action: words } = messages;
  const items = action.timeline.map((entry, position): TimelineEntry => {
    const text = textOf(messages, action, entry);
    return {
      key: `${entry.at}/${entry.kind}/${position}`,
      at: entry.at,
      icon: iconOf(entry),
      tone: toneOf(entry),
      title: titleOf(messages, entry),
      ...(text === '' ? {} : { body: text }),
      by: entry.by,
    };
  });
  return <Timeline label={words.timeline} items={items.toReversed()} />;
};

const titleOf = ({ action: words, statuses }: Messages, entry: Entry): string => {
  const named = (names: Readonly<Record<string, string>>): string =>
    names[entry.code.replace(/^late_/, '')] ?? words.timelineEvent;
  switch (entry.kind) {
    case 'accepted':
      return words.timelineAccepted;
    case 'attempt':
      return words.timelineAttempt(named(words.attemptOutcomes));
    case 'claim':
      return words.timelineClaim;
    case 'callback':
      return words.timelineCallback(named(words.callbackStatuses));
    case 'event': {
      const status = statusOf(entry);
      return status === undefined ? named(words.timelineEvents) : statuses[status];
    }
  }
};

/** What n8n said; of an attempt that failed, why. */
const textOf = (messages: Messages, { attempts }: Action, entry: Entry): string => {
  if (entry.kind === 'event') return '';
  if (entry.kind !== 'attempt') return entry.message ?? '';
  const attempt = attempts.find(({ started_at: at }) => at === entry.at);
  return attempt === undefined ? '' : attemptErrorText(messages, attempt);
};

const iconOf = (entry: Entry): Icon => {
  const status = statusOf(entry);
  return entry.kind === 'event' && status ? STATUS_ICONS[status] : TIMELINE_ICONS[entry.kind];
};

/** The status of an entry: the new status of a change, or the status that a callback reports. */
const statusOf = ({ kind, code, message }: Entry): ActionStatus | undefined =>
  oneOf(ACTION_STATUSES, kind === 'event' ? message : code.replace(/^late_/, ''));

const toneOf = (entry: Entry): Tone => {
  const status = statusOf(entry);
  if (status !== undefined) return STATUS_TONES[status];
  return ['refused', 'retry', 'interrupted'].includes(entry.code) ? 'bad' : 'info';
};
