import { useState, type ReactNode } from 'react';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { useUndo } from '../../ui/feedback/use-undo.tsx';
import { useChanges, type Change, type Operation } from './changes.ts';
import { AssignDialog } from './record/assign.tsx';
import { SnoozeDialog } from './record/snooze.tsx';
import type { Conversation } from './query.ts';
import type { Status } from './search.ts';
import type { Inbox } from './use-inbox.ts';

/**
 * What can be done with conversations, the same from the keyboard, the selection and the open conversation: with
 * the selected ones, else with the one that the cursor is on.
 */

export interface Triage {
  ids: readonly number[];
  /** The user may change conversations, and there is one to change. */
  isPossible: boolean;
  isPending: boolean;
  /** `done`: what to say, or to do, once it is done. `isLeaving`: they leave the list, so the next one is opened. */
  run: (to: Operation | Change, done: string | (() => void), isLeaving?: boolean) => void;
  setStatus: (status: Status) => void;
  spam: () => void;
  ask: (dialog: 'assign' | 'snooze') => void;
  dialogs: ReactNode;
}

export const useTriage = (inbox: Inbox, open: Conversation | undefined): Triage => {
  const { inbox: words, inboxStatistics } = useMessages();
  const mayChange = useCan()('conversations:update');
  const [dialog, setDialog] = useState<'assign' | 'snooze' | null>(null);
  const changes = useChanges(open);
  const offer = useUndo(words);
  const offerUndo = (
    label: string,
    ids: readonly number[],
    back: Operation | Change | undefined,
  ): void =>
    offer(
      label,
      back && (() => changes.change({ ids, to: back, done: words.undone, isUndo: true })),
    );
  const { selection, cursorId } = inbox;
  const selected = [...selection.keys].map(Number);
  const ids = selected.length > 0 ? selected : cursorId === undefined ? [] : [cursorId];
  const isPossible = mayChange && ids.length > 0;
  const run: Triage['run'] = (to, done, isLeaving = false) => {
    if (!isPossible) return;
    const following = selected.length === 0 && isLeaving ? inbox.following() : undefined;
    changes.change({
      ids,
      to,
      done: typeof done === 'string' ? done : '',
      onDone: () => {
        if (typeof done === 'function') done();
        selection.clear();
        if (isLeaving && selected.length === 0) inbox.goOn(following);
      },
    });
  };
  const before = statusOf(inbox, open, ids);
  const setStatus = (status: Status): void => {
    const label = words.statusDone(ids.length, inboxStatistics.statuses[status]);
    const back = before === undefined ? undefined : { status: before };
    run({ status }, () => offerUndo(label, ids, back), LEAVING.has(status));
  };
  return {
    ids,
    isPossible,
    isPending: changes.isPending,
    run,
    setStatus,
    spam: () => run('spam', () => offerUndo(words.spamDone(ids.length), ids, 'not_spam'), true),
    ask: (next) => {
      if (isPossible) setDialog(next);
    },
    dialogs: (
      <>
        <AssignDialog
          isOpen={dialog === 'assign'}
          onClose={() => setDialog(null)}
          onChoose={(userId) => run({ assigned_to: userId }, words.assignDone(ids.length))}
        />
        <SnoozeDialog
          isOpen={dialog === 'snooze'}
          isSnoozed={open !== undefined && open.snoozed_until !== null}
          onClose={() => setDialog(null)}
          onChoose={(until) =>
            run(
              { snoozed_until: until },
              until === null
                ? words.wokenDone
                : () => offerUndo(words.snoozeDone(ids.length), ids, { snoozed_until: null }),
              until !== null,
            )
          }
        />
      </>
    ),
  };
};

/** With them, a conversation leaves what is to be done. */
const LEAVING: ReadonlySet<Status> = new Set(['resolu', 'archive', 'spam']);

/** The status that all of them have. Undefined: not the same one. */
const statusOf = (
  { list }: Inbox,
  open: Conversation | undefined,
  ids: readonly number[],
): Status | undefined => {
  const [only] = ids;
  if (ids.length === 1 && only === open?.id) return open?.status;
  const rows = list.rows.filter(({ id }) => ids.includes(id));
  const [first] = rows;
  return rows.length === ids.length && rows.every(({ status }) => status === first?.status)
    ? first?.status
    : undefined;
};
