import { Button, SegmentedControl, Title } from '@mantine/core';
import { IconBellZ, IconChecks } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, compact, type Schemas } from '../../api/client.ts';
import { useFormat, useMessages, type Messages } from '../../i18n/index.tsx';
import { CursorPager } from '../../parts/cursor-pager.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { amend, oneOf, refine } from '../../routing/search.ts';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { useNow } from '../../ui/values/use-now.ts';
import { useMarkAllRead } from './mark-read.ts';
import { NotificationItem } from './parts/item.tsx';
import classes from './parts/item.module.css';
import { Successes } from './parts/successes.tsx';
import { NOTIFICATION_VIEWS } from './search.ts';

const route = getRouteApi('/shell/notifications');

/** The most that a page may have, because a page ends with a whole day. */
const ROW_COUNT = 100;

export const NotificationsPage = () => {
  const { notifications } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: typeof search): void => void navigate({ search: next, replace: true });
  const markAllRead = useMarkAllRead();
  const unread = api.useQuery('get', '/api/v1/notifications/unread-count').data?.count ?? 0;
  const view = search.view ?? 'all';
  return (
    <Page
      layout="form"
      title={notifications.title}
      description={notifications.description}
      actions={
        <Button
          variant="default"
          leftSection={<IconChecks size={16} />}
          disabled={unread === 0}
          loading={markAllRead.isPending}
          onClick={() => markAllRead.mutate({})}
        >
          {notifications.markAllRead}
        </Button>
      }
    >
      <SegmentedControl
        aria-label={notifications.view}
        value={view}
        onChange={(value) => change(refine(search, { view: oneOf(NOTIFICATION_VIEWS, value) }))}
        data={NOTIFICATION_VIEWS.map((value) => ({ value, label: notifications[value] }))}
        style={{ justifySelf: 'start' }}
      />
      <Feed />
    </Page>
  );
};

const Feed = () => {
  const { notifications } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const view = search.view ?? 'all';
  const query = api.useQuery(
    'get',
    '/api/v1/notifications/feed',
    {
      params: {
        query: {
          view,
          limit: ROW_COUNT,
          // Days begin at midnight in the user's time zone.
          time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          ...compact({ cursor: search.after?.at(-1) }),
        },
      },
    },
    { placeholderData: keepPreviousData },
  );
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {({ data, next_cursor: nextCursor }) =>
        data.length === 0 ? (
          <Card>
            <Empty
              icon={IconBellZ}
              title={EMPTY_TITLES[view](notifications)}
              hint={view === 'handled' ? notifications.emptyHandledHint : notifications.emptyHint}
            />
          </Card>
        ) : (
          <>
            {data.map((day) => (
              <Day key={day.day} day={day} />
            ))}
            {(nextCursor !== null || search.after !== undefined) && (
              <CursorPager
                after={search.after}
                nextCursor={nextCursor}
                onChange={(after) => void navigate({ search: amend(search, { after }) })}
              />
            )}
          </>
        )
      }
    </QueryView>
  );
};

const EMPTY_TITLES: Record<
  (typeof NOTIFICATION_VIEWS)[number],
  (words: Messages['notifications']) => string
> = {
  unread: (words) => words.emptyUnreadTitle,
  all: (words) => words.emptyTitle,
  handled: (words) => words.emptyHandledTitle,
};

/** `Aujourd’hui`, `Hier`, else the date. */
const useDayName = (): ((day: string) => string) => {
  const { notifications } = useMessages();
  const format = useFormat();
  const now = new Date(useNow('half-minute'));
  return (day) => {
    const start = new Date(`${day}T12:00:00`);
    const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
    if (start.toDateString() === now.toDateString()) return notifications.today;
    if (start.toDateString() === yesterday.toDateString()) return notifications.yesterday;
    return format.date(start);
  };
};

const Day = ({ day: { day, entries } }: { day: Schemas['FeedDay'] }) => {
  const name = useDayName()(day);
  return (
    <section aria-label={name}>
      <Title order={2} className={classes['day']}>
        {name}
      </Title>
      <Card isFlush>
        {entries.map((entry) =>
          entry.kind === 'notification' ? (
            <NotificationItem key={entry.notification.id} notification={entry.notification} />
          ) : (
            <Successes key="successes" notifications={entry.notifications} />
          ),
        )}
      </Card>
    </section>
  );
};
