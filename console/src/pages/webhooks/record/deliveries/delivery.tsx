import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconRefresh, IconSend } from '@tabler/icons-react';
import { api } from '../../../../api/client.ts';
import { useCan } from '../../../../api/session.ts';
import { useMessages } from '../../../../i18n/index.tsx';
import { toastProblem } from '../../../../parts/problem-alert.tsx';
import { QueryView } from '../../../../parts/query-view.tsx';
import { Empty } from '../../../../ui/feedback/empty.tsx';
import { SideDrawer } from '../../../../ui/feedback/side-drawer.tsx';
import { toast } from '../../../../ui/feedback/toast.ts';
import { PageSkeleton } from '../../../../ui/page/skeleton.tsx';
import { CopyIcon } from '../../../../ui/values/copy.tsx';
import { Facts } from '../../../../ui/values/facts.tsx';
import { JsonView } from '../../../../ui/values/json-view.tsx';
import { RelativeTime } from '../../../../ui/values/relative-time.tsx';
import { StatusBadge } from '../../../../ui/values/status-badge.tsx';
import { useEventLabel } from '../../events.ts';
import { useRefreshWebhooks, type DeliveryDetail, type Webhook } from '../../types.ts';
import {
  DeliveryStatus,
  NextAttempt,
  useErrorText,
  useOutcomeText,
  useResultText,
} from './status.tsx';
import { Exchange, readable } from './exchange.tsx';
import classes from '../record.module.css';
import { SubjectLink } from './subject.tsx';

/** One delivery with all its attempts. The address names it, so that it can be sent to somebody. */

const BODY_HEIGHT_PX = 260;

interface DeliveryDrawerProps {
  webhook: Webhook;
  deliveryId: string | undefined;
  onClose: () => void;
}

export const DeliveryDrawer = ({ deliveryId, ...props }: DeliveryDrawerProps) =>
  deliveryId === undefined ? null : <Opened key={deliveryId} id={deliveryId} {...props} />;

type OpenedProps = Omit<DeliveryDrawerProps, 'deliveryId'> & { id: string };

const Opened = ({ webhook, id, onClose }: OpenedProps) => {
  const { webhook: words, webhookDelivery } = useMessages();
  const labelOf = useEventLabel();
  const query = api.useQuery('get', '/api/webhooks/{id}/deliveries/{delivery_id}', {
    params: { path: { id: webhook.id, delivery_id: id } },
  });
  const { data } = query;
  return (
    <SideDrawer
      isOpen
      size="xl"
      title={
        data === undefined ? words.deliveries : webhookDelivery.title(labelOf(data.event_type))
      }
      onClose={onClose}
      footer={data !== undefined && <Retry webhook={webhook} delivery={data} />}
    >
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {(delivery) => (
          <Stack gap="lg">
            <Summary webhook={webhook} delivery={delivery} />
            <Section title={webhookDelivery.attempts}>
              <Attempts webhook={webhook} delivery={delivery} />
            </Section>
            <Section title={webhookDelivery.body}>
              <JsonView
                label={webhookDelivery.body}
                value={readable(delivery.body)}
                maxHeight={BODY_HEIGHT_PX}
              />
            </Section>
          </Stack>
        )}
      </QueryView>
    </SideDrawer>
  );
};

const Section = ({ title, children }: { title: string; children: React.ReactNode }) => (
  <section aria-label={title}>
    <Title order={3} fz="md" mb="sm">
      {title}
    </Title>
    {children}
  </section>
);

interface DeliveryProps {
  webhook: Webhook;
  delivery: DeliveryDetail;
}

const Summary = ({ webhook, delivery }: DeliveryProps) => {
  const { webhookDelivery: words } = useMessages();
  const labelOf = useEventLabel();
  const outcomeOf = useOutcomeText();
  const { outcome_code: code, next_attempt_at: next, settled_at: settled } = delivery;
  return (
    <Stack gap="md">
      <Group gap="sm">
        <DeliveryStatus delivery={delivery} />
        {code !== null && delivery.status !== 'succeeded' && (
          <Text size="sm">{outcomeOf(code)}</Text>
        )}
      </Group>
      <Facts
        facts={[
          { label: words.event, value: labelOf(delivery.event_type) },
          {
            label: words.subject,
            value: <SubjectLink subject={delivery.subject} />,
          },
          { label: words.createdAt, value: <RelativeTime at={delivery.created_at} /> },
          {
            label: words.nextAttempt,
            value:
              next === null || delivery.status !== 'pending' ? null : (
                <NextAttempt webhook={webhook} delivery={delivery} />
              ),
          },
          {
            label: words.settledAt,
            value: settled === null ? null : <RelativeTime at={settled} />,
          },
          { label: words.sequence, value: String(delivery.sequence) },
          { label: words.eventId, value: <Id id={delivery.event_id} /> },
        ]}
      />
    </Stack>
  );
};

const Id = ({ id }: { id: string }) => (
  <Group gap={4} wrap="nowrap">
    <Text ff="monospace" size="xs" truncate>
      {id}
    </Text>
    <CopyIcon value={id} />
  </Group>
);

const Attempts = ({ webhook, delivery }: DeliveryProps) => {
  const { webhookDelivery: words } = useMessages();
  const resultOf = useResultText();
  const errorOf = useErrorText();
  if (delivery.attempts.length === 0) {
    const isHeld = webhook.is_active && webhook.circuit === 'open';
    return (
      <Empty
        icon={IconSend}
        title={words.attemptsEmpty}
        hint={isHeld ? words.attemptsHeldHint : words.attemptsEmptyHint}
      />
    );
  }
  const hasRounds = delivery.round > 1;
  return (
    <Stack gap="md">
      {delivery.attempts.map((attempt) => (
        <div key={`${attempt.round}/${attempt.attempt}`} className={classes['attempt']}>
          <Group gap="sm" mb={6}>
            <Text fw={600}>
              {hasRounds && `${words.roundTitle(attempt.round)} · `}
              {words.attemptTitle(attempt.attempt)}
            </Text>
            <StatusBadge
              tone={attempt.error_class === null ? 'good' : 'bad'}
              label={attempt.error_class === null ? words.attemptSucceeded : words.attemptFailed}
            />
            <Text size="sm" c="dimmed" component="div">
              {resultOf(attempt)} {' · '}
              <RelativeTime at={attempt.started_at} />
            </Text>
          </Group>
          {attempt.status !== null && attempt.error_class !== null && (
            <Text size="sm" mb={6}>
              {errorOf(attempt)}
            </Text>
          )}
          <Exchange
            requestHeaders={attempt.request_headers}
            responseHeaders={attempt.response_headers}
            responseBody={attempt.response_body}
          />
        </div>
      ))}
    </Stack>
  );
};

/** Tried at once, in a new round, unless another attempt is under way. */
const Retry = ({ webhook, delivery }: DeliveryProps) => {
  const messages = useMessages();
  const { webhookDelivery: words } = messages;
  const refresh = useRefreshWebhooks();
  const canSend = useCan()('webhooks:send');
  const isWaiting = delivery.status === 'pending';
  const retry = api.useMutation('post', '/api/webhooks/{id}/deliveries/{delivery_id}/retry', {
    onSuccess: ({ attempt }) => {
      toast(attempt === 'now' ? 'good' : 'info', words.retried[attempt]);
      refresh();
    },
    onError: (error) => toastProblem(messages, error),
  });
  if (!canSend) return null;
  if (!webhook.is_active) {
    return (
      <Text size="sm" c="dimmed">
        {words.retryInactive}
      </Text>
    );
  }
  return (
    <Button
      leftSection={<IconRefresh size={16} />}
      loading={retry.isPending}
      onClick={() =>
        retry.mutate({ params: { path: { id: webhook.id, delivery_id: delivery.id } } })
      }
    >
      {isWaiting ? words.retryNow : words.retry}
    </Button>
  );
};
