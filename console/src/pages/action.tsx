import { Alert, Button, Group, SimpleGrid, Stack, Tabs, Text, Timeline } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconArrowLeft,
  IconBan,
  IconExternalLink,
  IconInbox,
  IconMessageReply,
  IconRefresh,
  IconRoute2,
  IconSend,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api, type Schemas } from '../api/client.ts';
import { useCan } from '../api/session.ts';
import { useFormat, useMessages } from '../i18n/index.tsx';
import {
  ActionStatusBadge,
  isInFlight,
  isRetryable,
  STATUS_TONES,
} from '../parts/action-status.tsx';
import { EntityIcon } from '../parts/entity-icon.tsx';
import { toastProblem } from '../parts/problem-alert.tsx';
import { LinkText } from '../parts/links.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { ACTION_STATUSES, ACTION_TABS, amend, ENTITY_TYPES, oneOf } from '../search.ts';
import { PageSkeleton } from '../shell/page-skeleton.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { CopyIcon } from '../ui/copy.tsx';
import { Empty } from '../ui/empty.tsx';
import { Facts } from '../ui/facts.tsx';
import { JsonView } from '../ui/json-view.tsx';
import { backLinkClass, Card, Page } from '../ui/page.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { StatusBadge, TONE_COLOURS, type Tone } from '../ui/status-badge.tsx';
import { toast } from '../ui/toast.ts';

type Action = Schemas['Action'];

const route = getRouteApi('/shell/actions/$id');

export const ActionPage = () => {
  const { id } = route.useParams();
  const query = api.useQuery('get', '/api/v1/actions/{id}', { params: { path: { id } } });
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(action) => <ActionView action={action} />}
    </QueryView>
  );
};

const ActionView = ({ action }: { action: Action }) => {
  const { action: words, actions } = useMessages();
  return (
    <Page
      title={action.action_type}
      badge={<ActionStatusBadge status={action.status} size="lg" />}
      description={action.outcome_message}
      back={
        <Link to="/actions" className={backLinkClass}>
          <IconArrowLeft size={14} aria-hidden />
          {words.back}
        </Link>
      }
      actions={<Deeds action={action} />}
    >
      {action.is_unrouted && (
        <Alert color="saffron" icon={<IconRoute2 />} title={actions.unrouted}>
          {actions.unroutedHint}
        </Alert>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Card title={words.summary}>
          <Summary action={action} />
        </Card>
        <Card title={words.decision}>
          <Decision action={action} />
        </Card>
      </SimpleGrid>
      <Details action={action} />
    </Page>
  );
};

const Deeds = ({ action }: { action: Action }) => {
  const messages = useMessages();
  const { actions } = messages;
  const can = useCan();
  const queryClient = useQueryClient();
  const [isRetrying, retryDialog] = useDisclosure(false);
  const [isCancelling, cancelDialog] = useDisclosure(false);
  const settle = (title: string, close: () => void) => ({
    onSuccess: () => {
      toast('good', title);
      void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/actions/{id}'] });
    },
    onError: (error: unknown) => toastProblem(messages, error),
    onSettled: close,
  });
  const retry = api.useMutation(
    'post',
    '/api/v1/actions/{id}/retry',
    settle(actions.retried, retryDialog.close),
  );
  const cancel = api.useMutation(
    'post',
    '/api/v1/actions/{id}/cancel',
    settle(actions.cancelled, cancelDialog.close),
  );
  const path = { params: { path: { id: action.id } } };
  return (
    <>
      {action.temporal_url !== null && can('operations:read') && (
        <Button
          component="a"
          href={action.temporal_url}
          target="_blank"
          rel="noreferrer"
          variant="default"
          rightSection={<IconExternalLink size={15} />}
        >
          {actions.openTemporal}
        </Button>
      )}
      {isRetryable(action.status) && can('actions:retry') && (
        <Button leftSection={<IconRefresh size={16} />} onClick={retryDialog.open}>
          {actions.retry}
        </Button>
      )}
      {isInFlight(action.status) && can('actions:cancel') && (
        <Button
          variant="light"
          color="brick"
          leftSection={<IconBan size={16} />}
          onClick={cancelDialog.open}
        >
          {actions.cancel}
        </Button>
      )}
      <Confirm
        isOpen={isRetrying}
        title={actions.retryTitle}
        confirmLabel={actions.retry}
        isPending={retry.isPending}
        onConfirm={() => retry.mutate(path)}
        onClose={retryDialog.close}
      >
        {actions.retryBody}
      </Confirm>
      <Confirm
        isOpen={isCancelling}
        isDangerous
        title={actions.cancelTitle}
        confirmLabel={actions.cancel}
        isPending={cancel.isPending}
        onConfirm={() => cancel.mutate(path)}
        onClose={cancelDialog.close}
      >
        {actions.cancelBody}
      </Confirm>
    </>
  );
};

const Summary = ({ action }: { action: Action }) => {
  const { action: words, outcomes, actions } = useMessages();
  const format = useFormat();
  const durationMs =
    action.settled_at === null
      ? null
      : Date.parse(action.settled_at) - Date.parse(action.created_at);
  const outcome = Object.entries(outcomes).find(([code]) => code === action.outcome_code)?.[1];
  return (
    <Facts
      facts={[
        { label: words.entity, value: <EntityLink action={action} /> },
        {
          label: words.route,
          value: `${action.route.index} · ${action.route.workflow}`,
        },
        { label: words.outcome, value: outcome },
        { label: words.created, value: <RelativeTime at={action.created_at} /> },
        {
          label: words.deadline,
          value:
            action.deadline_at === null || action.settled_at !== null ? null : (
              <RelativeTime at={action.deadline_at} />
            ),
        },
        {
          label: words.settled,
          value: action.settled_at === null ? null : <RelativeTime at={action.settled_at} />,
        },
        { label: words.duration, value: durationMs === null ? null : format.duration(durationMs) },
        { label: words.attempts, value: actions.attemptCount(action.attempt_count) },
        {
          label: words.workflow,
          value: (
            <Group gap={4} wrap="nowrap">
              <Text ff="monospace" size="xs" truncate>
                {action.workflow_id}
              </Text>
              <CopyIcon value={action.workflow_id} />
            </Group>
          ),
        },
      ]}
    />
  );
};

const EntityLink = ({ action }: { action: Action }) => {
  const { actions } = useMessages();
  const type = oneOf(ENTITY_TYPES, action.entite_type);
  if (type === undefined || action.entite_id === null) return <>{actions.noEntity}</>;
  return (
    <LinkText
      to="/entities/$type/$ref"
      params={{ type, ref: action.entite_id }}
      inline
      style={{ display: 'inline-flex', gap: 6, alignItems: 'center' }}
    >
      <EntityIcon type={type} />
      {action.entite_label} ({action.entite_id})
    </LinkText>
  );
};

const Decision = ({ action }: { action: Action }) => {
  const { action: words } = useMessages();
  return (
    <Stack gap="md">
      <Facts
        facts={[
          { label: words.decider, value: action.decide_par_name },
          { label: words.decision, value: action.decision_type },
          { label: words.comment, value: action.commentaire },
          { label: words.source, value: action.action_source },
          { label: words.button, value: action.action_button },
          {
            label: words.format,
            value: action.format === 'legacy' ? words.formatLegacy : words.formatEnriched,
          },
          { label: words.round, value: String(action.round) },
        ]}
      />
      {Object.keys(action.metadonnees).length > 0 && (
        <JsonView label={words.metadata} value={action.metadonnees} maxHeight={220} />
      )}
    </Stack>
  );
};

const Details = ({ action }: { action: Action }) => {
  const { action: words } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const counts = { attempts: action.attempts.length, callbacks: action.callbacks.length };
  return (
    <Card>
      <Tabs
        value={search.tab ?? 'timeline'}
        onChange={(value) =>
          void navigate({
            search: amend(search, { tab: oneOf(ACTION_TABS, value) }),
            replace: true,
          })
        }
      >
        <Tabs.List
          aria-label={words.tabs}
          mb="md"
          style={{ flexWrap: 'nowrap', overflowX: 'auto' }}
        >
          {ACTION_TABS.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {words[tab]}
              {tab in counts && ` (${counts[tab as keyof typeof counts]})`}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="timeline">
          <History action={action} />
        </Tabs.Panel>
        <Tabs.Panel value="payload">
          <Text size="sm" c="dimmed" mb="sm">
            {words.payloadHint}
          </Text>
          <JsonView label={words.payloadLabel} value={action.payload} />
        </Tabs.Panel>
        <Tabs.Panel value="attempts">
          <Attempts action={action} />
        </Tabs.Panel>
        <Tabs.Panel value="callbacks">
          <Callbacks action={action} />
        </Tabs.Panel>
      </Tabs>
    </Card>
  );
};

const TIMELINE_ICONS = {
  accepted: IconInbox,
  attempt: IconSend,
  callback: IconMessageReply,
  event: IconRefresh,
} as const;

const History = ({ action }: { action: Action }) => {
  const { action: words, statuses } = useMessages();
  const named = (names: Readonly<Record<string, string>>, code: string): string =>
    names[code.replace(/^late_/, '')] ?? code;
  const titleOf = (entry: Action['timeline'][number]): string => {
    switch (entry.kind) {
      case 'accepted':
        return words.timelineAccepted;
      case 'attempt':
        return words.timelineAttempt(named(words.attemptOutcomes, entry.code));
      case 'callback':
        return words.timelineCallback(named(words.callbackStatuses, entry.code));
      case 'event': {
        const status = ACTION_STATUSES.find((candidate) => candidate === entry.message);
        return status === undefined ? words.timelineEvent(entry.code) : statuses[status];
      }
    }
  };
  return (
    <Timeline active={action.timeline.length} bulletSize={26} lineWidth={2}>
      {action.timeline.map((entry, position) => {
        const Shape = TIMELINE_ICONS[entry.kind];
        return (
          <Timeline.Item
            key={position}
            bullet={<Shape size={14} aria-hidden />}
            color={TONE_COLOURS[timelineTone(entry)]}
            title={titleOf(entry)}
          >
            {entry.kind !== 'event' && entry.message !== null && entry.message !== '' && (
              <Text size="sm">{entry.message}</Text>
            )}
            <Text size="xs" c="dimmed" component="div">
              <RelativeTime at={entry.at} />
            </Text>
          </Timeline.Item>
        );
      })}
    </Timeline>
  );
};

const timelineTone = ({ kind, code, message }: Action['timeline'][number]): Tone => {
  const status = ACTION_STATUSES.find(
    (candidate) => candidate === (kind === 'event' ? message : code.replace(/^late_/, '')),
  );
  if (status !== undefined) return STATUS_TONES[status];
  return code === 'refused' || code === 'retry' || code === 'interrupted' ? 'bad' : 'info';
};

const ATTEMPT_TONES: Record<Action['attempts'][number]['outcome'], Tone> = {
  running: 'moving',
  accepted: 'good',
  retry: 'waiting',
  refused: 'bad',
  interrupted: 'late',
};

const Attempts = ({ action }: { action: Action }) => {
  const { action: words } = useMessages();
  const format = useFormat();
  if (action.attempts.length === 0) {
    return <Empty icon={IconSend} title={words.attemptsEmpty} hint={words.attemptsEmptyHint} />;
  }
  return (
    <Stack gap="lg">
      {action.attempts.toReversed().map((attempt) => (
        <Stack key={attempt.attempt} gap={6}>
          <Group gap="sm">
            <Text fw={600}>{words.attemptTitle(attempt.attempt)}</Text>
            <StatusBadge
              tone={ATTEMPT_TONES[attempt.outcome]}
              label={words.attemptOutcomes[attempt.outcome]}
              isLive={attempt.outcome === 'running'}
            />
            <Text size="sm" c="dimmed" component="div">
              {[
                attempt.status_code === null ? null : `HTTP ${attempt.status_code}`,
                attempt.error_code,
                attempt.duration_ms === null ? null : format.duration(attempt.duration_ms),
              ]
                .filter((part) => part !== null)
                .join(' · ')}
              {' · '}
              <RelativeTime at={attempt.started_at} />
            </Text>
          </Group>
          {attempt.response_body !== null && attempt.response_body !== '' && (
            <JsonView
              label={words.response}
              value={readable(attempt.response_body)}
              maxHeight={180}
            />
          )}
        </Stack>
      ))}
    </Stack>
  );
};

const CALLBACK_TONES = { succeeded: 'good', failed: 'bad', progress: 'moving' } as const;

const Callbacks = ({ action }: { action: Action }) => {
  const { action: words } = useMessages();
  if (action.callbacks.length === 0) {
    return (
      <Empty icon={IconMessageReply} title={words.callbacksEmpty} hint={words.callbacksEmptyHint} />
    );
  }
  return (
    <Stack gap="lg">
      {action.callbacks.toReversed().map((callback) => (
        <Stack key={callback.callback_id} gap={6}>
          <Group gap="sm">
            <StatusBadge
              tone={CALLBACK_TONES[callback.status]}
              label={words.callbackStatuses[callback.status]}
            />
            {callback.is_late && <StatusBadge tone="late" label={words.late} />}
            {callback.outcome === 'recorded' && (
              <StatusBadge tone="neutral" label={words.callbackRecorded} />
            )}
            <Text size="sm" c="dimmed" component="div">
              <RelativeTime at={callback.received_at} />
            </Text>
          </Group>
          <Text>{callback.message}</Text>
          {callback.statut_dossier !== null && (
            <Text size="sm" c="dimmed">
              {words.statutDossier} : {callback.statut_dossier}
            </Text>
          )}
          {callback.data !== null && (
            <JsonView label={callback.callback_id} value={callback.data} maxHeight={180} />
          )}
        </Stack>
      ))}
    </Stack>
  );
};

/** n8n answers with JSON as a rule; anything else is shown as it came. */
const readable = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
