import { Select, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { useMe } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { sent } from '../../parts/sent.ts';
import { useApiForm } from '../../parts/use-api-form.tsx';
import { SideDrawer } from '../../ui/feedback/side-drawer.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { PhoneField } from '../../ui/form/fields/phone-field.tsx';
import { Form } from '../../ui/form/form.tsx';
import { isEmail } from '../../ui/form/schema.ts';
import { UserSelect } from '../users/select.tsx';
import { useCallCentres } from '../users/shared.ts';
import { useMayGiveToOthers } from './assign.ts';
import { useRefreshLeads, type Lead } from './query.ts';

interface NewLeadProps {
  isOpen: boolean;
  onClose: () => void;
}

interface Values {
  name: string;
  email: string;
  phone: string;
  company_name: string;
  assigned_to: number | null;
  call_centre_id: string | null;
}

export const NewLead = ({ isOpen, onClose }: NewLeadProps) => {
  const { leads } = useMessages();
  return (
    <SideDrawer isOpen={isOpen} onClose={onClose} title={leads.newTitle}>
      <LeadForm onClose={onClose} />
    </SideDrawer>
  );
};

const LeadForm = ({ onClose }: Pick<NewLeadProps, 'onClose'>) => {
  const { common, leads } = useMessages();
  const form = useNewLead();
  const mayGiveToOthers = useMayGiveToOthers();
  const isCompany = useMe().permissions['leads:assign'] === 'company';
  const centres = useCallCentres();
  return (
    <Form form={form} submitLabel={common.create} onCancel={onClose}>
      <TextInput label={leads.name} data-autofocus {...form.field('name')} />
      <PhoneField label={leads.phone} {...form.field('phone')} />
      <TextInput label={leads.email} type="email" {...form.field('email')} />
      <TextInput label={leads.companyName} {...form.field('company_name')} />
      {mayGiveToOthers && (
        <UserSelect
          label={leads.assignee}
          placeholder={leads.nobody}
          value={form.values.assigned_to ?? undefined}
          error={form.errors['assigned_to']}
          onChange={(userId) => form.setFieldValue('assigned_to', userId ?? null)}
        />
      )}
      {isCompany && form.values.assigned_to === null && centres.length > 0 && (
        <Select
          label={leads.filterCentre}
          description={leads.centreHint}
          clearable
          data={centres.map(({ id, name }) => ({ value: String(id), label: name }))}
          {...form.field('call_centre_id')}
        />
      )}
    </Form>
  );
};

const useNewLead = () => {
  const messages = useMessages();
  const { leads } = messages;
  const navigate = useNavigate();
  const refresh = useRefreshLeads();
  return useApiForm<Values, Lead>({
    draft: 'leads/new',
    initialValues: {
      name: '',
      email: '',
      phone: '',
      company_name: '',
      assigned_to: null,
      call_centre_id: null,
    },
    validate: ({ name, email, phone }): Record<string, string> => ({
      ...(`${name}${email}${phone}`.trim() === '' ? { name: leads.nameNeeded } : {}),
      ...(email.trim() === '' || isEmail(email.trim()) ? {} : { email: messages.form.emailFault }),
    }),
    submit: (values, once) => {
      const body = bodyOf(values);
      return sent(client.POST('/api/leads', { headers: once(body), body }));
    },
    onSuccess: ({ id }) => {
      toast('good', leads.created);
      void refresh();
      void navigate({ to: '/leads/$id', params: { id: String(id) } });
    },
  });
};

const bodyOf = (values: Values) => ({
  name: filled(values.name),
  email: filled(values.email),
  phone: filled(values.phone),
  company_name: filled(values.company_name),
  ...(values.assigned_to === null ? {} : { assigned_to: values.assigned_to }),
  ...(values.assigned_to !== null || values.call_centre_id === null
    ? {}
    : { call_centre_id: Number(values.call_centre_id) }),
});

const filled = (text: string): string | null => (text.trim() === '' ? null : text.trim());
