import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client, type Schemas } from '../../../api/client.ts';
import { useIdempotencyKeys } from '../../../api/idempotency.ts';
import { problemOf } from '../../../api/problem.ts';
import { useMutation } from '../../../api/use-mutation.ts';
import { sent } from '../../../parts/sent.ts';
import { parseAddresses } from './addresses.ts';
import { rememberSent, type ReplyContent } from './content.ts';
import type { ReplyDraft } from './draft.ts';

/** Sends a reply: once for each text, and not over a message that its author has not seen. */

interface Options {
  resolve?: boolean;
  /** In spite of newer messages. */
  force?: boolean;
}

interface SendInput {
  conversation: Schemas['Conversation'];
  draft: ReplyDraft;
  cannedReplyId: number | null;
}

export interface Send {
  run: (options: Options) => void;
  isPending: boolean;
  error: Error | null;
  /** A message came since the author began to write. */
  isOvertaken: boolean;
  /** The api has refused to send over it. */
  isRefused: boolean;
  /** The author has read it. */
  acknowledge: () => void;
}

export const useSend = ({ conversation, draft, cannedReplyId }: SendInput): Send => {
  const { id, last_message_id: lastId } = conversation;
  const refresh = useRefresh();
  const keys = useIdempotencyKeys();
  const { content } = draft;
  const [seen, acknowledge] = useSeen(lastId, content.text !== '');
  const mutation = useMutation({
    mutationFn: (options: Options) => {
      const body = bodyOf(content, { ...options, cannedReplyId, seenId: seen });
      return sent(
        client.POST('/inbox/conversations/{id}/reply', {
          params: { path: { id } },
          headers: { 'Idempotency-Key': keys.keyFor(body) },
          body,
        }),
      );
    },
    onSuccess: (message, { resolve }) => {
      keys.renew();
      const statusBefore = resolve === true ? conversation.status : null;
      rememberSent(message.id, { content, statusBefore });
      draft.clear();
      void refresh();
    },
    onError: () => void refresh(),
  });
  const isRefused = problemOf(mutation.error).code === 'conversation_moved_on';
  return {
    run: mutation.mutate,
    isPending: mutation.isPending,
    error: mutation.error,
    isOvertaken: seen !== lastId || isRefused,
    isRefused,
    acknowledge: () => {
      mutation.reset();
      acknowledge();
    },
  };
};

/** The last message that the author had seen when they began to write; without a text, the last one. */
const useSeen = (lastId: number | null, isWriting: boolean): [number | null, () => void] => {
  const [seen, setSeen] = useState(lastId);
  if (!isWriting && seen !== lastId) setSeen(lastId);
  return [isWriting ? seen : lastId, () => setSeen(lastId)];
};

interface BodyOptions extends Options {
  cannedReplyId: number | null;
  seenId: number | null;
}

const bodyOf = (
  content: ReplyContent,
  { resolve = false, force = false, cannedReplyId, seenId }: BodyOptions,
): Schemas['ReplyIn'] => ({
  text: content.text,
  cc: parseAddresses(content.cc),
  bcc: parseAddresses(content.bcc),
  attachment_ids: content.attachment_ids,
  canned_reply_id: cannedReplyId,
  resolve,
  force,
  ...(content.to.length > 0 && { to: parseAddresses(content.to) }),
  ...(content.subject !== null && { subject: content.subject }),
  ...(seenId !== null && { expected_last_message_id: seenId }),
});

const PATHS = [
  '/inbox/conversations/{id}/messages',
  '/inbox/conversations/{id}',
  '/inbox/conversations',
  '/inbox/conversations/counts',
] as const;

const useRefresh = (): (() => Promise<void>) => {
  const queryClient = useQueryClient();
  return async () => {
    await Promise.all(
      PATHS.map((path) => queryClient.invalidateQueries({ queryKey: ['get', path] })),
    );
  };
};
