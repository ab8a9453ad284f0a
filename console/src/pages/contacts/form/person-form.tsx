import { TextInput } from '@mantine/core';
import { client } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { sent } from '../../../parts/sent.ts';
import type { Person } from '../kinds.ts';
import { ContactSelect } from '../select.tsx';
import { ContactForm, SharedFields } from './contact-form.tsx';
import { pointsOf, rowsOf } from './points.ts';
import { filled, useContactForm, type SharedValues } from './use-contact-form.ts';

interface Values extends SharedValues {
  organisation_id: number | null;
  job_title: string;
}

interface PersonFormProps {
  /** The person to change; null for a new one. */
  person: Person | null;
  /** Of a new person. */
  organisationId?: number | undefined;
  onClose: () => void;
}

export const PersonForm = ({ person, organisationId, onClose }: PersonFormProps) => {
  const { contacts: words } = useMessages();
  const form = useContactForm<Person, Values, ReturnType<typeof toBody>>({
    kind: 'person',
    contact: person,
    draft: 'people',
    createdText: words.createdPerson,
    valuesOf: (one) => valuesOf(one, organisationId),
    toBody,
    create: (body, headers) => sent(client.POST('/api/v1/people', { body, headers })),
    change: (id, body) => sent(client.PATCH('/api/v1/people/{id}', { params: at(id), body })),
    read: (id) => sent(client.GET('/api/v1/people/{id}', { params: at(id) })),
    onClose,
  });
  return (
    <ContactForm kind="person" contact={person} form={form} onClose={onClose}>
      <TextInput label={words.name} data-autofocus {...form.field('name')} />
      <ContactSelect
        kind="organisation"
        label={words.organisation}
        value={form.values.organisation_id ?? undefined}
        error={form.errors['organisation_id']}
        onChange={(id) => form.setFieldValue('organisation_id', id ?? null)}
      />
      <TextInput label={words.jobTitle} {...form.field('job_title')} />
      <SharedFields form={form} />
    </ContactForm>
  );
};

const at = (id: number) => ({ path: { id } });

const valuesOf = (person: Person | null, organisationId: number | undefined): Values => ({
  name: person?.name ?? '',
  organisation_id: person?.organisation?.id ?? organisationId ?? null,
  job_title: person?.job_title ?? '',
  emails: rowsOf(person?.emails ?? []),
  phones: rowsOf(person?.phones ?? []),
  address: person?.address ?? '',
  notes: person?.notes ?? '',
});

const toBody = (values: Values) => ({
  name: values.name.trim(),
  organisation_id: values.organisation_id,
  job_title: filled(values.job_title),
  emails: pointsOf(values.emails),
  phones: pointsOf(values.phones),
  address: filled(values.address),
  notes: filled(values.notes),
});
