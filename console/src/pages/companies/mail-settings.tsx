import { Button, Group, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { api, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { fieldErrors } from '../../parts/fault-text.ts';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { Card } from '../../ui/page/page.tsx';
import { toast } from '../../ui/feedback/toast.ts';

/** What a company chooses about its mails. */
export const MailSettings = () => {
  const { company } = useMessages();
  const query = api.useQuery('get', '/api/v1/settings');
  return (
    <Card title={company.mail}>
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {(settings) => <MailForm key={settings.version} settings={settings} />}
      </QueryView>
    </Card>
  );
};

const MailForm = ({ settings: { version, mail } }: { settings: Schemas['Settings'] }) => {
  const messages = useMessages();
  const { company: words, common } = messages;
  const canEdit = useCan()('settings:write');
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: {
      sends_invitations: mail.sends_invitations,
      sender_name: mail.sender_name ?? '',
    },
  });
  const save = api.useMutation('patch', '/api/v1/settings', {
    onSuccess: () => toast('good', words.mailSaved),
    onError: (error) => {
      const errors = fieldErrors(messages, error);
      if ('mail.sender_name' in errors) form.setErrors({ sender_name: errors['mail.sender_name'] });
      else toastProblem(messages, error);
    },
    // Also after a conflict: then the other's choices are shown.
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/settings'] }),
  });
  const submit = form.onSubmit(({ sends_invitations, sender_name }) =>
    save.mutate({
      body: { version, mail: { sends_invitations, sender_name: sender_name.trim() || null } },
    }),
  );
  return (
    <form onSubmit={submit} style={{ maxWidth: 480 }}>
      <Stack>
        <Switch
          label={words.mailInvitations}
          disabled={!canEdit}
          {...form.getInputProps('sends_invitations', { type: 'checkbox' })}
        />
        <TextInput
          label={words.mailSender}
          description={words.mailSenderHint}
          readOnly={!canEdit}
          {...form.getInputProps('sender_name')}
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
