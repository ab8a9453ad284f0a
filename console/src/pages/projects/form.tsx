import { Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { api, client } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { saveChanges, useSeen } from '../../parts/save-changes.ts';
import { sent } from '../../parts/sent.ts';
import { useApiForm } from '../../parts/use-api-form.tsx';
import { Confirm } from '../../ui/feedback/confirm.tsx';
import { SideDrawer } from '../../ui/feedback/side-drawer.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { Form } from '../../ui/form/form.tsx';
import { ContactSelect } from '../contacts/select.tsx';
import { useRefreshProjects, type Project } from './query.ts';

interface ProjectFormProps {
  /** The project to change; null for a new one. */
  project: Project | null;
  onClose: () => void;
}

interface Values {
  name: string;
  description: string;
  person_id: number | null;
  organisation_id: number | null;
  is_closed: boolean;
}

export const ProjectForm = ({ project, onClose }: ProjectFormProps) => {
  const { common, projects: words } = useMessages();
  const form = useProjectForm(project, onClose);
  return (
    <SideDrawer isOpen title={project === null ? words.new : words.editTitle} onClose={onClose}>
      <Form
        form={form}
        submitLabel={project === null ? common.create : common.save}
        isEdit={project !== null}
        onCancel={onClose}
        extra={project !== null && <Remove project={project} onRemoved={onClose} />}
      >
        <TextInput label={words.columnName} data-autofocus {...form.field('name')} />
        <ContactSelect
          kind="person"
          label={words.person}
          value={form.values.person_id ?? undefined}
          error={form.errors['person_id']}
          onChange={(id) => form.setFieldValue('person_id', id ?? null)}
        />
        <ContactSelect
          kind="organisation"
          label={words.organisation}
          value={form.values.organisation_id ?? undefined}
          error={form.errors['organisation_id']}
          onChange={(id) => form.setFieldValue('organisation_id', id ?? null)}
        />
        <Textarea
          label={words.description}
          autosize
          minRows={3}
          maxRows={12}
          {...form.field('description')}
        />
        {project !== null && (
          <Checkbox
            label={words.isClosed}
            checked={form.values.is_closed}
            onChange={(event) => form.setFieldValue('is_closed', event.currentTarget.checked)}
          />
        )}
      </Form>
    </SideDrawer>
  );
};

const valuesOf = (project: Project | null): Values => ({
  name: project?.name ?? '',
  description: project?.description ?? '',
  person_id: project?.person_id ?? null,
  organisation_id: project?.organisation_id ?? null,
  is_closed: project?.is_closed ?? false,
});

const toBody = ({ name, description, ...rest }: Values) => ({
  name: name.trim(),
  description: description.trim() === '' ? null : description.trim(),
  ...rest,
});

const useProjectForm = (project: Project | null, onClose: () => void) => {
  const { projects: words } = useMessages();
  const refresh = useRefreshProjects();
  const seen = useRef(project);
  const form = useApiForm<Values, Project>({
    draft: `projects/${project?.id ?? 'new'}`,
    initialValues: valuesOf(project),
    required: ['name'],
    submit: (values, once) => {
      const base = seen.current;
      const fields = toBody(values);
      if (base === null) {
        return sent(client.POST('/inbox/projects', { body: fields, headers: once(fields) }));
      }
      const params = { path: { id: base.id } };
      return saveChanges({
        base,
        fields,
        fieldsOf: (one) => toBody(valuesOf(one)),
        send: (body) => sent(client.PATCH('/inbox/projects/{id}', { params, body })),
        readAgain: () => sent(client.GET('/inbox/projects/{id}', { params })),
      });
    },
    onSuccess: () => {
      toast('good', project === null ? words.created : words.saved);
      void refresh();
      onClose();
    },
  });
  useSeen(seen, project, !form.isChanged);
  return form;
};

const Remove = ({ project, onRemoved }: { project: Project; onRemoved: () => void }) => {
  const messages = useMessages();
  const { common, projects: words } = messages;
  const refresh = useRefreshProjects();
  const [isAsking, setAsking] = useState(false);
  const remove = api.useMutation('delete', '/inbox/projects/{id}', {
    onSuccess: () => {
      toast('good', words.removed);
      void refresh();
      onRemoved();
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: () => setAsking(false),
  });
  return (
    <>
      <Button
        variant="subtle"
        color="red"
        leftSection={<IconTrash size={16} />}
        onClick={() => setAsking(true)}
      >
        {words.remove}
      </Button>
      <Confirm
        isOpen={isAsking}
        isDangerous
        title={words.removeTitle(project.name)}
        confirmLabel={common.delete}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate({ params: { path: { id: project.id } } })}
        onClose={() => setAsking(false)}
      >
        {words.removeBody}
      </Confirm>
    </>
  );
};
