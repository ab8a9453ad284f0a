import { IconChecks, IconListSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { ListFoot } from '../../../ui/table/list-table.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { Countdown } from '../draft/countdown.tsx';
import { Filters } from './filters.tsx';
import classes from './list.module.css';
import type { AutoReply } from '../query.ts';
import type { AutoRepliesSearch } from '../search.ts';
import { stateOf } from '../status.ts';
import type { Queue } from './use-queue.ts';

/** The left pane: what waits, those that expire first on top. */

interface ListProps {
  queue: Queue;
  search: AutoRepliesSearch;
  onSearch: (search: AutoRepliesSearch) => void;
}

export const AutoReplyList = ({ queue, search, onSearch }: ListProps) => {
  const { autoReplies: words } = useMessages();
  const { query, list, openId, moves } = queue;
  const status = search.status ?? 'waiting';
  const isWhole = Object.keys(search).length === 0;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (moves === 0) return;
    box.current?.querySelector(`[data-draft="${openId}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [moves, openId]);
  return (
    <div className={classes['pane']}>
      <Filters rows={list.rows} search={search} onSearch={onSearch} />
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {() =>
          list.rows.length === 0 ? (
            isWhole ? (
              <Empty icon={IconChecks} title={words.emptyTitle} hint={words.emptyHint} />
            ) : (
              <Empty
                icon={IconListSearch}
                title={status === 'waiting' ? words.emptyFilteredTitle : words.emptyOtherTitle}
              />
            )
          ) : (
            <div className={classes['box']} ref={box}>
              <ul className={classes['rows']} aria-label={words.list}>
                {list.rows.map((row) => (
                  <Row key={row.id} row={row} search={search} isOpen={row.id === openId} />
                ))}
              </ul>
              <ListFoot<AutoReply> list={list} onMore={list.loadMore} />
            </div>
          )
        }
      </QueryView>
    </div>
  );
};

interface RowProps {
  row: AutoReply;
  search: AutoRepliesSearch;
  isOpen: boolean;
}

const Row = ({ row, search, isOpen }: RowProps) => {
  const { inbox, autoReplies: words } = useMessages();
  const { expires_at: expiresAt, conversation_subject: subject } = row;
  return (
    <li>
      <Link
        to="/auto-replies/$id"
        params={{ id: row.id }}
        search={search}
        className={classes['row']}
        data-draft={row.id}
        data-open={isOpen || undefined}
        aria-current={isOpen ? 'true' : undefined}
      >
        <span className={classes['line']}>
          <span className={classes['name']}>{row.contact_name ?? inbox.unknownContact}</span>
          <span className={classes['time']}>
            {row.status === 'waiting' && expiresAt !== null ? (
              <Countdown at={expiresAt} />
            ) : (
              <RelativeTime at={row.decided_at ?? row.updated_at} />
            )}
          </span>
        </span>
        <span className={classes['line']}>
          <span className={classes['subject']}>{subject === '' ? inbox.noSubject : subject}</span>
          {row.status === 'waiting' && (
            <span className={classes['assignee']} title={words.assignee}>
              {row.assigned_to_name ?? words.toNobody}
            </span>
          )}
        </span>
        <span className={classes['preview']}>
          {row.text === '' ? words.statuses[stateOf(row)] : row.text.slice(0, 160)}
        </span>
      </Link>
    </li>
  );
};
