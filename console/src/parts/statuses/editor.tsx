import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useMutation } from '../../api/use-mutation.ts';
import { useMessages } from '../../i18n/index.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { Card } from '../../ui/page/page.tsx';
import { LeaveGuard } from '../leave-guard.tsx';
import { toastProblem } from '../problem-alert.tsx';
import { AddForm } from './add-form.tsx';
import { isSameList, moved, type Status } from './draft.ts';
import classes from './row.module.css';
import { StatusRow } from './row.tsx';
import { SaveBar } from './save-bar.tsx';

interface StatusEditorProps<S extends Status> {
  saved: readonly S[];
  isDefault: boolean;
  /** The path of the lists: what shows them is read again after a change. */
  path: string;
  /** Replaces the stored list. An empty list restores the original one. */
  send: (statuses: readonly S[]) => Promise<unknown>;
  /** What the original list replaces. */
  resetBody: string;
  /** The grid of a row. */
  layout: string | undefined;
  newStatus: (label: string) => S;
  /** How many records have a status, in words. */
  usageOf: (code: string) => string;
  /** What only these statuses have. */
  detail: (status: S, onChange: (next: S) => void) => ReactNode;
  /** What becomes of another status after a change of one. */
  settle?: (other: S, next: S) => S;
  /** Called instead of the removal, which it may do. */
  onRemove: (status: S, remove: () => void) => void;
  /** Below the list. */
  more?: (draft: readonly S[], onAdd: (status: S) => void) => ReactNode;
}

/** The list of statuses that a company can change: name, colour, order, and what else they have. */
export const StatusEditor = <S extends Status>(props: StatusEditorProps<S>) => {
  const { statusList: words } = useMessages();
  const { saved, settle = (other) => other } = props;
  const [edited, setEdited] = useState<readonly S[] | null>(null);
  const draft = edited ?? saved;
  const isChanged = edited !== null && !isSameList(edited, saved);
  const save = useSave(props, () => setEdited(null));
  const replace = (next: S): void =>
    setEdited(draft.map((status) => (status.code === next.code ? next : settle(status, next))));
  const add = (status: S): void => setEdited([...draft, status]);
  return (
    <Card isFlush title={words.list}>
      <ul className={classes['list']} aria-label={words.list}>
        {draft.map((status, position) => (
          <StatusRow
            key={status.code}
            status={status}
            layout={props.layout}
            detail={props.detail(status, replace)}
            usage={props.usageOf(status.code)}
            isFirst={position === 0}
            isLast={position === draft.length - 1}
            onChange={(part) => replace({ ...status, ...part })}
            onMove={(by) => setEdited(moved(draft, position, position + by))}
            onRemove={() =>
              props.onRemove(status, () =>
                setEdited(draft.filter(({ code }) => code !== status.code)),
              )
            }
          />
        ))}
      </ul>
      <AddForm draft={draft} newStatus={props.newStatus} onAdd={add} />
      {props.more?.(draft, add)}
      <SaveBar
        resetBody={props.resetBody}
        isChanged={isChanged}
        isComplete={draft.every(({ label }) => label.trim() !== '')}
        isDefault={props.isDefault}
        isPending={save.isPending}
        onSave={() => save.mutate(draft)}
        onCancel={() => setEdited(null)}
        onReset={(onSettled) => save.mutate([], { onSettled })}
      />
      <LeaveGuard isChanged={isChanged} />
    </Card>
  );
};

const useSave = <S extends Status>(
  { path, send }: Pick<StatusEditorProps<S>, 'path' | 'send'>,
  onDone: () => void,
) => {
  const messages = useMessages();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['get', path] });
      toast('good', messages.statusList.saved);
      onDone();
    },
    onError: (error) => toastProblem(messages, error),
  });
};
