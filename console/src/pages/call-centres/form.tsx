import { TextInput } from '@mantine/core';
import { client, type Schemas } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { useApiForm } from '../../parts/use-api-form.tsx';
import { sent } from '../../parts/sent.ts';
import { SideDrawer } from '../../ui/feedback/side-drawer.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { Form } from '../../ui/form/form.tsx';
import { useRefreshCentres } from './refresh.ts';

interface CentreFormProps {
  /** The call centre to rename; null for a new one. */
  centre: Schemas['CallCentre'] | null;
  onClose: () => void;
}

export const CentreForm = ({ centre, onClose }: CentreFormProps) => {
  const { callCentres: words, common } = useMessages();
  const refresh = useRefreshCentres();
  const form = useApiForm({
    draft: `call-centres/${centre?.id ?? 'new'}`,
    initialValues: { name: centre?.name ?? '' },
    required: ['name'],
    conflict: { name: words.nameTaken },
    submit: ({ name }, once) => {
      const body = { name: name.trim() };
      return centre === null
        ? sent(client.POST('/api/v1/call-centres', { body, headers: once(body) }))
        : sent(
            client.PATCH('/api/v1/call-centres/{id}', {
              params: { path: { id: centre.id } },
              body,
            }),
          );
    },
    onSuccess: () => {
      toast('good', centre === null ? words.created : words.renamed);
      refresh();
      onClose();
    },
  });
  return (
    <SideDrawer isOpen title={centre === null ? words.new : words.renameTitle} onClose={onClose}>
      <Form
        form={form}
        submitLabel={centre === null ? common.create : common.save}
        isEdit={centre !== null}
        onCancel={onClose}
      >
        <TextInput
          label={words.name}
          description={words.description}
          data-autofocus
          {...form.field('name')}
        />
      </Form>
    </SideDrawer>
  );
};
