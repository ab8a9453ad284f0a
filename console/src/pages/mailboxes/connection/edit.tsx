import { Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { api, client } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { Forbidden } from '../../../parts/forbidden.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { RecordNotFound } from '../../../parts/record-not-found.tsx';
import { useSeen } from '../../../parts/save-changes.ts';
import { sent } from '../../../parts/sent.ts';
import { useApiForm } from '../../../parts/use-api-form.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { ChoiceField } from '../../../ui/form/fields/choice-field.tsx';
import { Form } from '../../../ui/form/form.tsx';
import { backLinkClass, Card, Page } from '../../../ui/page/page.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { useCallCentres } from '../../users/shared.ts';
import { useRefreshMailboxes, type Mailbox } from '../types.ts';
import { CredentialFields, ServerFields } from './fields.tsx';
import { SenderServerField } from './sender-server.tsx';
import { credentialsOf, fieldOf, hasCredentials, savedValues, serversOf } from './values.ts';

const route = getRouteApi('/shell/mailboxes/$id/edit');

/** Changes a mailbox. Its credentials stay unless new ones are typed. */
export const EditMailboxPage = () => {
  const { mailboxForm: words, navigation } = useMessages();
  const canWrite = useCan()('mailboxes:write');
  const id = Number(route.useParams().id);
  const query = api.useQuery(
    'get',
    '/inbox/integrations/{id}',
    { params: { path: { id } } },
    { enabled: canWrite && Number.isSafeInteger(id) },
  );
  if (!canWrite) {
    return (
      <Page layout="form" title={words.editTitle('')}>
        <Card>
          <Forbidden />
        </Card>
      </Page>
    );
  }
  if (!Number.isSafeInteger(id) || problemOf(query.error).status === 404) {
    return (
      <RecordNotFound
        back={
          <Link to="/mailboxes" className={backLinkClass}>
            <IconArrowLeft size={14} aria-hidden />
            {navigation.mailboxes}
          </Link>
        }
      />
    );
  }
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(mailbox) => <EditMailbox key={mailbox.id} mailbox={mailbox} />}
    </QueryView>
  );
};

const EditMailbox = ({ mailbox }: { mailbox: Mailbox }) => {
  const { mailboxForm: words, common } = useMessages();
  const navigate = useNavigate();
  const params = { id: String(mailbox.id) };
  const leave = (): void => void navigate({ to: '/mailboxes/$id', params });
  const form = useEdit(mailbox, leave);
  const centres = useCallCentres();
  return (
    <Page
      layout="form"
      title={words.editTitle(mailbox.email)}
      back={
        <Link to="/mailboxes/$id" params={params} className={backLinkClass}>
          <IconArrowLeft size={14} aria-hidden />
          {mailbox.email}
        </Link>
      }
    >
      <Form form={form} submitLabel={common.save} isEdit onCancel={leave}>
        <Card>
          <Stack>
            <TextInput
              label={words.name}
              description={words.nameHint}
              data-autofocus
              {...form.field('name')}
            />
            <ChoiceField
              clearable
              label={words.centre}
              description={words.centreHint}
              placeholder={words.everyone}
              data={centres.map(({ id, name }) => ({ value: String(id), label: name }))}
              {...form.field('call_centre_id')}
            />
            <Textarea
              label={words.signature}
              description={words.signatureHint}
              autosize
              minRows={2}
              maxRows={8}
              {...form.field('signature')}
            />
          </Stack>
        </Card>
        <Card title={words.credentials}>
          {/* The form has these values and its own. */}
          <CredentialFields form={form} preset={undefined} isOptional />
        </Card>
        <Card title={words.servers}>
          <Stack>
            <Text size="sm" c="dimmed">
              {words.serversHint}
            </Text>
            <ServerFields form={form} />
          </Stack>
        </Card>
        <Card title={words.confirmation}>
          <SenderServerField form={form} mailbox={mailbox} />
        </Card>
      </Form>
    </Page>
  );
};

const useEdit = (mailbox: Mailbox, onSaved: () => void) => {
  const { mailboxForm: words } = useMessages();
  const refresh = useRefreshMailboxes();
  const seen = useRef(mailbox);
  const form = useApiForm({
    initialValues: {
      name: mailbox.name,
      call_centre_id: mailbox.call_centre_id?.toString() ?? null,
      signature: mailbox.signature ?? '',
      trusted_authserv_id: mailbox.trusted_authserv_id ?? '',
      ...savedValues(mailbox),
    },
    required: ['name', 'username', 'imap_host', 'smtp_host'],
    fieldOf,
    submit: (values) =>
      sent(
        client.PATCH('/inbox/integrations/{id}', {
          params: { path: { id: mailbox.id } },
          body: {
            version: seen.current.version,
            name: values.name.trim(),
            call_centre_id: values.call_centre_id === null ? null : Number(values.call_centre_id),
            signature: values.signature.trim() === '' ? null : values.signature.trim(),
            trusted_authserv_id:
              values.trusted_authserv_id.trim() === '' ? null : values.trusted_authserv_id.trim(),
            ...serversOf(values),
            ...(hasCredentials(values) ? { credentials: credentialsOf(values) } : {}),
          },
        }),
      ),
    onSuccess: () => {
      toast('good', words.saved);
      refresh();
      onSaved();
    },
  });
  useSeen(seen, mailbox, !form.isChanged);
  return form;
};
