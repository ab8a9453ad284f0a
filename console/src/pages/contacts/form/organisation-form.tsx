import { TextInput } from '@mantine/core';
import { client } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { sent } from '../../../parts/sent.ts';
import type { Organisation } from '../kinds.ts';
import { ContactForm, SharedFields } from './contact-form.tsx';
import { pointsOf, rowsOf } from './points.ts';
import { filled, useContactForm, type SharedValues } from './use-contact-form.ts';

interface Values extends SharedValues {
  website: string;
}

interface OrganisationFormProps {
  /** The organisation to change; null for a new one. */
  organisation: Organisation | null;
  onClose: () => void;
}

export const OrganisationForm = ({ organisation, onClose }: OrganisationFormProps) => {
  const { contacts: words } = useMessages();
  const form = useContactForm<Organisation, Values, ReturnType<typeof toBody>>({
    kind: 'organisation',
    contact: organisation,
    draft: 'organisations',
    createdText: words.createdOrganisation,
    valuesOf,
    toBody,
    create: (body, headers) => sent(client.POST('/api/v1/organisations', { body, headers })),
    change: (id, body) =>
      sent(client.PATCH('/api/v1/organisations/{id}', { params: at(id), body })),
    read: (id) => sent(client.GET('/api/v1/organisations/{id}', { params: at(id) })),
    onClose,
  });
  return (
    <ContactForm kind="organisation" contact={organisation} form={form} onClose={onClose}>
      <TextInput label={words.name} data-autofocus {...form.field('name')} />
      <TextInput
        label={words.website}
        inputMode="url"
        autoComplete="off"
        placeholder="www.example.com"
        {...form.field('website')}
      />
      <SharedFields form={form} />
    </ContactForm>
  );
};

const at = (id: number) => ({ path: { id } });

const valuesOf = (organisation: Organisation | null): Values => ({
  name: organisation?.name ?? '',
  website: organisation?.website ?? '',
  emails: rowsOf(organisation?.emails ?? []),
  phones: rowsOf(organisation?.phones ?? []),
  address: organisation?.address ?? '',
  notes: organisation?.notes ?? '',
});

const toBody = (values: Values) => ({
  name: values.name.trim(),
  website: filled(values.website),
  emails: pointsOf(values.emails),
  phones: pointsOf(values.phones),
  address: filled(values.address),
  notes: filled(values.notes),
});
