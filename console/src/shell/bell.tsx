import { ActionIcon, Button, Group, Indicator, Popover, ScrollArea, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBell, IconBellZ, IconChecks } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { api } from '../api/client.ts';
import { useCan } from '../api/session.ts';
import { useMessages } from '../i18n/index.tsx';
import { NotificationRow } from '../pages/notifications/parts/row.tsx';
import { useMarkAllRead } from '../pages/notifications/mark-read.ts';
import { QueryView } from '../parts/query-view.tsx';
import { Empty } from '../ui/feedback/empty.tsx';
import { useEscape } from '../ui/feedback/use-escape.ts';
import { PageSkeleton } from '../ui/page/skeleton.tsx';

const SHOWN_COUNT = 12;

/** The number of unread notifications, and a list of the latest. */
export const Bell = () => {
  const can = useCan();
  return can('notifications:read') ? <BellPopover /> : null;
};

const BellPopover = () => {
  const { notifications } = useMessages();
  const [isOpen, { toggle, close }] = useDisclosure(false);
  useEscape(isOpen, close);
  const unread = api.useQuery('get', '/api/v1/notifications/unread-count').data?.count ?? 0;
  return (
    <Popover
      opened={isOpen}
      onChange={(next) => !next && close()}
      position="bottom-end"
      width="min(400px, calc(100vw - 16px))"
      radius="lg"
      trapFocus
      returnFocus
    >
      <Indicator
        disabled={unread === 0}
        label={unread > 99 ? '99+' : unread}
        color="brick"
        size={17}
        offset={5}
        styles={{ indicator: { pointerEvents: 'none', fontSize: 10, fontWeight: 600 } }}
      >
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            onClick={toggle}
            aria-label={notifications.bell(unread)}
          >
            <IconBell size={20} stroke={1.75} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p={0} aria-label={notifications.title}>
        <Latest unread={unread} onClose={close} />
      </Popover.Dropdown>
    </Popover>
  );
};

const Latest = ({ unread, onClose }: { unread: number; onClose: () => void }) => {
  const { notifications } = useMessages();
  const markAllRead = useMarkAllRead();
  const query = api.useQuery('get', '/api/v1/notifications', {
    params: { query: { limit: SHOWN_COUNT } },
  });
  return (
    <>
      <Group justify="space-between" px="md" py="xs" wrap="nowrap">
        <Text fw={600}>{notifications.title}</Text>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconChecks size={16} />}
          disabled={unread === 0}
          loading={markAllRead.isPending}
          onClick={() => markAllRead.mutate({})}
        >
          {notifications.markAllRead}
        </Button>
      </Group>
      <ScrollArea.Autosize
        mah="min(460px, 60vh)"
        style={{ borderTop: '1px solid var(--relais-line)' }}
      >
        <QueryView query={query} skeleton={<PageSkeleton />}>
          {({ data }) =>
            data.length === 0 ? (
              <Empty
                icon={IconBellZ}
                title={notifications.emptyTitle}
                hint={notifications.emptyHint}
              />
            ) : (
              data.map((notification) => (
                <NotificationRow
                  key={notification.id}
                  notification={notification}
                  onFollow={onClose}
                />
              ))
            )
          }
        </QueryView>
      </ScrollArea.Autosize>
      <Button
        component={Link}
        to="/notifications"
        onClick={onClose}
        variant="subtle"
        fullWidth
        radius={0}
        size="md"
        fz="sm"
      >
        {notifications.seeAll}
      </Button>
    </>
  );
};
