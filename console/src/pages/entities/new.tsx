import { Select, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { client } from '../../api/client.ts';
import { useMessages, type Messages } from '../../i18n/index.tsx';
import { sent } from '../../parts/sent.ts';
import { useApiForm } from '../../parts/use-api-form.tsx';
import { SideDrawer } from '../../ui/feedback/side-drawer.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { parseJsonObject } from '../../ui/fields/json-input.tsx';
import { DateField } from '../../ui/form/fields/date-field.tsx';
import { PhoneField } from '../../ui/form/fields/phone-field.tsx';
import { Form } from '../../ui/form/form.tsx';
import type { FormApi } from '../../ui/form/use-form.ts';
import { OtherFields, rowsData, type OtherField } from './other-fields.tsx';
import { newReference, personReference } from './reference.ts';
import { useEntityStatuses } from './statuses.ts';
import { isEmailField, isPhoneField, nameOf, typedFault, type PhoneCheck } from './typed-fields.ts';
import type { EntityType } from './types.ts';

/** The fields that the form shows for a new record of each type. */
const USUAL_FIELDS: Record<EntityType, readonly string[]> = {
  prospect: ['nom', 'prenom', 'email', 'telephone', 'statutDossier'],
  candidat: ['nom', 'prenom', 'dateNaissance', 'email', 'telephone', 'formation', 'statutDossier'],
  eleve: ['nom', 'prenom', 'dateNaissance', 'email', 'telephone', 'formation', 'statutDossier'],
  formateur: ['nom', 'prenom', 'email', 'telephone', 'specialite', 'statutDossier'],
  session: ['intitule', 'formation', 'dateDebut', 'dateFin', 'statutDossier'],
  document: ['typeDocument', 'candidatNom', 'candidatPrenom', 'candidatEmail', 'statutDossier'],
};

interface NewEntityProps {
  type: EntityType;
  isOpen: boolean;
  onClose: () => void;
}

interface Values {
  ref: string;
  data: Record<string, string>;
  rows: OtherField[];
  /** The JSON text of the fields that are no texts. */
  others: string;
}

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
  const [generated] = useState(() => newReference(type));
  const form = useNewEntity(type, generated);
  useProposedReference(form, generated);
  return (
    <Form form={form} submitLabel={common.create} onCancel={onClose}>
      {USUAL_FIELDS[type].map((name, position) => (
        <DataField key={name} type={type} name={name} form={form} isFirst={position === 0} />
      ))}
      <TextInput label={entities.ref} description={entities.refHint} {...form.field('ref')} />
      <OtherFields
        rows={form.values.rows}
        onRows={(rows) => form.setFieldValue('rows', rows)}
        rowFault={(position) => textOf(form.errors[`rows.${position}.value`])}
        json={form.field('others')}
      />
    </Form>
  );
};

const textOf = (fault: unknown): string | undefined =>
  typeof fault === 'string' ? fault : undefined;

/** The reference follows the name and the date of birth until another one is typed. */
const useProposedReference = (form: FormApi<Values>, generated: string): void => {
  const { ref, data } = form.values;
  const proposed = personReference(data) ?? generated;
  const last = useRef(proposed);
  const { setFieldValue } = form;
  useEffect(() => {
    if (last.current === proposed) return;
    if (ref === last.current || ref.trim() === '') setFieldValue('ref', proposed);
    last.current = proposed;
  }, [proposed, ref, setFieldValue]);
};

interface DataFieldProps {
  type: EntityType;
  name: string;
  form: FormApi<Values>;
  isFirst: boolean;
}

const DataField = ({ type, name, form, isFirst }: DataFieldProps) => {
  const { fields } = useMessages();
  const label = fields[name] ?? name;
  const { value, ...field } = form.field(`data.${name}`);
  const text = typeof value === 'string' ? value : '';
  if (name === 'statutDossier')
    return (
      <StatusField
        type={type}
        label={label}
        value={text}
        onChange={(code) => form.setFieldValue(`data.${name}`, code)}
      />
    );
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
  if (isPhoneField(name)) return <PhoneField label={label} {...field} value={text} />;
  return (
    <TextInput
      label={label}
      type={isEmailField(name) ? 'email' : 'text'}
      data-autofocus={isFirst || undefined}
      {...field}
      value={text}
    />
  );
};

interface StatusFieldProps {
  type: EntityType;
  label: string;
  value: string;
  onChange: (code: string) => void;
}

/** One of the statuses of the company. Not there if it has none for the type. */
const StatusField = ({ type, label, value, onChange }: StatusFieldProps) => {
  const { entities } = useMessages();
  const statuses = useEntityStatuses(type);
  if (statuses.length === 0) return null;
  return (
    <Select
      label={label}
      placeholder={entities.statusNone}
      clearable
      data={statuses.map((status) => ({ value: status.code, label: status.label }))}
      value={value === '' ? null : value}
      onChange={(code) => onChange(code ?? '')}
    />
  );
};

const useNewEntity = (type: EntityType, generated: string) => {
  const messages = useMessages();
  const { entities, fields } = messages;
  const navigate = useNavigate();
  const isPhone = usePhoneCheck();
  return useApiForm<Values, { ref: string }>({
    draft: `entities/${type}/new`,
    initialValues: {
      ref: generated,
      data: Object.fromEntries(USUAL_FIELDS[type].map((name) => [name, ''])),
      rows: [],
      others: '{}',
    },
    required: ['ref'],
    validate: (values) => faultsOf(messages, isPhone, values),
    fieldOf: (path) => fieldOf(type, path),
    conflict: { ref: entities.refTaken },
    submit: (values, once) => {
      const body = toBody(fields, values);
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

/** Faults of fields that the form does not have go to the JSON field. */
const fieldOf = (type: EntityType, path: string): string => {
  const name = path.replace(/^data\./, '');
  return path === 'ref' || USUAL_FIELDS[type].includes(name) ? path : 'others';
};

/** The tables of all countries are loaded while the form is filled in. Until then any number passes. */
const usePhoneCheck = (): PhoneCheck => {
  const check = useRef<PhoneCheck>(() => true);
  useEffect(() => {
    void import('../../ui/form/fields/phone.ts').then(
      ({ isPossiblePhone }) => {
        check.current = isPossiblePhone;
      },
      // Without a connection the api could not be reached either.
      () => undefined,
    );
  }, []);
  return (text) => check.current(text);
};

const faultsOf = (
  messages: Messages,
  isPhone: PhoneCheck,
  { data, rows, others }: Values,
): Record<string, string> => {
  const { common, entities, fields } = messages;
  const parsed = parseJsonObject(others);
  const typed = [
    ...Object.entries(data).map(([name, text]) => ({ path: `data.${name}`, name, text })),
    ...rows.map(({ name, value }, position) => ({
      path: `rows.${position}.value`,
      name: nameOf(fields, name),
      text: value,
    })),
  ].flatMap(({ path, name, text }) => {
    const fault = typedFault(messages, isPhone, name, text);
    return fault === undefined ? [] : [[path, fault] as const];
  });
  const isNameless = 'nom' in data && `${data['nom']}${data['prenom']}`.trim() === '';
  return {
    ...(isNameless ? { 'data.nom': entities.nameNeeded } : {}),
    ...Object.fromEntries(typed),
    ...('line' in parsed ? { others: common.jsonFault(parsed.line) } : {}),
  };
};

const toBody = (fields: Messages['fields'], { ref, data, rows, others }: Values) => {
  const parsed = parseJsonObject(others);
  const filled = Object.entries(data).filter(([, value]) => value.trim() !== '');
  return {
    ref: ref.trim(),
    data: {
      ...('value' in parsed ? parsed.value : {}),
      ...rowsData(fields, rows),
      ...Object.fromEntries(filled),
    },
  };
};
