import { Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { sent } from '../../../parts/sent.ts';
import { useApiForm } from '../../../parts/use-api-form.tsx';
import { SideDrawer } from '../../../ui/feedback/side-drawer.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { Form } from '../../../ui/form/form.tsx';
import type { FormApi } from '../../../ui/form/use-form.ts';
import type { Person } from '../kinds.ts';
import { ContactSelect } from '../select.tsx';
import { changedFields, saveChanges } from './changes.ts';
import { Matches } from './matches.tsx';
import { PointsField } from './points-field.tsx';
import { faultPath, pointsOf, rowsOf, type PointRow } from './points.ts';
import { useContactsChanged } from './refresh.ts';

interface Values {
  name: string;
  organisation_id: number | null;
  job_title: string;
  emails: PointRow[];
  phones: PointRow[];
  address: string;
  notes: string;
}

interface PersonFormProps {
  /** The person to change; null for a new one. */
  person: Person | null;
  /** Of a new person. */
  organisationId?: number | undefined;
  onClose: () => void;
}

export const PersonForm = ({ person, organisationId, onClose }: PersonFormProps) => {
  const { contacts: words, common } = useMessages();
  const form = usePersonForm(person, organisationId, onClose);
  const { values } = form;
  return (
    <SideDrawer
      isOpen
      size="lg"
      title={person === null ? words.newPerson : words.editTitle(person.name)}
      onClose={onClose}
    >
      <Form
        form={form}
        submitLabel={person === null ? common.create : common.save}
        isEdit={person !== null}
        onCancel={onClose}
      >
        {person === null && <Matches kind="person" emails={values.emails} phones={values.phones} />}
        <TextInput label={words.name} data-autofocus {...form.field('name')} />
        <ContactSelect
          kind="organisation"
          label={words.organisation}
          value={values.organisation_id ?? undefined}
          error={form.errors['organisation_id']}
          onChange={(id) => form.setFieldValue('organisation_id', id ?? null)}
        />
        <TextInput label={words.jobTitle} {...form.field('job_title')} />
        <PointsField
          kind="emails"
          rows={values.emails}
          onRows={(rows) => form.setFieldValue('emails', rows)}
          faultOf={(place) => form.errors[`emails.${place}.value`]}
        />
        <PointsField
          kind="phones"
          rows={values.phones}
          onRows={(rows) => form.setFieldValue('phones', rows)}
          faultOf={(place) => form.errors[`phones.${place}.value`]}
        />
        <Textarea label={words.address} autosize minRows={2} {...form.field('address')} />
        <Textarea label={words.notes} autosize minRows={3} {...form.field('notes')} />
      </Form>
    </SideDrawer>
  );
};

const usePersonForm = (
  person: Person | null,
  organisationId: number | undefined,
  onClose: () => void,
) => {
  const { contacts: words } = useMessages();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const changed = useContactsChanged();
  // What the user saw when they began: others may change it meanwhile.
  const [base] = useState(person);
  const [initialValues] = useState(() => valuesOf(base, organisationId));
  const form: FormApi<Values> = useApiForm<Values, Person>({
    draft: `people/${base?.id ?? 'new'}`,
    initialValues,
    required: ['name'],
    fieldOf: (path) => faultPath(path, { emails: form.values.emails, phones: form.values.phones }),
    submit: (values, once) => {
      const body = toBody(values);
      if (base === null) return sent(client.POST('/api/v1/people', { body, headers: once(body) }));
      const params = { path: { id: base.id } };
      return saveChanges({
        base,
        patch: changedFields(body, toBody(initialValues)),
        fieldsOf: (one) => toBody(valuesOf(one, undefined)),
        send: (patch) => sent(client.PATCH('/api/v1/people/{id}', { params, body: patch })),
        readAgain: () => sent(client.GET('/api/v1/people/{id}', { params })),
      });
    },
    onSuccess: (saved) => {
      toast('good', base === null ? words.createdPerson : words.saved);
      changed();
      if (base === null) {
        void navigate({ to: '/people/$id', params: { id: String(saved.id) } });
        return;
      }
      const params = { path: { id: base.id } };
      queryClient.setQueryData(['get', '/api/v1/people/{id}', { params }], saved);
      onClose();
    },
  });
  return form;
};

const valuesOf = (person: Person | null, organisationId: number | undefined): Values => ({
  name: person?.name ?? '',
  organisation_id: person?.organisation?.id ?? organisationId ?? null,
  job_title: person?.job_title ?? '',
  emails: rowsOf(person?.emails ?? []),
  phones: rowsOf(person?.phones ?? []),
  address: person?.address ?? '',
  notes: person?.notes ?? '',
});

const filled = (text: string): string | null => (text.trim() === '' ? null : text.trim());

const toBody = (values: Values) => ({
  name: values.name.trim(),
  organisation_id: values.organisation_id,
  job_title: filled(values.job_title),
  emails: pointsOf(values.emails),
  phones: pointsOf(values.phones),
  address: filled(values.address),
  notes: filled(values.notes),
});
