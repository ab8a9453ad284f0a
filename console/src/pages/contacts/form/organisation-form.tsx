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
import type { Organisation } from '../kinds.ts';
import { changedFields, saveChanges } from './changes.ts';
import { Matches } from './matches.tsx';
import { PointsField } from './points-field.tsx';
import { faultPath, pointsOf, rowsOf, type PointRow } from './points.ts';
import { useContactsChanged } from './refresh.ts';

interface Values {
  name: string;
  website: string;
  emails: PointRow[];
  phones: PointRow[];
  address: string;
  notes: string;
}

interface OrganisationFormProps {
  /** The organisation to change; null for a new one. */
  organisation: Organisation | null;
  onClose: () => void;
}

export const OrganisationForm = ({ organisation, onClose }: OrganisationFormProps) => {
  const { contacts: words, common } = useMessages();
  const form = useOrganisationForm(organisation, onClose);
  const { values } = form;
  return (
    <SideDrawer
      isOpen
      size="lg"
      title={organisation === null ? words.newOrganisation : words.editTitle(organisation.name)}
      onClose={onClose}
    >
      <Form
        form={form}
        submitLabel={organisation === null ? common.create : common.save}
        isEdit={organisation !== null}
        onCancel={onClose}
      >
        {organisation === null && (
          <Matches kind="organisation" emails={values.emails} phones={values.phones} />
        )}
        <TextInput label={words.name} data-autofocus {...form.field('name')} />
        <TextInput
          label={words.website}
          inputMode="url"
          autoComplete="off"
          placeholder="www.example.com"
          {...form.field('website')}
        />
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

const useOrganisationForm = (organisation: Organisation | null, onClose: () => void) => {
  const { contacts: words } = useMessages();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const changed = useContactsChanged();
  // What the user saw when they began: others may change it meanwhile.
  const [base] = useState(organisation);
  const [initialValues] = useState(() => valuesOf(base));
  const form: FormApi<Values> = useApiForm<Values, Organisation>({
    draft: `organisations/${base?.id ?? 'new'}`,
    initialValues,
    required: ['name'],
    fieldOf: (path) => faultPath(path, { emails: form.values.emails, phones: form.values.phones }),
    submit: (values, once) => {
      const body = toBody(values);
      if (base === null)
        return sent(client.POST('/api/v1/organisations', { body, headers: once(body) }));
      const params = { path: { id: base.id } };
      return saveChanges({
        base,
        patch: changedFields(body, toBody(initialValues)),
        fieldsOf: (one) => toBody(valuesOf(one)),
        send: (patch) => sent(client.PATCH('/api/v1/organisations/{id}', { params, body: patch })),
        readAgain: () => sent(client.GET('/api/v1/organisations/{id}', { params })),
      });
    },
    onSuccess: (saved) => {
      toast('good', base === null ? words.createdOrganisation : words.saved);
      changed();
      if (base === null) {
        void navigate({ to: '/organisations/$id', params: { id: String(saved.id) } });
        return;
      }
      const params = { path: { id: base.id } };
      queryClient.setQueryData(['get', '/api/v1/organisations/{id}', { params }], saved);
      onClose();
    },
  });
  return form;
};

const valuesOf = (organisation: Organisation | null): Values => ({
  name: organisation?.name ?? '',
  website: organisation?.website ?? '',
  emails: rowsOf(organisation?.emails ?? []),
  phones: rowsOf(organisation?.phones ?? []),
  address: organisation?.address ?? '',
  notes: organisation?.notes ?? '',
});

const filled = (text: string): string | null => (text.trim() === '' ? null : text.trim());

const toBody = (values: Values) => ({
  name: values.name.trim(),
  website: filled(values.website),
  emails: pointsOf(values.emails),
  phones: pointsOf(values.phones),
  address: filled(values.address),
  notes: filled(values.notes),
});
