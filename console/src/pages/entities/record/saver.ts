import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useState } from 'react';
import { problemOf } from '../../../api/problem.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { fieldErrors } from '../../../parts/fault-text.ts';
import { problemText } from '../../../parts/problem-alert.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import type { Side } from '../editor/conflict.tsx';
import { isSameValue } from '../editor/merge.ts';

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
  /** When the record was last saved. */
  at: string;
}

export interface FieldSaver {
  /**
   * Out: undefined once the field is saved, or once the user has kept the stored value; else why it is
   * not saved, in words that are shown beside the field.
   */
  save: (edit: FieldEdit) => Promise<string | undefined>;
  /** For a choice that is saved at once: a toast tells that it failed. */
  saveAtOnce: (edit: FieldEdit) => void;
  conflict: FieldConflict | null;
  resolve: (side: Side) => void;
  isSaving: boolean;
}

interface Saved {
  version: number;
  updated_at: string;
}

/** How one kind of record is read and changed, one field at a time. */
export interface RecordAccess<R extends Saved> {
  queryKey: QueryKey;
  read: () => Promise<R>;
  write: (version: number, edit: FieldEdit) => Promise<R>;
  valueOf: (record: R, field: string) => unknown;
  onSaved: (edit: FieldEdit) => void;
}

interface Question extends FieldConflict {
  answer: (side: Side) => void;
}

/**
 * Saves one field at a time. Only that field is sent, with the version, so the changes of others to
 * other fields are kept. If the same field has another value by now, the user chooses.
 */
export const useRecordSaver = <R extends Saved>(access: RecordAccess<R>): FieldSaver => {
  const messages = useMessages();
  const queryClient = useQueryClient();
  const [question, setQuestion] = useState<Question | null>(null);
  const [isSaving, setSaving] = useState(false);

  const readAgain = async (): Promise<R> => {
    const record = await access.read();
    queryClient.setQueryData(access.queryKey, record);
    return record;
  };

  const ask = (conflict: FieldConflict): Promise<Side> =>
    new Promise((answer) => setQuestion({ ...conflict, answer }));

  const send = async (edit: FieldEdit): Promise<void> => {
    let { before } = edit;
    for (let tryCount = 1; ; tryCount += 1) {
      const record = queryClient.getQueryData<R>(access.queryKey) ?? (await readAgain());
      const theirs = access.valueOf(record, edit.field);
      if (!isSameValue(theirs, before) && !isSameValue(theirs, edit.after)) {
        if ((await ask({ ...edit, theirs, at: record.updated_at })) === 'theirs') return;
        before = theirs;
      }
      try {
        queryClient.setQueryData(access.queryKey, await access.write(record.version, edit));
        access.onSaved(edit);
        return;
      } catch (error) {
        if (problemOf(error).code !== 'version_conflict' || tryCount === TRY_COUNT_MAX) throw error;
        await readAgain();
      }
    }
  };

  const save = async (edit: FieldEdit): Promise<string | undefined> => {
    setSaving(true);
    try {
      await send(edit);
      return undefined;
    } catch (error) {
      const [fault] = Object.values(fieldErrors(messages, error));
      return fault ?? problemText(messages, problemOf(error));
    } finally {
      setSaving(false);
    }
  };

  const tell = async (edit: FieldEdit): Promise<void> => {
    const fault = await save(edit);
    if (fault !== undefined) toast('bad', edit.label, fault);
  };

  return {
    save,
    saveAtOnce: (edit) => void tell(edit),
    conflict: question,
    resolve: (side) => {
      setQuestion(null);
      question?.answer(side);
    },
    isSaving,
  };
};
