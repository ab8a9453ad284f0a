import { Button } from '@mantine/core';
import { client, type Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { sent } from '../../../parts/sent.ts';
import { toast } from '../../../ui/feedback/toast.ts';
import { useRecordSaver, type FieldEdit, type FieldSaver } from './saver.ts';

type Entity = Schemas['Entity'];

const PATH = '/api/v1/entities/{type}/{ref}';

/** Saves the fields of a record. A toast offers to undo each change. */
export const useFieldSaver = ({ type, ref }: Pick<Entity, 'type' | 'ref'>): FieldSaver => {
  const { record } = useMessages();
  const params = { path: { type, ref } };
  const saver = useRecordSaver<Entity>({
    queryKey: ['get', PATH, { params }],
    read: () => sent(client.GET(PATH, { params })),
    write: (version, { field, after }) =>
      sent(client.PATCH(PATH, { params, body: { version, data: { [field]: after } } })),
    valueOf: ({ data }, field) => data[field],
    onSaved: (edit) => toast('good', record.saved(edit.label), <Undo onClick={() => undo(edit)} />),
  });
  const undo = (edit: FieldEdit): void =>
    saver.saveAtOnce({ ...edit, before: edit.after, after: edit.before });
  return saver;
};

const Undo = ({ onClick }: { onClick: () => void }) => (
  <Button size="compact-xs" variant="subtle" onClick={onClick}>
    {useMessages().record.undo}
  </Button>
);
