import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, client, type Schemas } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { fieldErrors } from '../../../parts/fault-text.ts';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { sent } from '../../../parts/sent.ts';
import { toast } from '../../../ui/feedback/toast.ts';
import { isSame } from '../../entities/editor/merge.ts';
import type { FieldConflict, FieldEdit, FieldSaver } from '../../entities/record/save.tsx';
import { useRefreshLeads, type Lead } from '../query.ts';

const PATH = '/api/leads/{id}';
/** Others may save between our reading and our saving; each time the field is compared again. */
const TRY_COUNT_MAX = 5;

/** How a field of the lead is read from it, and what changes it. */
export interface FieldPlace {
  valueOf: (lead: Lead, field: string) => unknown;
  patchOf: (field: string, value: unknown) => Omit<Schemas['LeadPatch'], 'version'>;
}

/** The fields of the form, in `data`. */
export const DATA_PLACE: FieldPlace = {
  valueOf: ({ data }, field) => data[field] ?? null,
  patchOf: (field, value) => ({ data: { [field]: value } }),
};

/**
 * Saves one field at a time, as for records: only that field is sent, with the version. If somebody else
 * changed the same field to another value, the user chooses. Out of `save`: true if the field is saved.
 */
export const useLeadSaver = ({ id }: Pick<Lead, 'id'>, place: FieldPlace): FieldSaver => {
  const messages = useMessages();
  const queryClient = useQueryClient();
  const refresh = useRefreshLeads();
  const [conflict, setConflict] = useState<FieldConflict | null>(null);
  const patch = api.useMutation('patch', PATH);
  const params = { path: { id } };
  const queryKey = ['get', PATH, { params }];

  const readAgain = async (): Promise<Lead> => {
    const lead = await sent(client.GET(PATH, { params }));
    queryClient.setQueryData(queryKey, lead);
    return lead;
  };

  const send = async (edit: FieldEdit, isOverwriting: boolean): Promise<boolean> => {
    let lead = queryClient.getQueryData<Lead>(queryKey) ?? (await readAgain());
    for (let tryCount = 0; tryCount < TRY_COUNT_MAX; tryCount += 1) {
      const theirs = place.valueOf(lead, edit.field);
      const isChangedByThem = !isSame(theirs, edit.before) && !isSame(theirs, edit.after);
      if (isChangedByThem && !isOverwriting) {
        setConflict({ ...edit, theirs });
        return false;
      }
      const body = { version: lead.version, ...place.patchOf(edit.field, edit.after) };
      try {
        queryClient.setQueryData(queryKey, await patch.mutateAsync({ params, body }));
        return true;
      } catch (error) {
        if (problemOf(error).code !== 'version_conflict') throw error;
        lead = await readAgain();
      }
    }
    return false;
  };

  const attempt = async (edit: FieldEdit, isOverwriting = false): Promise<boolean> => {
    try {
      const isSaved = await send(edit, isOverwriting);
      if (isSaved) toast('good', messages.record.saved(edit.label));
      void refresh();
      return isSaved;
    } catch (error) {
      const [fault] = Object.values(fieldErrors(messages, error));
      if (fault === undefined) toastProblem(messages, error);
      else toast('bad', edit.label, fault);
      return false;
    }
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
