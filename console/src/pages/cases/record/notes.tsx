import { Button, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { client } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { ProblemAlert } from '../../../parts/problem-alert.tsx';
import { sent } from '../../../parts/sent.ts';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import type { Case } from '../query.ts';
import { NoteForm } from './note-form.tsx';
import { NoteCard } from './note.tsx';
import classes from './record.module.css';
import type { TabProps } from './tab.ts';

const PATH = '/api/crm/case/{id}/note';
const PAGE_SIZE = 50;

/** What was said, agreed or found, newest first. */
export const CaseNotes = ({ row, search }: TabProps) => {
  const { cases: words } = useMessages();
  const mayWrite = useCan()('cases:update');
  const query = useNotes(row);
  const notes = query.data?.pages.flatMap(({ data }) => data) ?? [];
  const isShown = notes.some(({ id }) => id === search.note);
  const list = useRef<HTMLUListElement>(null);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const isAsked = search.note !== undefined && !isShown && hasNextPage && !isFetchingNextPage;
  // Of an older note that an analysis names.
  useEffect(() => {
    if (isAsked) void fetchNextPage();
  }, [isAsked, fetchNextPage]);
  useEffect(() => {
    if (!isShown) return;
    const card = list.current?.querySelector<HTMLElement>('[data-shown]');
    card?.scrollIntoView({ block: 'center' });
    card?.focus({ preventScroll: true });
  }, [isShown, search.note]);
  if (query.isPending) return <PageSkeleton />;
  if (query.isError)
    return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <Stack>
      {mayWrite && <NoteForm caseId={row.id} note={null} />}
      {notes.length === 0 && (
        <Text size="sm" c="dimmed">
          {words.noNotes}
        </Text>
      )}
      <ul ref={list} className={classes['list']} aria-label={words.notes}>
        {notes.map((note) => (
          <li key={note.id}>
            <NoteCard note={note} isShown={note.id === search.note} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button
          variant="default"
          size="compact-sm"
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {words.earlierNotes}
        </Button>
      )}
    </Stack>
  );
};

const useNotes = ({ id }: Case) => {
  const path = { id };
  const first: string | null = null;
  return useInfiniteQuery({
    queryKey: ['get', PATH, { params: { path } }],
    initialPageParam: first,
    queryFn: ({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      const params = { path, query: { limit: PAGE_SIZE, ...cursor } };
      return sent(client.GET(PATH, { params, signal }));
    },
    getNextPageParam: (page) => page.next_cursor,
  });
};
