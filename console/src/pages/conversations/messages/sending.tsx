import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconClock, IconMailX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, type Schemas } from '../../../api/client.ts';
import { newUuid } from '../../../api/idempotency.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { useShortcuts } from '../../../ui/keyboard/shortcuts.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { useNow } from '../../../ui/values/use-now.ts';
import { takeBack } from '../composer/content.ts';
import { useRefreshConversations } from '../query.ts';
import classes from './messages.module.css';
import { Attempts } from './attempts.tsx';
import type { Message } from './query.ts';
import { reasonOf } from './reason.ts';

/** How it goes with a message that was written here, and what can be done about it. */
export const Sending = ({ message }: { message: Message }) => {
  const { outgoing, composer: words } = useMessages();
  const mayReply = useCan()('conversations:reply');
  const { cancel, retry, isPending } = useDecisions(message);
  const { status } = message;
  useShortcuts(words.title, [{ keys: 'z', label: words.undoSend, run: cancel }], {
    isEnabled: status === 'queued' && mayReply,
  });
  if (status === null || status === 'sent') return null;
  const button = (label: string, run: () => void, isMain = false): ReactNode =>
    mayReply && (
      <Button
        key={label}
        size="compact-sm"
        variant={isMain ? 'filled' : 'default'}
        disabled={isPending}
        onClick={run}
      >
        {label}
      </Button>
    );
  switch (status) {
    case 'queued':
      return (
        <Line icon={<IconClock size={15} aria-hidden />} text={<Countdown message={message} />}>
          {button(words.undoSend, cancel)}
        </Line>
      );
    case 'sending':
      return <Line text={outgoing.statuses.sending} />;
    case 'cancelled':
      return (
        <Line
          text={[outgoing.statuses.cancelled, reasonOf(outgoing, message)]
            .filter(Boolean)
            .join('. ')}
        />
      );
    case 'retrying':
      return (
        <Trouble
          message={message}
          more={message.next_attempt_at !== null && <RelativeTime at={message.next_attempt_at} />}
        >
          {button(words.retryNow, () => retry({}), true)}
          {button(words.cancelSend, cancel)}
        </Trouble>
      );
    case 'failed':
      return <Trouble message={message}>{button(words.retry, () => retry({}), true)}</Trouble>;
    case 'uncertain':
      return (
        <Trouble message={message} more={words.uncertainHint}>
          {button(words.wasSent, () => retry({ confirm: 'was_sent' }), true)}
          {button(words.sendAgain, () => retry({ confirm: 'send_again' }))}
        </Trouble>
      );
  }
};

const TROUBLES = {
  retrying: { color: 'saffron', icon: IconClock },
  failed: { color: 'brick', icon: IconMailX },
  uncertain: { color: 'saffron', icon: IconAlertTriangle },
} as const;

interface TroubleProps {
  message: Message;
  more?: ReactNode;
  /** What can be done. */
  children: ReactNode;
}

const Trouble = ({ message, more, children }: TroubleProps) => {
  const { outgoing } = useMessages();
  const { status } = message;
  if (status !== 'retrying' && status !== 'failed' && status !== 'uncertain') return null;
  const { color, icon: IconShape } = TROUBLES[status];
  return (
    <Alert color={color} icon={<IconShape />} m="xs" title={outgoing.statuses[status]}>
      <Text size="sm" mb={6}>
        {reasonOf(outgoing, message)} {more}
      </Text>
      <Group gap="xs">{children}</Group>
      <Attempts message={message} />
    </Alert>
  );
};

interface LineProps {
  icon?: ReactNode;
  text: ReactNode;
  children?: ReactNode;
}

const Line = ({ icon, text, children }: LineProps) => (
  <div className={classes['sending']} role="status">
    {icon}
    <Text span size="sm">
      {text}
    </Text>
    {children}
  </div>
);

/** The seconds in which it can be taken back with certainty. */
const Countdown = ({ message }: { message: Message }) => {
  const { composer: words, outgoing } = useMessages();
  const nowMs = useNow('second');
  const leftMs = message.send_after === null ? 0 : Date.parse(message.send_after) - nowMs;
  return leftMs > 0 ? words.sendsIn(Math.ceil(leftMs / 1000)) : outgoing.statuses.queued;
};

type Confirmation = { confirm?: 'send_again' | 'was_sent' };

const useDecisions = (message: Message) => {
  const messages = useMessages();
  const { composer: words } = messages;
  const queryClient = useQueryClient();
  const refresh = useRefreshConversations();
  const at = { path: { id: message.id } };
  const options = {
    onError: (error: unknown) => toastProblem(messages, error),
    onSettled: () =>
      queryClient.invalidateQueries({ queryKey: ['get', '/inbox/conversations/{id}/messages'] }),
  };
  const change = api.useMutation('post', '/inbox/conversations/bulk', {
    ...options,
    onSettled: refresh,
  });
  /** The reply had resolved the conversation. */
  const reopen = (status: Schemas['Conversation']['status']): void =>
    change.mutate({
      body: { ids: [message.conversation_id], operation: 'change', change: { status } },
    });
  const cancel = api.useMutation('post', '/inbox/messages/{id}/cancel', {
    ...options,
    onSuccess: ({ status }) => {
      if (status !== 'cancelled') return;
      const back = takeBack(message.conversation_id, message.id, message.attachments);
      toast('good', words.takenBack, back === undefined ? '' : words.takenBackHint);
      if (back?.statusBefore != null) reopen(back.statusBefore);
    },
  });
  const retry = api.useMutation('post', '/inbox/messages/{id}/retry', options);
  return {
    isPending: cancel.isPending || retry.isPending,
    cancel: () => cancel.mutate({ params: at }),
    retry: (body: Confirmation) =>
      retry.mutate({ params: at, body, headers: { 'Idempotency-Key': newUuid() } }),
  };
};
