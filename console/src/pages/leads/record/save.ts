import { client, type Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { sent } from '../../../parts/sent.ts';
import { toast } from '../../../ui/feedback/toast.ts';
import { useRecordSaver, type FieldSaver } from '../../entities/record/saver.ts';
import { useRefreshLeads, type Lead } from '../query.ts';

const PATH = '/api/leads/{id}';

/** How a field of the lead is read from it, and what changes it. */
export interface FieldPlace {
  valueOf: (lead: Lead, field: string) => unknown;
  patchOf: (field: string, value: unknown) => Omit<Schemas['LeadPatch'], 'version'>;
}

/** The fields of the form, in `data`. */
export const DATA_PLACE: FieldPlace = {
  valueOf: ({ data }, field) => data[field],
  patchOf: (field, value) => ({ data: { [field]: value } }),
};

/** Saves the fields of a lead, as those of a record. */
export const useLeadSaver = ({ id }: Pick<Lead, 'id'>, place: FieldPlace): FieldSaver => {
  const { record } = useMessages();
  const refresh = useRefreshLeads();
  const params = { path: { id } };
  return useRecordSaver<Lead>({
    queryKey: ['get', PATH, { params }],
    read: () => sent(client.GET(PATH, { params })),
    write: (version, { field, after }) =>
      sent(client.PATCH(PATH, { params, body: { version, ...place.patchOf(field, after) } })),
    valueOf: place.valueOf,
    onSaved: ({ label }) => {
      toast('good', record.saved(label));
      void refresh();
    },
  });
};
