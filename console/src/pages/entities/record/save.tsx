import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, client, type Schemas } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { isSame } from '../editor/merge.ts';

type Entity = Schemas['Entity'];

const PATH = '/api/v1/entities/{type}/{ref}';
/** Others may save between our reading and our saving; each time the field is compared again. */
const TRY_COUNT_MAX = 5;

/** A change of one field: `before` is what the user saw when they began. Null: the field is absent. */
export interface FieldEdit {
  field: string;
  label: string;
  before: unknown;
  after: unknown;
}

export interface FieldConflict extends FieldEdit {
  theirs: unknown;
}

export interface FieldSaver {
  save: (edit: FieldEdit) => Promise<boolean>;
  conflict: FieldConflict | null;
  resolve: (side: 'mine' | 'theirs') => void;
  isSaving: boolean;
}

/**
 * Saves one field at a time. Only that field is sent, with the version, so the changes of others to
 * other fields are kept. If somebody else changed the same field to another value, the user chooses.
 * Out of `save`: true if the field is saved.
 */
export const useFieldSaver = ({ type, ref }: Pick<Entity, 'type' | 'ref'>): FieldSaver => {
  const messages = useMessages();
  const queryClient = useQueryClient();
  const [conflict, setConflict] = useState<FieldConflict | null>(null);
  const patch = api.useMutation('patch', PATH);
  const params = { path: { type, ref } };
  const queryKey = ['get', PATH, { params }];

  const readAgain = async (): Promise<Entity> => {
    const { data, error } = await client.GET(PATH, { params });
    if (data === undefined) throw error;
    queryClient.setQueryData(queryKey, data);
    return data;
  };

  const send = async (edit: FieldEdit, isOverwriting: boolean): Promise<boolean> => {
    let entity = queryClient.getQueryData<Entity>(queryKey) ?? (await readAgain());
    for (let tryCount = 0; tryCount < TRY_COUNT_MAX; tryCount += 1) {
      const theirs = entity.data[edit.field] ?? null;
      const isChangedByThem = !isSame(theirs, edit.before) && !isSame(theirs, edit.after);
      if (isChangedByThem && !isOverwriting) {
        setConflict({ ...edit, theirs });
        return false;
      }
      const body = { version: entity.version, data: { [edit.field]: edit.after } };
      try {
        queryClient.setQueryData(queryKey, await patch.mutateAsync({ params, body }));
        return true;
      } catch (error) {
        if (problemOf(error).code !== 'version_conflict') throw error;
        entity = await readAgain();
      }
    }
    return false;
  };

  const attempt = async (edit: FieldEdit, isOverwriting = false): Promise<boolean> => {
    try {
      const isSaved = await send(edit, isOverwriting);
      if (isSaved) announce(edit);
      return isSaved;
    } catch (error) {
      toastProblem(messages, error);
      return false;
    }
  };

  const announce = (edit: FieldEdit): void => {
    const undo = { ...edit, before: edit.after, after: edit.before };
    toast('good', messages.record.saved(edit.label), <Undo onClick={() => void attempt(undo)} />);
  };

  return {
    save: (edit) => attempt(edit),
    conflict,
    resolve: (side) => {
      setConflict(null);
      if (conflict === null || side === 'theirs') return;
      void attempt({ ...conflict, before: conflict.theirs }, true);
    },
    isSaving: patch.isPending,
  };
};

const Undo = ({ onClick }: { onClick: () => void }) => (
  <Button size="compact-xs" variant="subtle" onClick={onClick}>
    {useMessages().record.undo}
  </Button>
);
