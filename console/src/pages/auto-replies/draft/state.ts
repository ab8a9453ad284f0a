import { useFormat, useMessages } from '../../../i18n/index.tsx';
import type { AutoReply } from '../query.ts';
import type { Refusal } from './decide.ts';

/** In words: what became of a draft, and who did it. */

const known = <T extends string>(words: Readonly<Record<string, T>>, code: string | null) =>
  Object.entries(words).find(([name]) => name === code)?.[1];

type Words = ReturnType<typeof useMessages>['autoReplies'];

/** Whose wish the version is. Null: nobody's. */
export const askedText = (
  words: Words,
  { instruction, asked_by_name: name }: AutoReply,
): string | null =>
  instruction === null
    ? null
    : words.askedBy(name ?? words.states.somebody, words.quoted(instruction));

export const useStateText = (): ((draft: AutoReply) => string | null) => {
  const { autoReplies: words } = useMessages();
  const format = useFormat();
  return (draft) => {
    const { states } = words;
    const at = format.instant(draft.decided_at ?? draft.updated_at);
    const name = draft.decided_by_name ?? states.somebody;
    switch (draft.status) {
      case 'waiting':
        return null;
      case 'accepted':
        return draft.decided_by === null ? states.acceptedAlone : states.accepted(name, at);
      case 'rejected':
        return [states.rejected(name, at), draft.reason && states.rejectedWhy(draft.reason)]
          .filter((text) => text !== null && text !== '')
          .join(' ');
      case 'superseded':
        return known(words.superseded, draft.reason) ?? states.superseded;
      case 'failed':
        return [known(words.failures, draft.reason), states.failed]
          .filter((text) => text !== undefined)
          .join(' ');
      case 'drafting':
        return [askedText(words, draft), states.drafting].filter((text) => text !== null).join(' ');
      case 'expired':
      case 'refused':
        return states[draft.status];
    }
  };
};

/** Why a decision was not taken. `latest`: the draft as it is now, which names the people. */
export const useRefusalText = (): ((refusal: Refusal, latest: AutoReply) => string) => {
  const { autoReplies: words } = useMessages();
  const stateText = useStateText();
  return ({ reason, supersededBy }, latest) => {
    const { states } = words;
    if (reason === 'changed' || reason === 'recipient_changed' || reason === 'sources_changed') {
      return states[reason];
    }
    const newer = known(words.superseded, supersededBy);
    if (newer !== undefined) return newer;
    if (reason === 'expired') return states.expired;
    return stateText(latest) ?? states.superseded;
  };
};
