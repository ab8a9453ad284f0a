import { Switch, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { api, client, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { LeaveGuard } from '../../parts/leave-guard.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { sent } from '../../parts/sent.ts';
import { useApiForm } from '../../parts/use-api-form.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { Form } from '../../ui/form/form.tsx';
import { Card } from '../../ui/page/page.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';

/** What a company chooses about its mails. */
export const MailSettings = () => {
  const { company } = useMessages();
  const query = api.useQuery('get', '/api/v1/settings');
  return (
    <Card title={company.mail}>
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {(settings) => <MailForm settings={settings} />}
      </QueryView>
    </Card>
  );
};

const MailForm = ({ settings: { version, mail } }: { settings: Schemas['Settings'] }) => {
  const { company: words, common } = useMessages();
  const canEdit = useCan()('settings:write');
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/settings'] });
  const form = useApiForm({
    draft: 'settings/mail',
    initialValues: {
      sends_invitations: mail.sends_invitations,
      sender_name: mail.sender_name ?? '',
    },
    fieldOf: (path) => path.replace(/^mail\./, ''),
    submit: ({ sends_invitations, sender_name }) => {
      const body = {
        version,
        mail: { sends_invitations, sender_name: sender_name.trim() || null },
      };
      // Also after a conflict: the next attempt then has the version of the other's choices.
      return sent(client.PATCH('/api/v1/settings', { body })).finally(() => void refresh());
    },
    onSuccess: () => toast('good', words.mailSaved),
  });
  const { value: isOn, ...invitations } = form.field('sends_invitations');
  return (
    <div style={{ maxWidth: 480 }}>
      <Form form={form} submitLabel={canEdit ? common.save : undefined} isEdit>
        <Switch
          label={words.mailInvitations}
          disabled={!canEdit}
          {...invitations}
          checked={isOn === true}
        />
        <TextInput
          label={words.mailSender}
          description={words.mailSenderHint}
          readOnly={!canEdit}
          {...form.field('sender_name')}
        />
      </Form>
      <LeaveGuard isChanged={form.isChanged} onDiscard={form.discard} />
    </div>
  );
};
