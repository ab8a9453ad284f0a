import { ActionIcon, Button, Group, Menu, Tooltip } from '@mantine/core';
import {
  IconBellZ,
  IconChevronDown,
  IconCircleCheck,
  IconFlag,
  IconFolder,
  IconMailOpened,
  IconUser,
} from '@tabler/icons-react';
import type { ReactNode, Ref } from 'react';
import { useCan } from '../../../api/session.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { StatusBadge } from '../../../ui/values/status-badge.tsx';
import { TONE_COLOURS } from '../../../ui/values/tones.ts';
import { OpenCaseButton } from '../../cases/from-conversation.tsx';
import { useFolders } from '../../inbox-folders/types.ts';
import type { Conversation } from '../query.ts';
import { STATUSES } from '../search.ts';
import { STATUS_LOOKS } from '../status.ts';
import type { Triage } from '../triage.tsx';
import { AiMarks } from './ai-marks.tsx';
import { MoreMenu } from './more.tsx';
import classes from './record.module.css';
import { Viewers } from './viewers.tsx';

/** The head of the open conversation: what it is about, and its state, which is changed right there. */

interface HeadProps {
  conversation: Conversation;
  triage: Triage;
  /** Takes the focus that leaves the composer. */
  titleRef: Ref<HTMLHeadingElement>;
  onLeave: () => void;
  side: ReactNode;
}

export const Head = ({ conversation, triage, titleRef, onLeave, side }: HeadProps) => {
  const { inbox } = useMessages();
  const can = useCan();
  const mayChange = can('conversations:update');
  const { id, subject, status, viewers } = conversation;
  return (
    <header className={classes['head']}>
      <div className={classes['titleLine']}>
        <h2 className={classes['title']} title={subject} tabIndex={-1} ref={titleRef}>
          {subject === '' ? inbox.noSubject : subject}
        </h2>
        <Group gap={4} wrap="nowrap">
          {mayChange && (
            <>
              <Tooltip label={`${inbox.resolve} (e)`}>
                <ActionIcon
                  variant="subtle"
                  color="moss"
                  aria-label={inbox.resolve}
                  disabled={status === 'resolu'}
                  onClick={() => triage.setStatus('resolu')}
                >
                  <IconCircleCheck size={18} />
                </ActionIcon>
              </Tooltip>
              <Tooltip label={`${inbox.markUnread} (⇧ U)`}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={inbox.markUnread}
                  onClick={() => {
                    triage.run('mark_unread', inbox.unreadDone(1));
                    onLeave();
                  }}
                >
                  <IconMailOpened size={18} />
                </ActionIcon>
              </Tooltip>
              <MoreMenu conversation={conversation} triage={triage} onLeave={onLeave} />
            </>
          )}
          {can('cases:create') && <OpenCaseButton conversation={conversation} />}
          {side}
        </Group>
      </div>
      <div className={classes['facts']}>
        <StatusChoice conversation={conversation} triage={triage} mayChange={mayChange} />
        <AssigneeButton conversation={conversation} triage={triage} mayChange={mayChange} />
        <FolderChoice conversation={conversation} triage={triage} mayChange={mayChange} />
        <PriorityChoice conversation={conversation} triage={triage} mayChange={mayChange} />
        <SnoozeButton conversation={conversation} triage={triage} mayChange={mayChange} />
        <AiMarks conversation={conversation} />
        <Viewers id={id} viewers={viewers} />
      </div>
    </header>
  );
};

interface PartProps extends Pick<HeadProps, 'conversation' | 'triage'> {
  mayChange: boolean;
}

const StatusChoice = ({ conversation: { status }, triage, mayChange }: PartProps) => {
  const { inbox, inboxStatistics } = useMessages();
  const { tone, icon } = STATUS_LOOKS[status];
  if (!mayChange)
    return <StatusBadge tone={tone} icon={icon} label={inboxStatistics.statuses[status]} />;
  const Shape = icon;
  return (
    <Choice
      icon={<Shape size={14} color={`var(--mantine-color-${TONE_COLOURS[tone]}-6)`} aria-hidden />}
      label={inbox.statusIs(inboxStatistics.statuses[status])}
      shown={inboxStatistics.statuses[status]}
      isDisabled={false}
      options={STATUSES.filter((one) => one !== status).map((one) => ({
        key: one,
        label: inboxStatistics.statuses[one],
        run: () => (one === 'spam' ? triage.spam() : triage.setStatus(one)),
      }))}
    />
  );
};

const AssigneeButton = ({ conversation, triage, mayChange }: PartProps) => {
  const { inbox } = useMessages();
  const name = conversation.assigned_to_name ?? inbox.nobody;
  return (
    <FactButton
      icon={<IconUser size={14} aria-hidden />}
      label={inbox.assigneeIs(name)}
      isDisabled={!mayChange}
      onClick={() => triage.ask('assign')}
    >
      {name}
    </FactButton>
  );
};

const SnoozeButton = ({ conversation, triage, mayChange }: PartProps) => {
  const { inbox } = useMessages();
  const format = useFormat();
  const { snoozed_until: until } = conversation;
  return (
    <FactButton
      icon={<IconBellZ size={14} aria-hidden />}
      label={until === null ? inbox.snooze : inbox.snoozedUntil(format.instant(until))}
      isDisabled={!mayChange}
      onClick={() => triage.ask('snooze')}
    >
      {until === null ? inbox.snooze : format.instant(until)}
    </FactButton>
  );
};

const FolderChoice = ({ conversation, triage, mayChange }: PartProps) => {
  const { inbox } = useMessages();
  const folders = [{ id: null, name: inbox.noFolder }, ...useFolders()];
  const name = conversation.folder_name ?? inbox.noFolder;
  return (
    <Choice
      icon={<IconFolder size={14} aria-hidden />}
      label={inbox.folderIs(name)}
      shown={name}
      isDisabled={!mayChange}
      options={folders.map((folder) => ({
        key: String(folder.id),
        label: folder.name,
        run: () => triage.run({ folder_id: folder.id }, inbox.movedDone(1)),
      }))}
    />
  );
};

const PRIORITIES = [
  { key: 'high', priority: 1 },
  { key: 'normal', priority: 0 },
  { key: 'low', priority: -1 },
] as const;

const PriorityChoice = ({ conversation, triage, mayChange }: PartProps) => {
  const { inbox } = useMessages();
  const now =
    PRIORITIES.find(({ priority }) => priority === conversation.priority)?.key ?? 'normal';
  return (
    <Choice
      icon={<IconFlag size={14} aria-hidden />}
      label={inbox.priorities[now]}
      shown={inbox.priorities[now]}
      isDisabled={!mayChange}
      options={PRIORITIES.map(({ key, priority }) => ({
        key,
        label: inbox.priorities[key],
        run: () => triage.run({ priority }, inbox.priorityDone),
      }))}
    />
  );
};

interface ChoiceProps {
  icon: ReactNode;
  label: string;
  shown: string;
  isDisabled: boolean;
  options: readonly { key: string; label: string; run: () => void }[];
}

const Choice = ({ icon, label, shown, isDisabled, options }: ChoiceProps) => (
  <Menu withinPortal position="bottom-start">
    <Menu.Target>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={label}
        disabled={isDisabled}
        leftSection={icon}
        rightSection={<IconChevronDown size={12} aria-hidden />}
      >
        {shown}
      </Button>
    </Menu.Target>
    <Menu.Dropdown mah={340} style={{ overflowY: 'auto' }}>
      {options.map((option) => (
        <Menu.Item key={option.key} onClick={option.run}>
          {option.label}
        </Menu.Item>
      ))}
    </Menu.Dropdown>
  </Menu>
);

interface FactButtonProps {
  icon: ReactNode;
  label: string;
  isDisabled: boolean;
  onClick: () => void;
  children: string;
}

const FactButton = ({ icon, label, isDisabled, onClick, children }: FactButtonProps) => (
  <Button
    size="compact-xs"
    variant="default"
    leftSection={icon}
    aria-label={label}
    disabled={isDisabled}
    onClick={onClick}
  >
    {children}
  </Button>
);
