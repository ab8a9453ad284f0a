import { client, type Schemas } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useMutation } from '../../api/use-mutation.ts';
import { useMessages } from '../../i18n/index.tsx';
import { answerOf } from '../../parts/list/pages.ts';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { useRefreshConversations, type Conversation } from './query.ts';

/** Changes of one conversation or of several, from the list, the keyboard or the open conversation. */

/** The api changes so many at once. */
export const BULK_COUNT_MAX = 200;

export type Change = NonNullable<Schemas['ConversationBulkIn']['change']>;
export type Operation = Exclude<Schemas['ConversationBulkIn']['operation'], 'change'>;

interface Asked {
  ids: readonly number[];
  /** An operation, or new values. */
  to: Operation | Change;
  /** What to say once it is done. */
  done: string;
  /** Runs once it is done. */
  onDone?: () => void;
  /** Puts back what this user has just changed: the shown version is one of before. */
  isUndo?: boolean;
}

/**
 * `open`: the conversation that the user reads. A change names the version that is shown. If a message arrived
 * meanwhile, the change is refused: the user has not seen that message.
 */
export const useChanges = (open: Conversation | undefined) => {
  const messages = useMessages();
  const { inbox } = messages;
  const refresh = useRefreshConversations();
  const mutation = useMutation({
    mutationFn: async (asked: Asked): Promise<number> => {
      if (isOf(open, asked) && typeof asked.to === 'object') {
        await answerOf(
          client.PATCH('/inbox/conversations/{id}', {
            params: { path: { id: open.id } },
            body: { version: open.version, ...asked.to },
          }),
        );
        return 0;
      }
      const answer = await answerOf(
        client.POST('/inbox/conversations/bulk', { body: bulkBody(asked) }),
      );
      return answer.data.filter(({ outcome }) => outcome === 'not_found').length;
    },
    onSuccess: (missingCount, { done, onDone }) => {
      if (missingCount > 0) toast('waiting', inbox.someGone(missingCount));
      else if (done !== '') toast('good', done);
      onDone?.();
    },
    onError: (error) =>
      problemOf(error).code === 'version_conflict'
        ? toast('waiting', inbox.overtaken, inbox.overtakenHint)
        : toastProblem(messages, error),
    onSettled: () => refresh(),
  });
  return { isPending: mutation.isPending, change: mutation.mutate };
};

const isOf = (open: Conversation | undefined, { ids, isUndo }: Asked): open is Conversation =>
  isUndo !== true && ids.length === 1 && ids[0] === open?.id;

export type Changes = ReturnType<typeof useChanges>;

const bulkBody = ({ ids, to }: Asked): Schemas['ConversationBulkIn'] => ({
  ids: ids.slice(0, BULK_COUNT_MAX),
  ...(typeof to === 'string' ? { operation: to } : { operation: 'change', change: to }),
});
