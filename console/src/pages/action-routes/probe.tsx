import { Alert, Button, Text } from '@mantine/core';
import {
  IconCircleCheck,
  IconCircleX,
  IconHelpCircle,
  IconPlugConnected,
  type Icon,
} from '@tabler/icons-react';
import { api, type Schemas } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { LinkText } from '../../parts/links.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { StatusBadge } from '../../ui/values/status-badge.tsx';
import type { Tone } from '../../ui/values/tones.ts';

/** Whether n8n takes actions: asked when the user wants to know, because each look is an outgoing call. */

export type Probe = Schemas['ActionRoutesProbe'];
type State = Probe['dispatcher']['state'];

export const useProbe = () => {
  const messages = useMessages();
  return api.useMutation('post', '/api/v1/action-routes/probe', {
    onError: (error) => toastProblem(messages, error),
  });
};

export const ProbeButton = ({ probe }: { probe: ReturnType<typeof useProbe> }) => {
  const { routes: words } = useMessages();
  return (
    <Button
      variant="default"
      leftSection={<IconPlugConnected size={16} />}
      loading={probe.isPending}
      onClick={() => probe.mutate({})}
    >
      {words.probe}
    </Button>
  );
};

const looks: Readonly<Record<State, readonly [tone: Tone, icon: Icon]>> = {
  active: ['good', IconCircleCheck],
  inactive: ['bad', IconCircleX],
  key_refused: ['bad', IconCircleX],
  unreachable: ['bad', IconCircleX],
  refused_address: ['bad', IconCircleX],
  unknown: ['waiting', IconHelpCircle],
};

const StateBadge = ({ state }: { state: State }) => {
  const { routes: words } = useMessages();
  const [tone, icon] = looks[state];
  return <StatusBadge tone={tone} icon={icon} label={words.probeStates[state]} />;
};

/** What n8n says of the dispatcher, which all routes without an own address go through. */
export const DispatcherState = ({ dispatcher: { state } }: Pick<Probe, 'dispatcher'>) => {
  const { routes: words } = useMessages();
  return (
    <Alert
      color={state === 'active' ? 'moss' : 'brick'}
      icon={state === 'active' ? <IconCircleCheck /> : <IconCircleX />}
      title={
        <>
          {words.dispatcher} · <span>{words.probeStates[state]}</span>
        </>
      }
      role="status"
    >
      <Text size="sm">{words.probeHints[state]}</Text>
      {state === 'active' && (
        <Text size="sm" mt={4}>
          {words.dispatcherNote}
        </Text>
      )}
    </Alert>
  );
};

/** The state of a route with its own address; of another, only its last action is known. */
export const RouteState = ({ found }: { found: Probe['routes'][number] | undefined }) => {
  const { routes: words, statuses } = useMessages();
  if (!found) return null;
  const { is_dispatcher: isDispatcher, state, last_action: last } = found;
  return (
    <div>
      {!isDispatcher && <StateBadge state={state} />}
      <Text size="xs" c="dimmed" component="div">
        {last === null ? (
          words.neverUsed
        ) : (
          <>
            {words.lastAction}{' '}
            <LinkText to="/actions/$id" params={{ id: last.id }} size="xs">
              {statuses[last.status]}
            </LinkText>{' '}
            <RelativeTime at={last.attempted_at} />
            {last.status_code !== null && last.status_code >= 300 && ` · HTTP ${last.status_code}`}
          </>
        )}
      </Text>
    </div>
  );
};
