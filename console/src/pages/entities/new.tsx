import { Button, Drawer, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { useIdempotencyKeys } from '../../api/idempotency.ts';
import { problemOf } from '../../api/problem.ts';
import { useMessages } from '../../i18n/index.tsx';
import { fieldErrors } from '../../parts/fault-text.ts';
import { toastProblem } from '../../parts/problem-alert.tsx';
import type { EntityType } from './types.ts';
import { JsonInput, parseJsonObject } from '../../ui/fields/json-input.tsx';
import { toast } from '../../ui/feedback/toast.ts';

/** The fields that the form shows for a new record of each type. */
const USUAL_FIELDS: Record<EntityType, readonly string[]> = {
  prospect: ['nom', 'prenom', 'email', 'telephone', 'statutDossier'],
  candidat: ['nom', 'prenom', 'email', 'telephone', 'formation', 'statutDossier'],
  eleve: ['nom', 'prenom', 'email', 'telephone', 'formation'],
  formateur: ['nom', 'prenom', 'email', 'telephone', 'specialite'],
  session: ['intitule', 'formation', 'dateDebut', 'dateFin'],
  document: ['typeDocument', 'candidatNom', 'candidatPrenom', 'candidatEmail'],
};

interface NewEntityProps {
  type: EntityType;
  isOpen: boolean;
  onClose: () => void;
}

/**
 * The form field that shows a fault. Faults of fields that the form does not have go to the JSON
 * field.
 */
const fieldOf = (type: EntityType, path: string): string => {
  const name = path.replace(/^data\./, '');
  return path === 'ref' || USUAL_FIELDS[type].includes(name) ? path : 'others';
};

export const NewEntity = ({ type, isOpen, onClose }: NewEntityProps) => {
  const { entities, entityTypes, fields, common } = useMessages();
  const { form, submit, isPending } = useNewEntity(type);
  const fault = form.errors['others'];
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size="md"
      title={entities.new(entityTypes[type])}
    >
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={entities.ref}
            description={entities.refHint}
            required
            data-autofocus
            {...form.getInputProps('ref')}
          />
          {USUAL_FIELDS[type].map((name) => (
            <TextInput
              key={name}
              label={fields[name] ?? name}
              {...form.getInputProps(`data.${name}`)}
            />
          ))}
          <JsonInput
            label={entities.otherFields}
            value={form.values.others}
            error={typeof fault === 'string' ? fault : undefined}
            onChange={(value) => form.setFieldValue('others', value)}
            minRows={3}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" loading={isPending}>
              {common.create}
            </Button>
          </Group>
        </Stack>
      </form>
    </Drawer>
  );
};

interface Values {
  ref: string;
  data: Record<string, string>;
  /** The JSON text of the other fields. */
  others: string;
}

const useNewEntity = (type: EntityType) => {
  const messages = useMessages();
  const { entities, common } = messages;
  const navigate = useNavigate();
  const keys = useIdempotencyKeys();
  const form = useForm<Values>({
    initialValues: {
      ref: '',
      data: Object.fromEntries(USUAL_FIELDS[type].map((name) => [name, ''])),
      others: '{}',
    },
    validate: {
      ref: (value) => (value.trim() === '' ? common.required : null),
      others: (value) => {
        const parsed = parseJsonObject(value);
        return 'line' in parsed ? common.jsonFault(parsed.line) : null;
      },
    },
  });
  const create = api.useMutation('post', '/api/v1/entities/{type}', {
    onSuccess: ({ ref }) => {
      keys.renew();
      toast('good', entities.created);
      void navigate({ to: '/entities/$type/$ref', params: { type, ref } });
    },
    onError: (error) => {
      const isTaken = problemOf(error).code === 'conflict';
      const errors = isTaken
        ? { ref: entities.refTaken }
        : fieldErrors(messages, error, (path) => fieldOf(type, path));
      form.setErrors(errors);
      if (Object.keys(errors).length === 0) toastProblem(messages, error);
    },
  });
  const submit = form.onSubmit((values) => {
    const body = toBody(values);
    create.mutate({
      params: { path: { type } },
      headers: { 'Idempotency-Key': keys.keyFor(body) },
      body,
    });
  });
  return { form, submit, isPending: create.isPending };
};

const toBody = ({ ref, data, others }: Values) => {
  const parsed = parseJsonObject(others);
  const filled = Object.entries(data).filter(([, value]) => value.trim() !== '');
  return {
    ref: ref.trim(),
    data: { ...Object.fromEntries(filled), ...('value' in parsed ? parsed.value : {}) },
  };
};
