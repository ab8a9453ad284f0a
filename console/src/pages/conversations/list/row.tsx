import { Checkbox, Tooltip } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconBellZ,
  IconClockHour4,
  IconPaperclip,
  type Icon,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { StatusBadge } from '../../../ui/values/status-badge.tsx';
import { FolderOf } from '../../inbox-folders/mark.tsx';
import type { ListItem } from '../query.ts';
import type { ConversationsSearch } from '../search.ts';
import { STATUS_LOOKS } from '../status.ts';
import classes from './list.module.css';

/** One conversation of the list: who, what, since when, and what state it is in. */

interface RowProps {
  item: ListItem;
  search: ConversationsSearch;
  isOpen: boolean;
  isSelected: boolean;
  onSelect: (id: number, isRange: boolean) => void;
  onFocus: (id: number) => void;
}

export const Row = memo(({ item, search, isOpen, isSelected, onSelect, onFocus }: RowProps) => {
  const { inbox } = useMessages();
  const name = nameOf(item) ?? inbox.unknownContact;
  return (
    <div
      className={classes['row']}
      data-open={isOpen || undefined}
      data-unread={item.is_unread || undefined}
      data-selected={isSelected || undefined}
      onFocus={() => onFocus(item.id)}
    >
      <Checkbox
        size="xs"
        className={classes['check'] ?? ''}
        aria-label={inbox.selectRow(name)}
        checked={isSelected}
        onChange={({ nativeEvent }) =>
          onSelect(item.id, 'shiftKey' in nativeEvent && nativeEvent.shiftKey === true)
        }
      />
      <Link
        to="/conversations/$id"
        params={{ id: String(item.id) }}
        search={search}
        className={classes['link']}
        data-conversation={item.id}
        aria-current={isOpen ? 'true' : undefined}
      >
        <span className={classes['line']}>
          {item.is_unread && (
            <span className={classes['dot']} role="img" aria-label={inbox.unread} />
          )}
          <span className={classes['name']}>{name}</span>
          {item.message_count > 1 && (
            <span className={classes['count']} aria-label={inbox.messageCount(item.message_count)}>
              {item.message_count}
            </span>
          )}
          <span className={classes['time']}>
            <RelativeTime at={item.last_message_at} />
          </span>
        </span>
        <span className={classes['about']}>
          <span className={classes['subject']}>
            {item.subject === '' ? inbox.noSubject : item.subject}
          </span>{' '}
          <span className={classes['preview']}>{item.preview}</span>
        </span>
        <States item={item} />
      </Link>
    </div>
  );
});
Row.displayName = 'Row';

export const nameOf = (item: Pick<ListItem, 'contact_name' | 'contact_address'>): string | null =>
  item.contact_name !== null && item.contact_name !== '' ? item.contact_name : item.contact_address;

const States = ({ item }: Pick<RowProps, 'item'>) => {
  const { inbox, inboxStatistics } = useMessages();
  const format = useFormat();
  const { tone } = STATUS_LOOKS[item.status];
  const { snoozed_until: snoozedUntil, waiting_since: waitingSince } = item;
  return (
    <span className={classes['states']}>
      <StatusBadge tone={tone} label={inboxStatistics.statuses[item.status]} />
      {item.folder_id !== null && <FolderOf id={item.folder_id} />}
      {item.assigned_to_name !== null && (
        <span className={classes['assignee']}>{item.assigned_to_name}</span>
      )}
      <span className={classes['icons']}>
        {item.priority > 0 && <Mark icon={IconArrowUp} label={inbox.priorities.high} />}
        {item.priority < 0 && <Mark icon={IconArrowDown} label={inbox.priorities.low} />}
        {item.has_attachments && <Mark icon={IconPaperclip} label={inbox.hasAttachments} />}
        {snoozedUntil !== null && (
          <Mark icon={IconBellZ} label={inbox.snoozedUntil(format.instant(snoozedUntil))} />
        )}
        {waitingSince !== null && (
          <Mark icon={IconClockHour4} label={inbox.waitingSince(format.instant(waitingSince))} />
        )}
      </span>
    </span>
  );
};

const Mark = ({ icon: Shape, label }: { icon: Icon; label: string }) => (
  <Tooltip label={label}>
    <span role="img" aria-label={label} className={classes['mark']}>
      <Shape size={14} stroke={1.75} aria-hidden />
    </span>
  </Tooltip>
);
