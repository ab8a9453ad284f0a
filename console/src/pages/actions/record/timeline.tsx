import { Text, Timeline } from '@mantine/core';
import {
  IconHandGrab,
  IconInbox,
  IconMessageReply,
  IconRefresh,
  IconSend,
} from '@tabler/icons-react';
import type { Schemas } from '../../../api/client.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { STATUS_ICONS, STATUS_TONES } from '../status.tsx';
import { ACTION_STATUSES, type ActionStatus } from '../statuses.ts';
import { oneOf } from '../../../routing/search.ts';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { TONE_COLOURS, type Tone } from '../../../ui/values/status-badge.tsx';

/** The history of an action, oldest entry first. */

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
  const { action: words, statuses } = useMessages();
  const format = useFormat();
  const since = (at: string): string =>
    format.duration(Math.max(0, Date.parse(at) - Date.parse(action.created_at)));
  const named = (names: Readonly<Record<string, string>>, code: string): string =>
    names[code.replace(/^late_/, '')] ?? code;
  const titleOf = (entry: Entry): string => {
    switch (entry.kind) {
      case 'accepted':
        return words.timelineAccepted;
      case 'attempt':
        return words.timelineAttempt(named(words.attemptOutcomes, entry.code));
      case 'claim':
        return words.timelineClaim;
      case 'callback':
        return words.timelineCallback(named(words.callbackStatuses, entry.code));
      case 'event': {
        const status = statusOf(entry);
        return status === undefined ? words.timelineEvent(entry.code) : statuses[status];
      }
    }
  };
  return (
    <Timeline active={action.timeline.length} bulletSize={26} lineWidth={2}>
      {action.timeline.map((entry, position) => (
        <Timeline.Item
          key={position}
          bullet={<EntryIcon entry={entry} />}
          color={TONE_COLOURS[timelineTone(entry)]}
          title={titleOf(entry)}
        >
          {entry.kind !== 'event' && entry.message !== null && entry.message !== '' && (
            <Text size="sm">{entry.message}</Text>
          )}
          <Text size="xs" c="dimmed" component="div">
            <RelativeTime at={entry.at} />
            {position > 0 && ` · ${words.timelineSince(since(entry.at))}`}
          </Text>
        </Timeline.Item>
      ))}
    </Timeline>
  );
};

const EntryIcon = ({ entry }: { entry: Entry }) => {
  const status = statusOf(entry);
  const Shape =
    entry.kind === 'event' && status ? STATUS_ICONS[status] : TIMELINE_ICONS[entry.kind];
  return <Shape size={14} aria-hidden />;
};

/** The status of an entry: the new status of a change, or the status that a callback reports. */
const statusOf = ({ kind, code, message }: Entry): ActionStatus | undefined =>
  oneOf(ACTION_STATUSES, kind === 'event' ? message : code.replace(/^late_/, ''));

const timelineTone = (entry: Entry): Tone => {
  const status = statusOf(entry);
  if (status !== undefined) return STATUS_TONES[status];
  const isFailure = ['refused', 'retry', 'interrupted'].includes(entry.code);
  return isFailure ? 'bad' : 'info';
};
