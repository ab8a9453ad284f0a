import { Text } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { api, client } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { Forbidden } from '../../../parts/forbidden.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { RecordNotFound } from '../../../parts/record-not-found.tsx';
import { SecretDialog } from '../../../parts/secret-dialog.tsx';
import { useSeen } from '../../../parts/save-changes.ts';
import { sent } from '../../../parts/sent.ts';
import { useApiForm } from '../../../parts/use-api-form.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { Form } from '../../../ui/form/form.tsx';
import type { FormApi } from '../../../ui/form/use-form.ts';
import { backLinkClass, Card, Page } from '../../../ui/page/page.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { Fold } from '../../actions/decide/fold.tsx';
import { useRefreshWebhooks, type Webhook } from '../types.ts';
import { EventsField } from './events-field.tsx';
import { AdvancedFields, BindingFields, MainFields } from './fields.tsx';
import { SecretField } from './secret-field.tsx';
import { toBody, toPatch, toValues, webhookFaults, type WebhookValues } from './values.ts';

const editRoute = getRouteApi('/shell/webhooks/$id/edit');

/** The form for a new webhook, then the dialog with its secret, which is shown only once. */
export const NewWebhookPage = () => {
  const { webhookForm: words } = useMessages();
  const navigate = useNavigate();
  const [created, setCreated] = useState<{ id: number; secret: string } | null>(null);
  const form = useCreate(setCreated);
  if (!useCan()('webhooks:write')) return <NotAllowed title={words.createTitle} />;
  const open = (): void => {
    if (created === null) return;
    void navigate({ to: '/webhooks/$id', params: { id: String(created.id) }, replace: true });
  };
  return (
    <Page layout="form" title={words.createTitle} back={<BackToList />}>
      <WebhookForm form={form} webhook={null} onCancel={() => void navigate({ to: '/webhooks' })} />
      <SecretDialog
        value={created?.secret ?? null}
        title={words.secretTitle}
        hint={words.secretBody}
        copyLabel={words.secretCopy}
        doneLabel={words.secretDone}
        onDone={open}
      />
    </Page>
  );
};

export const EditWebhookPage = () => {
  const { webhookForm: words } = useMessages();
  const canWrite = useCan()('webhooks:write');
  const id = Number(editRoute.useParams().id);
  const query = api.useQuery(
    'get',
    '/api/webhooks/{id}',
    { params: { path: { id } } },
    { enabled: canWrite && Number.isSafeInteger(id) },
  );
  if (!canWrite) return <NotAllowed title={words.createTitle} />;
  if (!Number.isSafeInteger(id) || problemOf(query.error).status === 404) {
    return <RecordNotFound back={<BackToList />} />;
  }
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(webhook) => <EditWebhook key={webhook.id} webhook={webhook} />}
    </QueryView>
  );
};

const EditWebhook = ({ webhook }: { webhook: Webhook }) => {
  const { webhookForm: words } = useMessages();
  const navigate = useNavigate();
  const params = { id: String(webhook.id) };
  const form = useEdit(webhook, () => void navigate({ to: '/webhooks/$id', params }));
  return (
    <Page
      layout="form"
      title={words.editTitle(webhook.name)}
      back={
        <Link to="/webhooks/$id" params={params} className={backLinkClass}>
          <IconArrowLeft size={14} aria-hidden />
          {webhook.name}
        </Link>
      }
    >
      <WebhookForm
        form={form}
        webhook={webhook}
        onCancel={() => void navigate({ to: '/webhooks/$id', params })}
      />
    </Page>
  );
};

const NotAllowed = ({ title }: { title: string }) => (
  <Page layout="form" title={title}>
    <Card>
      <Forbidden />
    </Card>
  </Page>
);

const BackToList = () => (
  <Link to="/webhooks" className={backLinkClass}>
    <IconArrowLeft size={14} aria-hidden />
    {useMessages().navigation.webhooks}
  </Link>
);

/** The fields of the form that show the faults of the api. */
const fieldOf = (path: string): string => {
  const [name = path] = path.split('.');
  return name === 'events' || name === 'headers' ? name : path;
};

const useCreate = (onCreated: (created: { id: number; secret: string }) => void) => {
  const { webhookForm: words } = useMessages();
  const refresh = useRefreshWebhooks();
  return useApiForm({
    draft: 'webhooks/new',
    initialValues: toValues(null),
    required: ['name', 'url'],
    validate: (values) => webhookFaults(null, values, words),
    conflict: { name: words.tooMany },
    fieldOf,
    submit: (values, once) => {
      const body = toBody(values);
      return sent(client.POST('/api/webhooks', { body, headers: once(body) }));
    },
    onSuccess: ({ id, secret }) => {
      toast('good', words.created);
      refresh();
      onCreated({ id, secret });
    },
  });
};

const useEdit = (webhook: Webhook, onSaved: () => void) => {
  const { webhookForm: words } = useMessages();
  const refresh = useRefreshWebhooks();
  const seen = useRef(webhook);
  const form = useApiForm({
    draft: `webhooks/${webhook.id}`,
    initialValues: toValues(webhook),
    required: ['name', 'url'],
    validate: (values) => webhookFaults(webhook, values, words),
    fieldOf,
    submit: (values) =>
      sent(
        client.PATCH('/api/webhooks/{id}', {
          params: { path: { id: webhook.id } },
          body: toPatch(seen.current, values),
        }),
      ),
    onSuccess: () => {
      toast('good', words.saved);
      refresh();
      onSaved();
    },
  });
  useSeen(seen, webhook, !form.isChanged);
  return form;
};

interface WebhookFormProps {
  form: FormApi<WebhookValues>;
  webhook: Webhook | null;
  onCancel: () => void;
}

const WebhookForm = ({ form, webhook, onCancel }: WebhookFormProps) => {
  const { webhookForm: words, common } = useMessages();
  const isNew = webhook === null;
  return (
    <Form
      form={form}
      submitLabel={isNew ? common.create : common.save}
      isEdit={!isNew}
      onCancel={onCancel}
    >
      <Card>
        <MainFields form={form} />
      </Card>
      <Card>
        <EventsField form={form} />
      </Card>
      <Card title={words.binding}>
        <BindingFields form={form} webhook={webhook} />
      </Card>
      <Card title={words.secretSection}>
        {isNew ? (
          <SecretField form={form} />
        ) : (
          <Text size="sm" c="dimmed">
            {words.secretKept}
          </Text>
        )}
      </Card>
      <Advanced form={form} webhook={webhook} />
    </Form>
  );
};

/** What few webhooks need. Open if the webhook has something of it, or a fault is in it. */
const Advanced = ({ form, webhook }: Pick<WebhookFormProps, 'form' | 'webhook'>) => {
  const { webhookForm: words } = useMessages();
  const [isUsed] = useState(webhook !== null || form.values.headers.length > 0);
  return isUsed || form.refusalCount > 0 ? (
    <Card title={words.advanced}>
      <AdvancedFields form={form} />
    </Card>
  ) : (
    <Card>
      <Fold label={words.advanced}>
        <AdvancedFields form={form} />
      </Fold>
    </Card>
  );
};
