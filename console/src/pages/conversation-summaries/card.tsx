import { ActionIcon, Badge, Button, Text, Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCheck,
  IconChevronDown,
  IconChevronRight,
  IconClock,
  IconFlask,
  IconRefresh,
  IconSparkles,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { api, type Schemas } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { StatusBadge } from '../../ui/values/status-badge.tsx';
import { useAiReason } from '../ai/outcome.tsx';
import { useAiProblem, useAiReady } from '../ai/ready.ts';
import type { Conversation } from '../conversations/query.ts';
import classes from './card.module.css';
import { SummaryParts } from './parts.tsx';

/** Above the messages: what was said in the conversation, in a few lines. Folded until somebody opens it. */

type Summary = Schemas['ConversationSummary'];

const PATH = '/inbox/conversations/{id}/summary';
/** A shorter one is read faster than its summary. It may have one all the same. */
const MESSAGE_COUNT_MIN = 3;

export const SummaryCard = ({ conversation }: { conversation: Conversation }) => {
  const { conversationSummaries: words } = useMessages();
  const { id, message_count: messageCount } = conversation;
  const isReady = useAiReady();
  const [isOpen, setOpen] = useState(false);
  const bodyId = useId();
  const params = { path: { id } };
  const { data } = api.useQuery('get', PATH, { params });
  const { write, isPending } = useWrite(id, () => setOpen(true));
  if (data === undefined) return null;
  const { summary } = data;
  if (summary === null && (!isReady || messageCount < MESSAGE_COUNT_MIN)) return null;
  const isShown = isOpen && summary !== null;
  const Chevron = isShown ? IconChevronDown : IconChevronRight;
  return (
    <section className={classes['card']} aria-label={words.title}>
      <div className={classes['head']}>
        <button
          type="button"
          className={classes['toggle']}
          aria-expanded={isShown}
          aria-controls={isShown ? bodyId : undefined}
          disabled={summary === null}
          onClick={() => setOpen(!isOpen)}
        >
          {summary === null ? (
            <IconSparkles size={15} aria-hidden />
          ) : (
            <Chevron size={15} aria-hidden />
          )}
          {words.title}
          <State shown={data} isPending={isPending} />
          {summary?.is_demo === true && (
            <Badge
              size="sm"
              color="petrol"
              variant="light"
              leftSection={<IconFlask size={11} aria-hidden />}
            >
              {words.demo}
            </Badge>
          )}
        </button>
        {isReady && summary === null && (
          <Button
            size="compact-xs"
            variant="default"
            loading={isPending}
            disabled={data.is_being_written}
            onClick={() => write(false)}
          >
            {words.write}
          </Button>
        )}
        {isReady && summary !== null && (
          <Tooltip label={words.refresh}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={words.refresh}
              loading={isPending}
              disabled={data.is_being_written}
              onClick={() => write(true)}
            >
              <IconRefresh size={15} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      <Failure shown={data} />
      {isShown && (
        <div id={bodyId} className={classes['body']}>
          <SummaryParts conversationId={id} summary={summary} />
        </div>
      )}
    </section>
  );
};

/** The answer is shown at once; the stream brings those of others. */
const useWrite = (id: number, onWritten: () => void) => {
  const queryClient = useQueryClient();
  const { conversationSummaries: words } = useMessages();
  const problem = useAiProblem();
  const queryKey = ['get', PATH, { params: { path: { id } } }];
  const mutation = api.useMutation('post', PATH, {
    onSuccess: (written) => {
      queryClient.setQueryData(queryKey, written);
      onWritten();
    },
    onError: (error) => {
      toast('bad', words.failed, problem(error));
      void queryClient.invalidateQueries({ queryKey });
    },
  });
  return {
    isPending: mutation.isPending,
    write: (isRefresh: boolean): void =>
      mutation.mutate({
        params: { path: { id }, query: isRefresh ? { refresh: 'true' } : {} },
      }),
  };
};

const State = ({ shown, isPending }: { shown: Summary; isPending: boolean }) => {
  const { conversationSummaries: words } = useMessages();
  if (isPending || shown.is_being_written) {
    return <StatusBadge tone="moving" icon={IconClock} label={words.beingWritten} isLive />;
  }
  if (shown.summary === null) return null;
  return shown.is_stale ? (
    <StatusBadge
      tone="late"
      icon={IconAlertTriangle}
      label={words.stale}
      description={words.staleHint}
    />
  ) : (
    <StatusBadge tone="good" icon={IconCheck} label={words.current} />
  );
};

const Failure = ({ shown: { failure } }: { shown: Summary }) => {
  const { conversationSummaries: words, aiRuns } = useMessages();
  const reasonOf = useAiReason();
  if (failure === null) return null;
  const { outcome, error_code: code } = failure;
  const reason = code === null ? aiRuns.outcomes[outcome] : reasonOf(code).replace(/\.$/, '');
  return (
    <Text size="xs" c="dimmed" px={16} pb={6} role="status">
      {words.failure(reason)}
    </Text>
  );
};
