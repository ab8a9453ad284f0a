import { useMutation } from '../../../api/use-mutation.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { useUndo } from '../../../ui/feedback/use-undo.tsx';
import { sendChange } from '../change.ts';
import { useRefreshButBoard, type Case, type CaseStatus } from '../query.ts';
import type { CasesSearch } from '../search.ts';
import { useMoveCard, useRefreshColumns } from './columns.ts';

/** Moves a card: shown at once, then sent. The way back is offered if the new status allows it. */
export const useMove = (search: CasesSearch): ((row: Case, to: CaseStatus) => void) => {
  const messages = useMessages();
  const { cases: words, inbox } = messages;
  const moveCard = useMoveCard(search);
  const refresh = useRefreshButBoard();
  const refreshColumns = useRefreshColumns(search);
  const done = useUndo({ shortcuts: words.board, undo: inbox.undo });
  const send = useMutation({
    mutationFn: ({ row, to }: { row: Case; to: CaseStatus }) => sendChange(row, { status: to }),
    onSuccess: ({ kind, row: now }, { row, to }) => {
      if (kind === 'overtaken') {
        toast('waiting', words.overtakenTitle, words.overtakenHint);
        return;
      }
      const isUndo = now.allowed_statuses.includes(row.status);
      done(
        words.moved(row.reference, words.statuses[to]),
        isUndo ? () => move(now, row.status) : undefined,
      );
    },
    onError: (error) => toastProblem(messages, error),
    // Also the column that somebody else has moved it to meanwhile.
    onSettled: (outcome, _error, { row, to }) =>
      Promise.all([
        refresh(),
        refreshColumns([...new Set([row.status, to, outcome?.row.status ?? to])]),
      ]),
  });
  const move = (row: Case, to: CaseStatus): void => {
    moveCard(row, to);
    send.mutate({ row, to });
  };
  return move;
};
