import { Button, SegmentedControl } from '@mantine/core';
import { IconBellZ, IconChecks } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, compact } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { CursorPager } from '../../parts/cursor-pager.tsx';
import { useMarkAllRead } from './mark-read.ts';
import { QueryView } from '../../parts/query-view.tsx';
import { NOTIFICATION_VIEWS } from './search.ts';
import { amend, oneOf, refine } from '../../routing/search.ts';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { NotificationItem } from './parts/item.tsx';

const route = getRouteApi('/shell/notifications');

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
      <Card isFlush>
        <List />
      </Card>
    </Page>
  );
};

const List = () => {
  const { notifications } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const view = search.view ?? 'all';
  const query = api.useQuery(
    'get',
    '/api/v1/notifications',
    {
      params: {
        query: compact({
          is_read: view === 'unread' ? ('false' as const) : undefined,
          cursor: search.after?.at(-1),
        }),
      },
    },
    { placeholderData: keepPreviousData },
  );
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {({ data, next_cursor: nextCursor }) =>
        data.length === 0 ? (
          <Empty
            icon={IconBellZ}
            title={view === 'unread' ? notifications.emptyUnreadTitle : notifications.emptyTitle}
            hint={notifications.emptyHint}
          />
        ) : (
          <>
            {data.map((notification) => (
              <NotificationItem key={notification.id} notification={notification} />
            ))}
            <CursorPager
              after={search.after}
              nextCursor={nextCursor}
              onChange={(after) => void navigate({ search: amend(search, { after }) })}
            />
          </>
        )
      }
    </QueryView>
  );
};
