import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { api, type Schemas } from '../../api/client.ts';
import { meOptions, useCan } from '../../api/session.ts';
import { LANGUAGE_NAMES, LOCALES } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/index.tsx';
import { fieldErrors } from '../../parts/fault-text.ts';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { Card } from '../../ui/page/page.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { MailSettings } from './mail-settings.tsx';

export const CompanyPanel = () => {
  const { company } = useMessages();
  const query = api.useQuery('get', '/api/v1/company');
  const can = useCan();
  return (
    <>
      <Card title={company.title}>
        <QueryView query={query} skeleton={<PageSkeleton />}>
          {(data) => <CompanyForm company={data} />}
        </QueryView>
      </Card>
      {can('settings:read') && <MailSettings />}
    </>
  );
};

const CompanyForm = ({ company }: { company: Schemas['Company'] }) => {
  const messages = useMessages();
  const { company: words, common } = messages;
  const canEdit = useCan()('company:update');
  const queryClient = useQueryClient();
  const form = useForm({ initialValues: { name: company.name, locale: company.locale } });
  const save = api.useMutation('patch', '/api/v1/company', {
    onSuccess: () => {
      toast('good', words.saved);
      void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/company'] });
      void queryClient.invalidateQueries({ queryKey: meOptions.queryKey });
    },
    onError: (error) => {
      const errors = fieldErrors(messages, error);
      if (Object.keys(errors).length > 0) form.setErrors(errors);
      else toastProblem(messages, error);
    },
  });
  return (
    <form onSubmit={form.onSubmit((body) => save.mutate({ body }))} style={{ maxWidth: 480 }}>
      <Stack>
        {!canEdit && <Text c="dimmed">{words.readOnly}</Text>}
        <TextInput
          label={words.name}
          required
          readOnly={!canEdit}
          {...form.getInputProps('name')}
        />
        <TextInput label={words.slug} description={words.slugHint} value={company.slug} readOnly />
        <Select
          label={words.locale}
          allowDeselect={false}
          readOnly={!canEdit}
          data={LOCALES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
          {...form.getInputProps('locale')}
        />
        {canEdit && (
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
              {common.save}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
};
