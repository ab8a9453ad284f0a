import { ActionIcon, Badge, Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck, IconPlus, IconX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, client, type Schemas } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { sent } from '../../../parts/sent.ts';
import { useApiForm } from '../../../parts/use-api-form.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { InstantField } from '../../../ui/form/fields/instant-field.tsx';
import { Section } from './section.tsx';
import classes from './side.module.css';

type FollowUp = Schemas['FollowUp'];

const FOLLOW_UP_COUNT_MAX = 50;
const PATHS = [
  '/inbox/conversations/{id}/follow-ups',
  '/inbox/follow-ups',
  '/api/v1/todo',
  '/api/v1/todo/count',
] as const;

/** When somebody comes back to a conversation. Settled ones are not listed. */
export const FollowUps = ({ conversationId }: { conversationId: number }) => {
  const { composer: words } = useMessages();
  const mayCreate = useCan()('follow_ups:create');
  const [isAdding, setAdding] = useState(false);
  const open = (
    api.useQuery('get', '/inbox/conversations/{id}/follow-ups', {
      params: { path: { id: conversationId }, query: { limit: FOLLOW_UP_COUNT_MAX } },
    }).data?.data ?? []
  ).filter(({ status }) => status === 'waiting' || status === 'due');
  return (
    <Section
      title={words.followUps}
      actions={
        mayCreate &&
        !isAdding && (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={13} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {words.newFollowUp}
          </Button>
        )
      }
    >
      {isAdding && (
        <FollowUpForm conversationId={conversationId} onClose={() => setAdding(false)} />
      )}
      {open.length === 0 && !isAdding && (
        <Text size="sm" c="dimmed">
          {words.noFollowUps}
        </Text>
      )}
      <ul className={classes['list']} aria-label={words.followUps}>
        {open.map((one) => (
          <FollowUpLine key={one.id} followUp={one} />
        ))}
      </ul>
    </Section>
  );
};

const useRefresh = (): (() => void) => {
  const queryClient = useQueryClient();
  return () => {
    for (const path of PATHS) void queryClient.invalidateQueries({ queryKey: ['get', path] });
  };
};

const FollowUpLine = ({ followUp }: { followUp: FollowUp }) => {
  const messages = useMessages();
  const { composer: words, followUps } = messages;
  const format = useFormat();
  const refresh = useRefresh();
  const params = { path: { id: followUp.id } };
  const options = {
    onError: (error: unknown) => toastProblem(messages, error),
    onSettled: refresh,
  };
  const done = api.useMutation('post', '/inbox/follow-ups/{id}/done', {
    ...options,
    onSuccess: () => toast('good', followUps.doneToast),
  });
  const cancel = api.useMutation('post', '/inbox/follow-ups/{id}/cancel', {
    ...options,
    onSuccess: () => toast('good', words.followUpCancelled),
  });
  const isPending = done.isPending || cancel.isPending;
  return (
    <li className={classes['line']}>
      <div>
        <time dateTime={followUp.due_at}>{format.instant(followUp.due_at)}</time>{' '}
        {followUp.status === 'due' && (
          <Badge size="xs" color="saffron">
            {words.due}
          </Badge>
        )}
        {followUp.note !== null && <div>{followUp.note}</div>}
        <Text size="xs" c="dimmed">
          {followUp.user_name}
          {followUp.is_cancelled_by_answer && ` · ${words.cancelIfAnswered}`}
        </Text>
      </div>
      <Group gap={2} wrap="nowrap">
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          disabled={isPending}
          aria-label={words.followUpDone}
          onClick={() => done.mutate({ params })}
        >
          <IconCheck size={15} />
        </ActionIcon>
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          disabled={isPending}
          aria-label={words.cancelFollowUp}
          onClick={() => cancel.mutate({ params })}
        >
          <IconX size={15} />
        </ActionIcon>
      </Group>
    </li>
  );
};

interface FollowUpFormProps {
  conversationId: number;
  onClose: () => void;
}

const FollowUpForm = ({ conversationId, onClose }: FollowUpFormProps) => {
  const { common, composer: words } = useMessages();
  const refresh = useRefresh();
  const initialValues: { due_at: string | null; note: string; is_cancelled_by_answer: boolean } = {
    due_at: null,
    note: '',
    is_cancelled_by_answer: true,
  };
  const form = useApiForm({
    draft: `conversations/${conversationId}/follow-up`,
    initialValues,
    required: ['due_at'],
    submit: (values, once) => {
      const note = values.note.trim();
      const body = {
        due_at: values.due_at ?? '',
        note: note === '' ? null : note,
        is_cancelled_by_answer: values.is_cancelled_by_answer,
      };
      return sent(
        client.POST('/inbox/conversations/{id}/follow-ups', {
          params: { path: { id: conversationId } },
          body,
          headers: once(body),
        }),
      );
    },
    onSuccess: () => {
      toast('good', words.followUpAdded);
      refresh();
      onClose();
    },
  });
  return (
    <form onSubmit={form.onSubmit} noValidate>
      <Stack gap="xs" mb="sm">
        {form.note}
        <InstantField
          required
          label={words.followUpAt}
          value={form.values.due_at ?? undefined}
          error={form.errors['due_at']}
          onChange={(at) => form.setFieldValue('due_at', at ?? null)}
        />
        <TextInput size="sm" label={words.followUpNote} maxLength={500} {...form.field('note')} />
        <Checkbox
          size="sm"
          label={words.cancelIfAnswered}
          checked={form.values.is_cancelled_by_answer}
          onChange={({ currentTarget }) =>
            form.setFieldValue('is_cancelled_by_answer', currentTarget.checked)
          }
        />
        <Group justify="flex-end" gap="xs">
          <Button size="compact-sm" variant="default" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button size="compact-sm" type="submit" loading={form.isPending}>
            {words.addFollowUp}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
