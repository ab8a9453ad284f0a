import { Select, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { api, client, type Schemas } from '../../api/client.ts';
import { meOptions, useCan } from '../../api/session.ts';
import { LANGUAGE_NAMES, LOCALES } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/index.tsx';
import { LeaveGuard } from '../../parts/leave-guard.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { sent } from '../../parts/sent.ts';
import { useApiForm } from '../../parts/use-api-form.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { Form } from '../../ui/form/form.tsx';
import { Card } from '../../ui/page/page.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { InboxSettings } from './inbox-settings.tsx';
import { MailSettings } from './mail-settings.tsx';

export const CompanyPanel = () => {
  const { profile } = useMessages();
  const query = api.useQuery('get', '/api/v1/company');
  const can = useCan();
  return (
    <>
      <Card title={profile.identity}>
        <QueryView query={query} skeleton={<PageSkeleton />}>
          {(data) => <CompanyForm company={data} />}
        </QueryView>
      </Card>
      {can('settings:read') && (
        <>
          <MailSettings />
          <InboxSettings />
        </>
      )}
    </>
  );
};

const CompanyForm = ({ company }: { company: Schemas['Company'] }) => {
  const { company: words, common } = useMessages();
  const canEdit = useCan()('company:update');
  const queryClient = useQueryClient();
  const form = useApiForm({
    draft: 'company',
    initialValues: { name: company.name, locale: company.locale },
    required: ['name'],
    submit: (body) => sent(client.PATCH('/api/v1/company', { body })),
    onSuccess: () => {
      toast('good', words.saved);
      void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/company'] });
      void queryClient.invalidateQueries({ queryKey: meOptions.queryKey });
    },
  });
  return (
    <div style={{ maxWidth: 480 }}>
      <Form form={form} submitLabel={canEdit ? common.save : undefined} isEdit>
        {!canEdit && <Text c="dimmed">{words.readOnly}</Text>}
        <TextInput label={words.name} readOnly={!canEdit} {...form.field('name')} />
        <TextInput label={words.slug} description={words.slugHint} value={company.slug} readOnly />
        <Select
          label={words.locale}
          allowDeselect={false}
          readOnly={!canEdit}
          data={LOCALES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
          {...form.field('locale')}
        />
      </Form>
      <LeaveGuard isChanged={form.isChanged} onDiscard={form.discard} />
    </div>
  );
};
