import { useDroppable } from '@dnd-kit/core';
import { Button, Skeleton, Text } from '@mantine/core';
import { useEffect, useId, useRef, type KeyboardEvent } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { ProblemAlert } from '../../../parts/problem-alert.tsx';
import { StatusBadge } from '../../../ui/values/status-badge.tsx';
import { STATUS_LOOKS } from '../looks.tsx';
import type { Case, CaseStatus } from '../query.ts';
import type { CasesSearch } from '../search.ts';
import classes from './board.module.css';
import { CaseCard } from './card.tsx';
import { useColumn, useColumnCount } from './columns.ts';

interface BoardColumnProps {
  search: CasesSearch;
  status: CaseStatus;
  mayMove: boolean;
  /** The card that is being moved. */
  lifted: Case | null;
  /** The column that the keyboard has chosen for it. */
  target: CaseStatus | null;
  onKey: (row: Case, event: KeyboardEvent) => void;
  onBlur: () => void;
  onMove: (row: Case, to: CaseStatus) => void;
}

export const BoardColumn = ({ search, status, mayMove, lifted, ...props }: BoardColumnProps) => {
  const { cases: words } = useMessages();
  const titleId = useId();
  const query = useColumn(search, status);
  const count = useColumnCount(search, status);
  const rows = query.data?.pages.flatMap(({ data }) => data) ?? [];
  const isOpen = lifted === null || lifted.allowed_statuses.includes(status);
  const isOwn = lifted?.status === status;
  const { setNodeRef, isOver } = useDroppable({ id: status, disabled: !isOpen && !isOwn });
  const isTarget = props.target === status;
  const section = useShown(isTarget);
  return (
    <section
      ref={(node) => {
        setNodeRef(node);
        section.current = node;
      }}
      className={classes['column']}
      aria-labelledby={titleId}
      data-closed={(!isOpen && !isOwn) || undefined}
      data-over={(isOpen && lifted !== null && (isOver || isTarget)) || undefined}
    >
      <h2 className={classes['title']} id={titleId}>
        <StatusBadge {...STATUS_LOOKS[status]} label={words.statuses[status]} />
        <Text span size="xs" c="dimmed">
          {count !== undefined && `${count.count}${count.is_capped ? '+' : ''}`}
        </Text>
      </h2>
      {query.isPending && <Skeleton height={84} radius="md" />}
      {query.isError && <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && rows.length === 0 && (
        <Text size="sm" c="dimmed" p={4}>
          {words.none}
        </Text>
      )}
      <ul className={classes['cards']} aria-labelledby={titleId}>
        {rows.map((row) => (
          <CaseCard
            key={row.id}
            row={row}
            mayMove={mayMove}
            isLifted={lifted?.id === row.id}
            onKey={props.onKey}
            onBlur={props.onBlur}
            onMove={props.onMove}
          />
        ))}
        {query.hasNextPage && (
          <li>
            <Button
              variant="default"
              size="compact-sm"
              fullWidth
              loading={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              {words.showMore}
            </Button>
          </li>
        )}
      </ul>
    </section>
  );
};

/** The column that the keyboard chooses comes into sight. */
const useShown = (isTarget: boolean) => {
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isTarget) section.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isTarget]);
  return section;
};
