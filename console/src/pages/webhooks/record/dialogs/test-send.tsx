import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { api, type Schemas } from '../../../../api/client.ts';
import { useFormat, useMessages } from '../../../../i18n/index.tsx';
import { ProblemAlert } from '../../../../parts/problem-alert.tsx';
import { toast } from '../../../../ui/feedback/toast.ts';
import { useOpenerFocus } from '../../../../ui/feedback/use-opener-focus.ts';
import { ChoiceField } from '../../../../ui/form/fields/choice-field.tsx';
import { Facts } from '../../../../ui/values/facts.tsx';
import { JsonView } from '../../../../ui/values/json-view.tsx';
import { StatusBadge } from '../../../../ui/values/status-badge.tsx';
import { useEventGroups } from '../../events.ts';
import { useRefreshWebhooks, type Webhook } from '../../types.ts';
import type { WebhookDialogProps } from './changes.tsx';
import { useErrorText } from '../deliveries/status.tsx';
import { Exchange, readable } from '../deliveries/exchange.tsx';

/** Sends an example, and shows what came back. */

const BODY_HEIGHT_PX = 200;

type TestResult = Schemas['WebhookTest'];
type EventType = NonNullable<Schemas['WebhookTestIn']['event_type']>;

export const TestDialog = (props: WebhookDialogProps) => {
  const { webhookTest: words } = useMessages();
  return (
    <Modal opened size="lg" title={words.title} onClose={props.onClose}>
      <Content {...props} />
    </Modal>
  );
};

const Content = ({ webhook }: WebhookDialogProps) => {
  const { webhookTest: words } = useMessages();
  const [type, setType] = useState<string>(webhook.events[0] ?? '');
  const test = useTest(webhook);
  useOpenerFocus();
  const send = (): void =>
    test.mutate({
      params: { path: { id: webhook.id } },
      // The choices are the types of the api.
      body: { event_type: type as EventType },
    });
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {words.hint}
      </Text>
      <EventChoice
        webhook={webhook}
        type={type}
        onChange={(next) => {
          setType(next);
          test.reset();
        }}
      />
      <Body type={type} result={test.data} />
      {test.isError && <ProblemAlert error={test.error} />}
      {test.data && <Result result={test.data} />}
      <Group justify="flex-end">
        <Button
          leftSection={<IconSend size={16} />}
          loading={test.isPending}
          disabled={type === ''}
          onClick={send}
        >
          {test.data === undefined ? words.send : words.sendAgain}
        </Button>
      </Group>
    </Stack>
  );
};

/** A success may send what waits: other parts of the page show it. */
const useTest = (webhook: Webhook) => {
  const { webhookTest: words } = useMessages();
  const errorOf = useErrorText();
  const refresh = useRefreshWebhooks();
  return api.useMutation('post', '/api/webhooks/{id}/test', {
    onSuccess: (result) => {
      const { is_success: isSuccess, released_count: releasedCount } = result;
      toast(
        isSuccess ? 'good' : 'bad',
        isSuccess ? words.succeeded : words.failed,
        releasedCount > 0 ? words.released(releasedCount) : (errorOf(result) ?? ''),
      );
      if (isSuccess && webhook.circuit === 'open') refresh();
    },
  });
};

interface EventChoiceProps {
  webhook: Webhook;
  type: string;
  onChange: (type: string) => void;
}

/** The events of the webhook come first. */
const EventChoice = ({ webhook, type, onChange }: EventChoiceProps) => {
  const { webhookTest: words } = useMessages();
  const groups = useEventGroups();
  return (
    <ChoiceField
      label={words.event}
      allowDeselect={false}
      data-autofocus
      openOnFocus={false}
      data={groups
        .toSorted((left, right) => Number(listens(webhook, right)) - Number(listens(webhook, left)))
        .map(({ label, events }) => ({
          group: label,
          items: events.map((event) => ({ value: event.type, label: event.label })),
        }))}
      value={type}
      onChange={(next) => next !== null && onChange(next)}
    />
  );
};

const listens = (
  { events: chosen }: Webhook,
  { events }: { events: readonly { type: string }[] },
): boolean => events.some(({ type }) => chosen.some((one) => one === type));

/** The example before the test, with what Relais fills in; afterwards, what was really sent. */
const Body = ({ type, result }: { type: string; result: TestResult | undefined }) => {
  const { webhookTest: words } = useMessages();
  const event = useEventGroups()
    .flatMap(({ events }) => events)
    .find((one) => one.type === type);
  const preview = { id: '…', type, timestamp: '…', sequence: 0, data: event?.example ?? {} };
  const label = result === undefined ? words.preview : words.sentBody;
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {label}
      </Text>
      <JsonView
        key={label}
        label={label}
        value={result === undefined ? preview : readable(result.request_body)}
        maxHeight={BODY_HEIGHT_PX}
      />
    </div>
  );
};

const Result = ({ result }: { result: TestResult }) => {
  const { webhookTest: words, webhook } = useMessages();
  const format = useFormat();
  const errorOf = useErrorText();
  return (
    <Stack gap="sm" role="status" aria-label={result.is_success ? words.succeeded : words.failed}>
      <Group gap="sm">
        <StatusBadge
          size="lg"
          tone={result.is_success ? 'good' : 'bad'}
          icon={result.is_success ? IconCircleCheck : IconCircleX}
          label={result.is_success ? words.succeeded : words.failed}
        />
        <Text size="sm">{errorOf(result)}</Text>
      </Group>
      <Facts
        facts={[
          {
            label: words.status,
            value: result.status === null ? webhook.noAnswer : webhook.httpStatus(result.status),
          },
          {
            label: words.duration,
            value: result.duration_ms === null ? null : format.duration(result.duration_ms),
          },
        ]}
      />
      <Exchange
        requestHeaders={result.request_headers}
        responseHeaders={result.response_headers}
        responseBody={result.response_body}
      />
    </Stack>
  );
};
