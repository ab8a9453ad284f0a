import { Group, SimpleGrid, Skeleton, Stack, Text, ThemeIcon } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBellRinging,
  IconCircleX,
  IconClockPause,
  IconConfetti,
  IconPlugConnectedX,
  IconPlus,
  IconRoute2,
  IconStack2,
  type Icon,
} from '@tabler/icons-react';
import { useMemo, type ReactNode } from 'react';
import { api, type Schemas } from '../api/client.ts';
import { useCan, useMe } from '../api/session.ts';
import { useFormat, useMessages } from '../i18n/index.tsx';
import { STATUS_TONES } from '../parts/action-status.tsx';
import { LinkBlock, LinkButton } from '../parts/links.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { ACTION_STATUSES, type ActionsSearch } from '../search.ts';
import { DataTable } from '../ui/data-table.tsx';
import { Empty } from '../ui/empty.tsx';
import { Card, Page } from '../ui/page.tsx';
import { Legend, StackedBars, type Bucket } from '../ui/stacked-bars.tsx';
import { TONE_COLOURS, type Tone } from '../ui/status-badge.tsx';
import { actionColumns } from './actions.tsx';

const DAY_COUNT = 14;
const DAY_MS = 24 * 60 * 60 * 1000;
/** As many as the api gives in one page: beyond it the chart shows the newest. */
const SAMPLE_COUNT = 250;
const RECENT_COUNT = 6;

export const HomePage = () => {
  const { home, actions } = useMessages();
  const { user } = useMe();
  const can = useCan();
  const [firstName = user.name] = user.name.split(' ');
  const since = useMemo(() => startOfDay(Date.now() - (DAY_COUNT - 1) * DAY_MS), []);
  const query = api.useQuery('get', '/api/v1/actions', {
    params: { query: { from: new Date(since).toISOString(), limit: SAMPLE_COUNT } },
  });
  return (
    <Page
      title={home.greeting(firstName)}
      description={home.subtitle}
      actions={
        can('actions:create') && (
          <LinkButton to="/actions/new" leftSection={<IconPlus size={16} />}>
            {actions.new}
          </LinkButton>
        )
      }
    >
      <QueryView query={query} skeleton={<HomeSkeleton />}>
        {({ data }) => <Overview rows={data} since={since} />}
      </QueryView>
    </Page>
  );
};

const HomeSkeleton = () => (
  <Stack gap="lg">
    <SimpleGrid cols={{ base: 2, md: 4 }}>
      {Array.from({ length: 4 }, (_, position) => (
        <Skeleton key={position} height={92} radius="lg" />
      ))}
    </SimpleGrid>
    <Skeleton height={260} radius="lg" />
  </Stack>
);

type Row = Schemas['ActionSummary'];

const Overview = ({ rows, since }: { rows: readonly Row[]; since: number }) => {
  const messages = useMessages();
  const { home } = messages;
  const columns = actionColumns(messages);
  return (
    <Stack gap="lg">
      <Figures rows={rows} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Card title={home.activity}>
          <Activity rows={rows} since={since} />
        </Card>
        <Card title={home.attention}>
          <Attention rows={rows} />
        </Card>
      </SimpleGrid>
      <Card
        isFlush
        title={home.recent}
        actions={
          <LinkButton to="/actions" variant="subtle" size="compact-sm">
            {home.seeAll}
          </LinkButton>
        }
      >
        {rows.length === 0 ? (
          <Empty
            icon={IconStack2}
            title={messages.actions.emptyTitle}
            hint={messages.actions.emptyHint}
          />
        ) : (
          <DataTable
            label={home.recent}
            columns={columns}
            rows={rows.slice(0, RECENT_COUNT)}
            rowKey={(row) => row.id}
          />
        )}
      </Card>
    </Stack>
  );
};

const countOf = (rows: readonly Row[], ...statuses: Row['status'][]): number =>
  rows.filter(({ status }) => statuses.includes(status)).length;

const Figures = ({ rows }: { rows: readonly Row[] }) => {
  const { home } = useMessages();
  const format = useFormat();
  const succeeded = countOf(rows, 'succeeded');
  const failed = countOf(rows, 'failed', 'expired');
  const settled = succeeded + failed;
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }}>
      <Figure
        label={home.inFlight}
        value={format.number(countOf(rows, 'accepted', 'dispatching', 'awaiting_callback'))}
        hint={home.inFlightHint}
        search={{ status: ['accepted', 'dispatching', 'awaiting_callback'] }}
      />
      <Figure
        label={home.succeeded}
        value={format.number(succeeded)}
        hint={home.last14Days}
        search={{ status: ['succeeded'] }}
      />
      <Figure
        label={home.toHandle}
        value={format.number(failed)}
        hint={home.toHandleHint}
        search={{ status: ['failed', 'expired'] }}
      />
      <Figure
        label={home.successRate}
        value={settled === 0 ? '—' : format.percent(succeeded / settled)}
        hint={home.successRateHint}
        search={{}}
      />
    </SimpleGrid>
  );
};

interface FigureProps {
  label: string;
  value: string;
  hint: string;
  search: ActionsSearch;
}

const Figure = ({ label, value, hint, search }: FigureProps) => (
  <Card>
    <LinkBlock to="/actions" search={search} w="100%">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fz={30} fw={650} lh={1.2} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {value}
      </Text>
      <Text size="xs" c="dimmed">
        {hint}
      </Text>
    </LinkBlock>
  </Card>
);

const Activity = ({ rows, since }: { rows: readonly Row[]; since: number }) => {
  const { home, statuses } = useMessages();
  const format = useFormat();
  if (rows.length === 0) {
    return (
      <Text c="dimmed" size="sm">
        {home.activityEmpty}
      </Text>
    );
  }
  const series = ACTION_STATUSES.map((status) => ({
    key: status,
    label: statuses[status],
    tone: STATUS_TONES[status],
  })).filter(({ key }) => rows.some(({ status }) => status === key));
  const buckets = Array.from({ length: DAY_COUNT }, (_, position): Bucket => {
    const day = new Date(since + position * DAY_MS + DAY_MS / 2);
    const start = startOfDay(day.getTime());
    const counts: Record<string, number> = {};
    for (const { status, created_at: createdAt } of rows) {
      if (startOfDay(Date.parse(createdAt)) === start) counts[status] = (counts[status] ?? 0) + 1;
    }
    return {
      key: String(start),
      label: format.dayShort(day),
      title: format.date(day),
      counts,
    };
  });
  return (
    <Stack gap="sm">
      <StackedBars label={home.activityLabel} series={series} buckets={buckets} />
      <Legend series={series} />
    </Stack>
  );
};

const startOfDay = (instantMs: number): number => new Date(instantMs).setHours(0, 0, 0, 0);

interface Concern {
  key: string;
  icon: Icon;
  tone: Tone;
  text: string;
  hint?: string;
  link: ReactNode;
}

const Attention = ({ rows }: { rows: readonly Row[] }) => {
  const { home } = useMessages();
  const concerns = useConcerns(rows);
  if (concerns.length === 0) {
    return <Empty icon={IconConfetti} title={home.attentionEmpty} hint={home.attentionEmptyHint} />;
  }
  return (
    <Stack gap="sm">
      {concerns.map(({ key, icon: Shape, tone, text, hint, link }) => (
        <Group key={key} wrap="nowrap" gap="sm">
          <ThemeIcon variant="light" color={TONE_COLOURS[tone]} size={34} radius="md">
            <Shape size={18} stroke={1.75} aria-hidden />
          </ThemeIcon>
          <div style={{ flex: 1, minWidth: 0 }}>
            <Text size="sm" fw={500}>
              {text}
            </Text>
            {hint !== undefined && (
              <Text size="xs" c="dimmed">
                {hint}
              </Text>
            )}
          </div>
          {link}
        </Group>
      ))}
    </Stack>
  );
};

const useConcerns = (rows: readonly Row[]): Concern[] => {
  const { home } = useMessages();
  const can = useCan();
  const unread = api.useQuery('get', '/api/v1/notifications/unread-count').data?.count ?? 0;
  const uncaught = api.useQuery('get', '/api/v1/action-routes').data?.uncaught_types.length ?? 0;
  const summary = api.useQuery(
    'get',
    '/api/v1/operations/summary',
    {},
    { enabled: can('operations:read') },
  ).data;
  const failed = countOf(rows, 'failed');
  const expired = countOf(rows, 'expired');
  const unrouted = rows.filter((row) => row.is_unrouted).length;
  const toActions = (search: ActionsSearch) => (
    <LinkButton to="/actions" search={search} variant="default" size="compact-sm">
      {home.examine}
    </LinkButton>
  );
  const to = (path: '/notifications' | '/routes' | '/operations') => (
    <LinkButton to={path} variant="default" size="compact-sm">
      {home.examine}
    </LinkButton>
  );
  const concerns: (Concern | false)[] = [
    summary?.is_temporal_reachable === false && {
      key: 'temporal',
      icon: IconPlugConnectedX,
      tone: 'bad',
      text: home.temporalDown,
      hint: home.temporalDownHint,
      link: to('/operations'),
    },
    (summary?.oldest_command_seconds ?? 0) > 60 && {
      key: 'commands',
      icon: IconStack2,
      tone: 'waiting',
      text: home.stuckCommands(summary?.commands_waiting ?? 0),
      link: to('/operations'),
    },
    failed > 0 && {
      key: 'failed',
      icon: IconCircleX,
      tone: 'bad',
      text: home.failedCount(failed),
      link: toActions({ status: ['failed'] }),
    },
    expired > 0 && {
      key: 'expired',
      icon: IconClockPause,
      tone: 'late',
      text: home.expiredCount(expired),
      link: toActions({ status: ['expired'] }),
    },
    unrouted > 0 && {
      key: 'unrouted',
      icon: IconRoute2,
      tone: 'waiting',
      text: home.unroutedCount(unrouted),
      link: toActions({ is_unrouted: true }),
    },
    uncaught > 0 &&
      can('action_routes:write') && {
        key: 'uncaught',
        icon: IconAlertTriangle,
        tone: 'waiting',
        text: home.uncaughtTypes(uncaught),
        link: to('/routes'),
      },
    unread > 0 && {
      key: 'unread',
      icon: IconBellRinging,
      tone: 'info',
      text: home.unreadNotifications(unread),
      link: to('/notifications'),
    },
  ];
  return concerns.filter((concern) => concern !== false);
};
