import { Group, Stack, Text, ThemeIcon } from '@mantine/core';
import {
  IconAlertTriangle,
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
import { Card } from '../../ui/page/page.tsx';
import { TONE_COLOURS, type Tone } from '../../ui/values/tones.ts';
import { windowOf, type Statistics } from './statistics.ts';

/** Faults of the installation and of the settings, for those who can mend them. Nothing if there is none. */

const COMMAND_AGE_NORMAL_SECONDS = 60;

interface Concern {
  key: string;
  icon: Icon;
  tone: Tone;
  text: string;
  hint?: string;
  link: ReactNode;
}

export const System = ({ statistics }: { statistics: Statistics }) => {
  const { home } = useMessages();
  const engine = useEngineConcerns();
  const routing = useRoutingConcerns(statistics);
  const concerns = [...engine, ...routing];
  if (concerns.length === 0) return null;
  return (
    <Card title={home.system}>
      <Stack gap="sm">
        {concerns.map(({ key, ...concern }) => (
          <ConcernRow key={key} {...concern} />
        ))}
      </Stack>
    </Card>
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

const Examine = ({ to }: { to: '/settings/routes' | '/settings/operations' }) => (
  <LinkButton to={to} variant="default" size="compact-sm">
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

const useRoutingConcerns = (statistics: Statistics): Concern[] => {
  const { home } = useMessages();
  const canRoute = useCan()('action_routes:write');
  const uncaught =
    api.useQuery('get', '/api/v1/action-routes', {}, { enabled: canRoute }).data?.uncaught_types
      .length ?? 0;
  const unrouted = statistics.unrouted_count;
  return present([
    canRoute &&
      unrouted > 0 && {
        key: 'unrouted',
        icon: IconRoute2,
        tone: 'waiting',
        text: home.unroutedCount(unrouted),
        hint: home.last14Days,
        link: (
          <LinkButton
            to="/actions"
            search={{ is_unrouted: true, ...windowOf(statistics) }}
            variant="default"
            size="compact-sm"
          >
            {home.examine}
          </LinkButton>
        ),
      },
    uncaught > 0 && {
      key: 'uncaught',
      icon: IconAlertTriangle,
      tone: 'waiting',
      text: home.uncaughtTypes(uncaught),
      link: <Examine to="/settings/routes" />,
    },
  ]);
};
