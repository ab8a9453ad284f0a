import { useDraggable } from '@dnd-kit/core';
import { ActionIcon, Menu, Text } from '@mantine/core';
import { IconCalendar, IconDotsVertical, IconUser } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { KeyboardEvent } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { CaseStatusBadge, DueDay, PriorityBadge } from '../looks.tsx';
import type { Case, CaseStatus } from '../query.ts';
import classes from './board.module.css';

interface CaseCardProps {
  row: Case;
  mayMove: boolean;
  /** It is being moved. */
  isLifted: boolean;
  onKey: (row: Case, event: KeyboardEvent) => void;
  onBlur: () => void;
  onMove: (row: Case, to: CaseStatus) => void;
}

export const CaseCard = ({ row, mayMove, isLifted, onKey, onBlur, onMove }: CaseCardProps) => {
  const { cases: words } = useMessages();
  const { setNodeRef, listeners } = useDraggable({
    id: row.id,
    data: { row },
    disabled: !mayMove,
  });
  return (
    <li
      ref={setNodeRef}
      className={classes['card']}
      data-lifted={isLifted || undefined}
      data-movable={mayMove || undefined}
      {...listeners}
    >
      {row.deleted_at === null ? (
        <Link
          to="/cases/$id"
          params={{ id: String(row.id) }}
          className={classes['name']}
          data-case={row.id}
          draggable={false}
          aria-description={mayMove ? words.boardKeys : undefined}
          {...(mayMove && { onKeyDown: (event) => onKey(row, event), onBlur })}
        >
          {row.title}
        </Link>
      ) : (
        <span className={classes['name']}>{row.title}</span>
      )}
      <CardFacts row={row} />
      {mayMove && <MoveMenu row={row} onMove={onMove} />}
    </li>
  );
};

/** The same without a link, under the pointer. */
export const CardFace = ({ row }: { row: Case }) => (
  <>
    <span className={classes['name']}>{row.title}</span>
    <CardFacts row={row} />
  </>
);

const CardFacts = ({ row }: { row: Case }) => {
  const { cases: words } = useMessages();
  return (
    <>
      <Text size="xs" c="dimmed" component="div">
        {row.reference} · {row.client.name}
      </Text>
      <div className={classes['facts']}>
        <PriorityBadge priority={row.priority} />
        {row.due_on !== null && (
          <span className={classes['fact']}>
            <IconCalendar size={13} aria-hidden />
            <DueDay row={row} />
          </span>
        )}
        <span className={classes['fact']} data-quiet={row.assigned_to === null || undefined}>
          <IconUser size={13} aria-hidden />
          {row.assigned_to_name ?? words.nobody}
        </span>
      </div>
    </>
  );
};

const MoveMenu = ({ row, onMove }: Pick<CaseCardProps, 'row' | 'onMove'>) => {
  const { cases: words } = useMessages();
  return (
    <Menu withinPortal position="bottom-end">
      <Menu.Target>
        <ActionIcon
          className={classes['menu'] ?? ''}
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={words.moveCard(row.reference)}
        >
          <IconDotsVertical size={15} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{words.moveTo}</Menu.Label>
        {row.allowed_statuses.map((status) => (
          <Menu.Item key={status} onClick={() => onMove(row, status)}>
            <CaseStatusBadge status={status} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
