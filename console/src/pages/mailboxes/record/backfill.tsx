import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useState } from 'react';
import { api, client } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { ProblemAlert } from '../../../parts/problem-alert.tsx';
import { sent } from '../../../parts/sent.ts';
import { useApiForm } from '../../../parts/use-api-form.tsx';
import { SideDrawer } from '../../../ui/feedback/side-drawer.tsx';
import { DateField } from '../../../ui/form/fields/date-field.tsx';
import { Form } from '../../../ui/form/form.tsx';
import { useFailureText } from '../state.tsx';
import { useRefreshMailboxes, type Cycle, type Mailbox } from '../types.ts';
import { useCountsText, useRangeText } from './cycle-text.ts';

/** Reads older mail of a mailbox: the days are chosen, then the drawer shows how far it is and what was found. */

interface BackfillProps {
  mailbox: Mailbox;
  onClose: () => void;
}

/** Its figures change more often than the stream tells of them. */
const PROGRESS_EVERY_MS = 1_000;
/** Among the newest cycles: one that is read now. */
const CYCLE_COUNT = 50;

export const BackfillDrawer = (props: BackfillProps) => {
  const { mailboxBackfill: words } = useMessages();
  return (
    <SideDrawer isOpen title={words.title} onClose={props.onClose}>
      <Content {...props} />
    </SideDrawer>
  );
};

const Content = (props: BackfillProps) => {
  const params = { path: { id: props.mailbox.id }, query: { limit: CYCLE_COUNT } };
  const cycles = api.useQuery(
    'get',
    '/inbox/integrations/{id}/cycles',
    { params },
    { staleTime: 0 },
  );
  if (!cycles.isFetchedAfterMount) return null;
  const open = cycles.data?.data.find((cycle) => cycle.trigger === 'backfill' && !isOver(cycle));
  return <Steps {...props} openId={open?.id} />;
};

/** `openId`: the one that is read when the drawer opens. It stays in sight after its end. */
const Steps = ({ openId, ...props }: BackfillProps & { openId: string | undefined }) => {
  const [cycleId, setCycleId] = useState(openId);
  return cycleId === undefined ? (
    <BackfillForm {...props} onStart={setCycleId} />
  ) : (
    <BackfillProgress {...props} cycleId={cycleId} onOther={() => setCycleId(undefined)} />
  );
};

const isOver = ({ status }: Cycle): boolean => status === 'succeeded' || status === 'failed';

interface FormProps extends BackfillProps {
  onStart: (cycleId: string) => void;
}

const BackfillForm = ({ mailbox: { id }, onStart, onClose }: FormProps) => {
  const { mailboxBackfill: words } = useMessages();
  const refresh = useRefreshMailboxes();
  const form = useApiForm({
    initialValues: { from: '', to: '' },
    required: ['from', 'to'],
    validate: ({ from, to }) => (from !== '' && to !== '' && to < from ? { to: words.order } : {}),
    conflict: { from: words.conflict },
    submit: ({ from, to }, once) => {
      const body = { from: startOf(from).toISOString(), to: endOf(to).toISOString() };
      return sent(
        client.POST('/inbox/integrations/{id}/backfill', {
          params: { path: { id } },
          body,
          headers: once(body),
        }),
      );
    },
    onSuccess: (cycle) => {
      refresh();
      onStart(cycle.id);
    },
  });
  const { onChange: changeFrom, ...from } = form.field('from');
  const { onChange: changeTo, ...to } = form.field('to');
  return (
    <Form form={form} submitLabel={words.submit} onCancel={onClose}>
      <Text size="sm" c="dimmed">
        {words.hint}
      </Text>
      <DateField
        label={words.from}
        maxDate={new Date()}
        {...from}
        onChange={(day) => changeFrom(day ?? '')}
      />
      <DateField
        label={words.to}
        description={words.toHint}
        maxDate={new Date()}
        {...to}
        onChange={(day) => changeTo(day ?? '')}
      />
    </Form>
  );
};

/** Days of the reader's time zone. A day is not always 24 hours long. */
const startOf = (day: string): Date => new Date(`${day}T00:00`);

const endOf = (day: string): Date => {
  const next = startOf(day);
  next.setDate(next.getDate() + 1);
  return next;
};

interface ProgressProps extends BackfillProps {
  cycleId: string;
  onOther: () => void;
}

const BackfillProgress = ({ mailbox, cycleId, onOther, onClose }: ProgressProps) => {
  const { mailboxBackfill: words, common } = useMessages();
  const params = { path: { id: mailbox.id, cycle_id: cycleId } };
  const query = api.useQuery(
    'get',
    '/inbox/integrations/{id}/cycles/{cycle_id}',
    { params },
    {
      refetchInterval: ({ state }) =>
        state.data !== undefined && isOver(state.data) ? false : PROGRESS_EVERY_MS,
    },
  );
  const rangeOf = useRangeText();
  const cycle = query.data;
  return (
    <Stack role="status" aria-label={words.title}>
      {query.isError && <ProblemAlert error={query.error} />}
      {cycle !== undefined && <Text fw={600}>{rangeOf(cycle)}</Text>}
      {cycle !== undefined && (isOver(cycle) ? <Result cycle={cycle} /> : <Bar cycle={cycle} />)}
      <Group justify="flex-end" gap="sm">
        {cycle !== undefined && isOver(cycle) && (
          <Button variant="default" onClick={onOther}>
            {words.other}
          </Button>
        )}
        <Button onClick={onClose}>{common.close}</Button>
      </Group>
    </Stack>
  );
};

const Bar = ({ cycle: { status, done_count: done, total_count: total } }: { cycle: Cycle }) => {
  const { mailboxBackfill: words, mailbox } = useMessages();
  const isCounted = status === 'running' && total > 0;
  const text = status === 'waiting' ? words.waiting : words.searching;
  return (
    <>
      <Progress
        aria-label={words.title}
        value={isCounted ? (100 * done) / total : 0}
        animated
        color="petrol"
      />
      <Text size="sm">{isCounted ? mailbox.progress(done, total) : text}</Text>
      <Text size="sm" c="dimmed">
        {words.leave}
      </Text>
    </>
  );
};

const Result = ({ cycle }: { cycle: Cycle }) => {
  const { mailboxBackfill: words } = useMessages();
  const countsOf = useCountsText();
  const failureOf = useFailureText();
  const counts = countsOf(cycle);
  return cycle.status === 'failed' ? (
    <Alert color="brick" icon={<IconCircleX />} title={words.failed}>
      {cycle.error_code !== null && <Text size="sm">{failureOf(cycle.error_code)}</Text>}
      {counts !== '' && <Text size="sm">{words.found(counts)}</Text>}
      <Text size="sm">{words.failedHint}</Text>
    </Alert>
  ) : (
    <Alert color="moss" icon={<IconCircleCheck />} title={words.done}>
      <Text size="sm">{counts === '' ? words.none : words.found(counts)}</Text>
    </Alert>
  );
};
