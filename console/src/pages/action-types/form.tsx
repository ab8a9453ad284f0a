import { Button, Drawer, Group, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { api, type Schemas } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { ENTITY_TYPES } from '../entities/types.ts';
import { ROLES } from '../users/roles.ts';
import { toast } from '../../ui/feedback/toast.ts';
import { useOpenerFocus } from '../../ui/feedback/use-opener-focus.ts';
import { Choices, CodeField, RouteNote, SchemaField } from './form-fields.tsx';
import { formErrors, toBody, useTypeForm, type Form } from './form-values.ts';
import { Restore } from './restore.tsx';

type ActionType = Schemas['ActionType'];

interface TypeFormProps {
  /** The type to edit; null for a new one. */
  type: ActionType | null;
  /** The code that the form for a new type starts with. */
  suggestedCode: string | undefined;
  codes: readonly string[];
  onClose: () => void;
}

export const TypeForm = ({ type, suggestedCode, codes, onClose }: TypeFormProps) => {
  const { actionTypes, common } = useMessages();
  const form = useTypeForm(type, suggestedCode, codes);
  useOpenerFocus();
  const done = useDone(onClose);
  const save = useSave(form, done);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={type === null ? actionTypes.createTitle : actionTypes.editTitle}
    >
      <form
        onSubmit={form.onSubmit((values) =>
          save.mutate({
            params: { path: { code: values.code.trim() } },
            body: toBody(values),
          }),
        )}
      >
        <Stack>
          <Fields form={form} isNew={type === null} />
          <Group justify="space-between">
            {type !== null && (type.is_own || type.is_customised) ? (
              <Restore type={type} onDone={done} />
            ) : (
              <span />
            )}
            <Group gap="sm">
              <Button variant="default" onClick={onClose}>
                {common.cancel}
              </Button>
              <Button type="submit" loading={save.isPending}>
                {common.save}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Drawer>
  );
};

const Fields = ({ form, isNew }: { form: Form; isNew: boolean }) => {
  const { actionTypes, entityTypes, roles } = useMessages();
  return (
    <>
      <CodeField form={form} isNew={isNew} />
      <RouteNote code={form.values.code.trim()} />
      <TextInput
        label={actionTypes.label}
        required
        data-autofocus={!isNew || undefined}
        {...form.getInputProps('label')}
      />
      <Choices
        label={actionTypes.entityTypes}
        choices={ENTITY_TYPES.map((value) => ({ value, label: entityTypes[value] }))}
        field={form.getInputProps('entity_types')}
      />
      <Choices
        label={actionTypes.roles}
        choices={ROLES.map((value) => ({ value, label: roles[value] }))}
        field={form.getInputProps('roles')}
      />
      <SchemaField form={form} />
    </>
  );
};

const useSave = (form: Form, done: (text: string) => void) => {
  const messages = useMessages();
  return api.useMutation('put', '/api/v1/action-types/{code}', {
    onSuccess: () => done(messages.actionTypes.saved),
    onError: (error) => {
      const errors = formErrors(messages, error);
      if (Object.keys(errors).length === 0) toastProblem(messages, error);
      else form.setErrors(errors);
    },
  });
};

const useDone = (onClose: () => void) => {
  const queryClient = useQueryClient();
  return (text: string): void => {
    toast('good', text);
    void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/action-types'] });
    void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/action-routes'] });
    onClose();
  };
};
