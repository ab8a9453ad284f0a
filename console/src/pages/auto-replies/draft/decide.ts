import { useState } from 'react';
import { client } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import { useMe } from '../../../api/session.ts';
import { useMutation } from '../../../api/use-mutation.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { sent } from '../../../parts/sent.ts';
import { toast } from '../../../ui/feedback/toast.ts';
import { useRefreshAutoReplies, type AutoReply } from '../query.ts';

/** Sends decisions about a draft, and keeps why the last one was not taken. */

export type Decision =
  /** `isAccepted`: though passages that it cites are others now. */
  | { kind: 'approve'; text: string | undefined; isAccepted: boolean }
  | { kind: 'reject'; reason: string }
  | { kind: 'regenerate'; instruction: string }
  | { kind: 'reassign'; userId: number | null }
  | { kind: 'lift' };

/** Of a decision that came too late, or about something else. */
export interface Refusal {
  reason: string;
  supersededBy: string | null;
}

interface DecideInput {
  /** Who is told of the decision says that it is approved. */
  isApprovalSaid: boolean;
  /** As the user sees it: a decision is about nothing else. */
  draft: AutoReply;
  onDone: (after: AutoReply, decision: Decision) => void;
}

export const useDecide = ({ draft, isApprovalSaid, onDone }: DecideInput) => {
  const messages = useMessages();
  const { autoReplies: words } = messages;
  const refresh = useRefreshAutoReplies();
  const { user } = useMe();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const mutation = useMutation({
    mutationFn: (decision: Decision) => send(draft, decision),
    onSuccess: async (after, decision) => {
      setRefusal(null);
      const isFirst = after.status === 'waiting' && after.first_approved_by === user.id;
      if (!isApprovalSaid || after.status !== 'accepted') {
        toast(
          'good',
          decision.kind === 'approve' && isFirst ? words.firstApproved : doneText(words, decision),
        );
      }
      onDone(after, decision);
      await refresh(after);
    },
    onError: async (error) => {
      const refused = refusalOf(error);
      if (refused === null) return toastProblem(messages, error);
      setRefusal(refused);
      await refresh();
    },
  });
  return {
    decide: mutation.mutate,
    isPending: mutation.isPending,
    refusal,
    forget: () => setRefusal(null),
  };
};

const send = ({ id, content_hash: hash }: AutoReply, decision: Decision): Promise<AutoReply> => {
  const params = { path: { id } };
  const content_hash = hash ?? '';
  switch (decision.kind) {
    case 'approve': {
      const { text, isAccepted } = decision;
      const body = {
        content_hash,
        ...(text !== undefined && { text }),
        ...(isAccepted && { accept_changed_sources: true }),
      };
      return sent(client.POST('/inbox/auto-replies/{id}/approve', { params, body }));
    }
    case 'reject': {
      const body = { content_hash, reason: decision.reason };
      return sent(client.POST('/inbox/auto-replies/{id}/reject', { params, body }));
    }
    case 'regenerate': {
      const body = { instruction: decision.instruction };
      return sent(client.POST('/inbox/auto-replies/{id}/regenerate', { params, body }));
    }
    case 'reassign': {
      const body = { user_id: decision.userId };
      return sent(client.POST('/inbox/auto-replies/{id}/reassign', { params, body }));
    }
    case 'lift':
      return sent(client.POST('/inbox/auto-replies/{id}/lift', { params }));
  }
};

type Words = ReturnType<typeof useMessages>['autoReplies'];

const doneText = (words: Words, { kind }: Decision): string =>
  ({
    approve: words.approved,
    reject: words.rejected,
    regenerate: words.regenerated,
    reassign: words.reassigned,
    lift: words.lifted,
  })[kind];

const refusalOf = (error: unknown): Refusal | null => {
  const { status, body } = problemOf(error);
  if (status !== 409) return null;
  const details = new Map(Object.entries(Object(body['details'])));
  const text = (name: string): string | null => {
    const value: unknown = details.get(name);
    return typeof value === 'string' ? value : null;
  };
  // Without details: the conversation was merged meanwhile.
  return { reason: text('reason') ?? 'superseded', supersededBy: text('superseded_by') };
};
