import { Alert, Button, Group, Modal, Radio, Select, Stack, Text } from '@mantine/core';
import { IconCalculator, IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { api, type Schemas } from '../../../../api/client.ts';
import { useIdempotencyKeys } from '../../../../api/idempotency.ts';
import { problemOf } from '../../../../api/problem.ts';
import { useFormat, useMessages } from '../../../../i18n/index.tsx';
import { Confirm } from '../../../../ui/feedback/confirm.tsx';
import { fieldErrors } from '../../../../parts/fault-text.ts';
import { ProblemAlert } from '../../../../parts/problem-alert.tsx';
import { oneOf } from '../../../../routing/search.ts';
import { toast } from '../../../../ui/feedback/toast.ts';
import { useOpenerFocus } from '../../../../ui/feedback/use-opener-focus.ts';
import { InstantField } from '../../../../ui/form/fields/instant-field.tsx';
import { ListField } from '../../../../ui/form/fields/list-field.tsx';
import { useEventLabel } from '../../events.ts';
import { useRefreshWebhooks } from '../../types.ts';
import type { WebhookDialogProps } from './changes.tsx';
import { PERIODS, replayBody, SCOPES, type ReplayDraft } from './replay-body.ts';

/** Sends the events of a period again: counts first, and sends what was counted after a confirmation. */

type ReplayResult = Schemas['WebhookReplay'];

const INITIAL: ReplayDraft = {
  period: '24h',
  since: undefined,
  until: undefined,
  only: 'undelivered',
  types: [],
};

export const ReplayDialog = (props: WebhookDialogProps) => {
  const { webhookReplay: words } = useMessages();
  return (
    <Modal opened size="lg" title={words.title} onClose={props.onClose}>
      <Content {...props} />
    </Modal>
  );
};

interface MissedProps extends WebhookDialogProps {
  /** Instants: the last success before, and when it was switched on. */
  since: string;
  until: string;
  /** There is too much for one replay: the user has to choose a period. */
  onChoose: () => void;
}

/** After a webhook was switched on: asks whether what it missed is sent. Nothing if it missed nothing. */
export const MissedDialog = ({ webhook, since, until, onChoose, onClose }: MissedProps) => {
  const { webhookReplay: words } = useMessages();
  const format = useFormat();
  const { replay } = useReplay(onClose);
  const params = { path: { id: webhook.id } };
  const body = { since, until, only: 'undelivered', dry_run: true } as const;
  const { data } = api.useQuery('post', '/api/webhooks/{id}/replay', { params, body });
  if (data === undefined || data.count === 0) return null;
  const { count, is_capped: isCapped } = data;
  return (
    <Confirm
      isOpen
      title={words.missedTitle}
      confirmLabel={isCapped ? words.title : words.confirm(count)}
      isPending={replay.isPending}
      onConfirm={isCapped ? onChoose : () => replay.send(body, params)}
      onClose={onClose}
    >
      <Text>
        {isCapped
          ? words.capped(format.number(COUNT_MAX))
          : words.missed(count, format.instant(since))}
      </Text>
      {replay.isError && <ProblemAlert error={replay.error} />}
    </Confirm>
  );
};

const Content = ({ webhook, onClose }: WebhookDialogProps) => {
  const { webhookReplay: words } = useMessages();
  const [draft, setDraft] = useState(INITIAL);
  const { count, replay } = useReplay(onClose);
  useOpenerFocus();
  const change = (patch: Partial<ReplayDraft>): void => {
    setDraft({ ...draft, ...patch });
    count.reset();
    replay.reset();
  };
  const hasStart = draft.period !== 'custom' || draft.since !== undefined;
  const params = { path: { id: webhook.id } };
  const counted = count.data;
  const canSend = counted !== undefined && counted.count > 0 && !counted.is_capped;
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {words.hint}
      </Text>
      <Fields webhook={webhook} draft={draft} error={count.error} onChange={change} />
      <div aria-live="polite">{counted !== undefined && <Counted result={counted} />}</div>
      {replay.isError && <ProblemAlert error={replay.error} />}
      <Group justify="flex-end" gap="sm">
        {/* What is sent is the period that was counted, not one that ends a minute later. */}
        {canSend && count.variables !== undefined ? (
          <Button
            leftSection={<IconHistory size={16} />}
            loading={replay.isPending}
            onClick={() => replay.send(count.variables.body, params)}
          >
            {words.confirm(counted.count)}
          </Button>
        ) : (
          <Button
            leftSection={<IconCalculator size={16} />}
            loading={count.isPending}
            disabled={!hasStart}
            onClick={() => {
              const body = replayBody(draft, new Date());
              if (body !== null) count.mutate({ params, body });
            }}
          >
            {words.count}
          </Button>
        )}
      </Group>
    </Stack>
  );
};

const useReplay = (onClose: () => void) => {
  const { webhookReplay: words } = useMessages();
  const refresh = useRefreshWebhooks();
  const keys = useIdempotencyKeys();
  const count = api.useMutation('post', '/api/webhooks/{id}/replay');
  const replay = api.useMutation('post', '/api/webhooks/{id}/replay', {
    onSuccess: (result) => {
      keys.renew();
      toast('good', words.done(result.count));
      refresh();
      onClose();
    },
  });
  const send = (counted: Schemas['WebhookReplayIn'], params: { path: { id: number } }): void => {
    const body = { ...counted, dry_run: false };
    replay.mutate({
      params: { ...params, header: { 'Idempotency-Key': keys.keyFor(body) } },
      body,
    });
  };
  return { count, replay: { ...replay, send } };
};

const Counted = ({ result }: { result: ReplayResult }) => {
  const { webhookReplay: words } = useMessages();
  const format = useFormat();
  const { count, is_capped: isCapped } = result;
  return (
    <Alert color={isCapped ? 'saffron' : count === 0 ? 'gray' : 'sky'} role="status">
      {isCapped ? words.capped(format.number(COUNT_MAX)) : words.countResult(count)}
    </Alert>
  );
};

/** The limit of the api. */
const COUNT_MAX = 10_000;

interface FieldsProps extends Pick<WebhookDialogProps, 'webhook'> {
  draft: ReplayDraft;
  error: unknown;
  onChange: (patch: Partial<ReplayDraft>) => void;
}

const Fields = ({ webhook, draft, error, onChange }: FieldsProps) => {
  const messages = useMessages();
  const { webhookReplay: words } = messages;
  const labelOf = useEventLabel();
  const faults = fieldErrors(messages, error, (path) => path.split('.')[0] ?? path);
  const isOther = problemOf(error).errors.length === 0;
  return (
    <>
      {error !== null && isOther && <ProblemAlert error={error} />}
      <Select
        label={words.period}
        allowDeselect={false}
        data-autofocus
        data={PERIODS.map((value) => ({ value, label: words.periods[value] }))}
        value={draft.period}
        error={draft.period === 'custom' ? undefined : faults['since']}
        onChange={(value) => onChange({ period: oneOf(PERIODS, value) ?? '24h' })}
      />
      {draft.period === 'custom' && (
        <>
          <InstantField
            required
            label={words.since}
            error={faults['since']}
            value={draft.since}
            onChange={(since) => onChange({ since })}
          />
          <InstantField
            label={words.until}
            description={words.untilHint}
            error={faults['until']}
            value={draft.until}
            onChange={(until) => onChange({ until })}
          />
        </>
      )}
      <Radio.Group
        label={words.only}
        value={draft.only}
        onChange={(value) => onChange({ only: oneOf(SCOPES, value) ?? 'undelivered' })}
      >
        <Stack gap="xs" mt={6}>
          <Radio
            value="undelivered"
            label={words.onlyUndelivered}
            description={words.onlyUndeliveredHint}
          />
          <Radio value="failed" label={words.onlyFailed} />
          <Radio value="all" label={words.onlyAll} description={words.onlyAllHint} />
        </Stack>
      </Radio.Group>
      {webhook.events.length > 1 && (
        <ListField
          label={words.types}
          placeholder={draft.types.length === 0 ? words.typesAny : ''}
          error={faults['types']}
          choices={webhook.events.map((type) => ({ value: type, label: labelOf(type) }))}
          value={draft.types}
          onChange={(types) => onChange({ types })}
        />
      )}
    </>
  );
};
