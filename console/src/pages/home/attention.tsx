import { Group, Stack, Text, ThemeIcon } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBellRinging,
  IconCircleX,
  IconClockPause,
  IconConfetti,
  IconPlugConnectedX,
  IconRoute2,
  IconStack2,
  type Icon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { api } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { LinkButton } from '../../parts/links.tsx';
import type { ActionsSearch } from '../actions/search.ts';
import { Empty } from '../../ui/feedback/empty.tsx';
import { TONE_COLOURS, type Tone } from '../../ui/values/status-badge.tsx';
import { countOf, windowOf, type Statistics } from './statistics.ts';

/** The list of problems to look at, the worst first. */

const COMMAND_AGE_NORMAL_SECONDS = 60;

interface Concern {
  key: string;
  icon: Icon;
  tone: Tone;
  text: string;
  hint?: string;
  link: ReactNode;
}

export const Attention = ({ statistics }: { statistics: Statistics }) => {
  const { home } = useMessages();
  const engine = useEngineConcerns();
  const actions = useActionConcerns(statistics);
  const others = useOtherConcerns();
  const concerns = [...engine, ...actions, ...others];
  if (concerns.length === 0) {
    return <Empty icon={IconConfetti} title={home.attentionEmpty} hint={home.attentionEmptyHint} />;
  }
  return (
    <Stack gap="sm">
      {concerns.map(({ key, ...concern }) => (
        <ConcernRow key={key} {...concern} />
      ))}
    </Stack>
  );
};

const ConcernRow = ({ icon: Shape, tone, text, hint, link }: Omit<Concern, 'key'>) => (
  <Group wrap="nowrap" gap="sm">
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
);

const present = (concerns: readonly (Concern | false)[]): Concern[] =>
  concerns.filter((concern) => concern !== false);

const Examine = ({
  to,
}: {
  to: '/notifications' | '/settings/routes' | '/settings/operations';
}) => (
  <LinkButton to={to} variant="default" size="compact-sm">
    {useMessages().home.examine}
  </LinkButton>
);

const ExamineActions = ({ search }: { search: ActionsSearch }) => (
  <LinkButton to="/actions" search={search} variant="default" size="compact-sm">
    {useMessages().home.examine}
  </LinkButton>
);

const useEngineConcerns = (): Concern[] => {
  const { home } = useMessages();
  const isEnabled = useCan()('operations:read');
  const summary = api.useQuery(
    'get',
    '/api/v1/operations/summary',
    {},
    { enabled: isEnabled },
  ).data;
  return present([
    summary?.is_temporal_reachable === false && {
      key: 'temporal',
      icon: IconPlugConnectedX,
      tone: 'bad',
      text: home.temporalDown,
      hint: home.temporalDownHint,
      link: <Examine to="/settings/operations" />,
    },
    (summary?.oldest_command_seconds ?? 0) > COMMAND_AGE_NORMAL_SECONDS && {
      key: 'commands',
      icon: IconStack2,
      tone: 'waiting',
      text: home.stuckCommands(summary?.commands_waiting ?? 0),
      link: <Examine to="/settings/operations" />,
    },
  ]);
};

const useActionConcerns = (statistics: Statistics): Concern[] => {
  const { home } = useMessages();
  const failed = countOf(statistics, 'failed');
  const expired = countOf(statistics, 'expired');
  const unrouted = statistics.unrouted_count;
  const days = windowOf(statistics);
  return present([
    failed > 0 && {
      key: 'failed',
      icon: IconCircleX,
      tone: 'bad',
      text: home.failedCount(failed),
      hint: home.last14Days,
      link: <ExamineActions search={{ status: ['failed'], ...days }} />,
    },
    expired > 0 && {
      key: 'expired',
      icon: IconClockPause,
      tone: 'late',
      text: home.expiredCount(expired),
      hint: home.last14Days,
      link: <ExamineActions search={{ status: ['expired'], ...days }} />,
    },
    unrouted > 0 && {
      key: 'unrouted',
      icon: IconRoute2,
      tone: 'waiting',
      text: home.unroutedCount(unrouted),
      hint: home.last14Days,
      link: <ExamineActions search={{ is_unrouted: true, ...days }} />,
    },
  ]);
};

const useOtherConcerns = (): Concern[] => {
  const { home } = useMessages();
  const canRoute = useCan()('action_routes:write');
  const unread = api.useQuery('get', '/api/v1/notifications/unread-count').data?.count ?? 0;
  const uncaught =
    api.useQuery('get', '/api/v1/action-routes', {}, { enabled: canRoute }).data?.uncaught_types
      .length ?? 0;
  return present([
    uncaught > 0 && {
      key: 'uncaught',
      icon: IconAlertTriangle,
      tone: 'waiting',
      text: home.uncaughtTypes(uncaught),
      link: <Examine to="/settings/routes" />,
    },
    unread > 0 && {
      key: 'unread',
      icon: IconBellRinging,
      tone: 'info',
      text: home.unreadNotifications(unread),
      link: <Examine to="/notifications" />,
    },
  ]);
};
