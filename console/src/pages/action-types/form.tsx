import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { ACTION_ENTITY_TYPES } from '../entities/types.ts';
import { ROLES } from '../users/roles.ts';
import { SideDrawer } from '../../ui/feedback/side-drawer.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { Form as FormFrame } from '../../ui/form/form.tsx';
import { Choices, CodeField, RouteNote, SchemaField } from './form-fields.tsx';
import { useTypeForm, type Form } from './form-values.ts';
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
  const done = useDone(onClose);
  const onSaved = (): void => done(actionTypes.saved);
  const form = useTypeForm({ type, suggestedCode, codes, onSaved });
  const canRestore = type !== null && (type.is_own || type.is_customised);
  return (
    <SideDrawer
      isOpen
      onClose={onClose}
      size="lg"
      title={type === null ? actionTypes.createTitle : actionTypes.editTitle}
    >
      <FormFrame
        form={form}
        submitLabel={type === null ? common.create : common.save}
        isEdit={type !== null}
        onCancel={onClose}
        extra={canRestore && <Restore type={type} onDone={done} />}
      >
        <Fields form={form} isNew={type === null} />
      </FormFrame>
    </SideDrawer>
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
        data-autofocus={!isNew || undefined}
        {...form.field('label')}
      />
      <Choices
        label={actionTypes.entityTypes}
        choices={ACTION_ENTITY_TYPES.map((value) => ({ value, label: entityTypes[value] }))}
        field={form.field('entity_types')}
      />
      <Choices
        label={actionTypes.roles}
        choices={ROLES.map((value) => ({ value, label: roles[value] }))}
        field={form.field('roles')}
      />
      <SchemaField form={form} />
    </>
  );
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
