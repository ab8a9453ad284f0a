import { TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { useMessages, type Messages } from '../../i18n/index.tsx';
import { sent } from '../../parts/sent.ts';
import { useApiForm } from '../../parts/use-api-form.tsx';
import { SideDrawer } from '../../ui/feedback/side-drawer.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { JsonInput, parseJsonObject } from '../../ui/fields/json-input.tsx';
import { DateField } from '../../ui/form/fields/date-field.tsx';
import { PhoneField } from '../../ui/form/fields/phone-field.tsx';
import { Form } from '../../ui/form/form.tsx';
import { isEmail } from '../../ui/form/schema.ts';
import type { FormApi } from '../../ui/form/use-form.ts';
import type { EntityType } from './types.ts';

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

interface Values {
  ref: string;
  data: Record<string, string>;
  /** The JSON text of the other fields. */
  others: string;
}

/** Faults of fields that the form does not have go to the JSON field. */
const fieldOf = (type: EntityType, path: string): string => {
  const name = path.replace(/^data\./, '');
  return path === 'ref' || USUAL_FIELDS[type].includes(name) ? path : 'others';
};

export const NewEntity = ({ type, isOpen, onClose }: NewEntityProps) => {
  const { entities, entityTypes } = useMessages();
  return (
    <SideDrawer isOpen={isOpen} onClose={onClose} title={entities.new(entityTypes[type])}>
      <EntityForm type={type} onClose={onClose} />
    </SideDrawer>
  );
};

const EntityForm = ({ type, onClose }: Omit<NewEntityProps, 'isOpen'>) => {
  const { entities, common } = useMessages();
  const form = useNewEntity(type);
  return (
    <Form form={form} submitLabel={common.create} onCancel={onClose}>
      <TextInput
        label={entities.ref}
        description={entities.refHint}
        data-autofocus
        {...form.field('ref')}
      />
      {USUAL_FIELDS[type].map((name) => (
        <DataField key={name} name={name} form={form} />
      ))}
      <JsonInput label={entities.otherFields} minRows={3} {...form.field('others')} />
    </Form>
  );
};

const DataField = ({ name, form }: { name: string; form: FormApi<Values> }) => {
  const { fields } = useMessages();
  const label = fields[name] ?? name;
  const { value, ...field } = form.field(`data.${name}`);
  const text = typeof value === 'string' ? value : '';
  if (name.startsWith('date')) {
    return (
      <DateField
        label={label}
        {...field}
        value={text}
        onChange={(day) => form.setFieldValue(`data.${name}`, day ?? '')}
      />
    );
  }
  if (name === 'telephone') return <PhoneField label={label} {...field} value={text} />;
  return (
    <TextInput
      label={label}
      type={/email$/i.test(name) ? 'email' : 'text'}
      {...field}
      value={text}
    />
  );
};

const useNewEntity = (type: EntityType) => {
  const messages = useMessages();
  const { entities } = messages;
  const navigate = useNavigate();
  return useApiForm<Values, { ref: string }>({
    draft: `entities/${type}/new`,
    initialValues: {
      ref: '',
      data: Object.fromEntries(USUAL_FIELDS[type].map((name) => [name, ''])),
      others: '{}',
    },
    required: ['ref'],
    validate: (values) => faultsOf(messages, values),
    fieldOf: (path) => fieldOf(type, path),
    conflict: { ref: entities.refTaken },
    submit: (values, once) => {
      const body = toBody(values);
      return sent(
        client.POST('/api/v1/entities/{type}', {
          params: { path: { type } },
          headers: once(body),
          body,
        }),
      );
    },
    onSuccess: ({ ref }) => {
      toast('good', entities.created);
      void navigate({ to: '/entities/$type/$ref', params: { type, ref } });
    },
  });
};

const faultsOf = ({ common, form }: Messages, { data, others }: Values): Record<string, string> => {
  const parsed = parseJsonObject(others);
  const emails = Object.entries(data).filter(
    ([name, value]) => /email$/i.test(name) && value !== '' && !isEmail(value.trim()),
  );
  return {
    ...Object.fromEntries(emails.map(([name]) => [`data.${name}`, form.emailFault])),
    ...('line' in parsed ? { others: common.jsonFault(parsed.line) } : {}),
  };
};

const toBody = ({ ref, data, others }: Values) => {
  const parsed = parseJsonObject(others);
  const filled = Object.entries(data).filter(([, value]) => value.trim() !== '');
  return {
    ref: ref.trim(),
    data: { ...Object.fromEntries(filled), ...('value' in parsed ? parsed.value : {}) },
  };
};
