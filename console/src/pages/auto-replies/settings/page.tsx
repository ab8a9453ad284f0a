import { IconArrowLeft } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { api, client } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { Forbidden } from '../../../parts/forbidden.tsx';
import { LeaveGuard } from '../../../parts/leave-guard.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { RecordNotFound } from '../../../parts/record-not-found.tsx';
import { sent } from '../../../parts/sent.ts';
import { useApiForm } from '../../../parts/use-api-form.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { Form } from '../../../ui/form/form.tsx';
import { backLinkClass, Card, Page } from '../../../ui/page/page.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { useFolderAutoReply } from '../query.ts';
import { ConfirmMode, needsConfirm, useOpenCount } from './confirm.tsx';
import { ApprovalFields, ModeField, WritingFields } from './fields.tsx';
import { RejectionsCard } from './rejections.tsx';
import { TryCard } from './try.tsx';
import { settingsFaults, toBody, toValues, type Settings } from './values.ts';

/** How the conversations of a folder are answered automatically. */

const route = getRouteApi('/shell/inbox-folders/$id/auto-reply');

export const FolderAutoReplyPage = () => {
  const { autoReplies: words } = useMessages();
  const mayRead = useCan()('inbox_folders:read');
  const id = Number(route.useParams().id);
  const isNumber = Number.isSafeInteger(id);
  const folder = api.useQuery(
    'get',
    '/inbox/folders/{id}',
    { params: { path: { id } } },
    { enabled: mayRead && isNumber },
  );
  if (!mayRead) {
    return (
      <Page layout="form" title={words.settings.link}>
        <Card>
          <Forbidden />
        </Card>
      </Page>
    );
  }
  if (!isNumber || problemOf(folder.error).status === 404) {
    return <RecordNotFound back={<BackToFolder id={id} />} />;
  }
  return (
    <QueryView query={folder} skeleton={<PageSkeleton />}>
      {({ name }) => (
        <Page
          layout="form"
          title={words.settings.title(name)}
          description={words.settings.description}
          back={<BackToFolder id={id} name={name} />}
        >
          <SettingsOf key={id} folderId={id} />
        </Page>
      )}
    </QueryView>
  );
};

const BackToFolder = ({ id, name }: { id: number; name?: string }) => {
  const { inboxFolders: words } = useMessages();
  return name === undefined ? (
    <Link to="/inbox-folders" className={backLinkClass}>
      <IconArrowLeft size={14} aria-hidden />
      {words.title}
    </Link>
  ) : (
    <Link to="/inbox-folders/$id" params={{ id: String(id) }} className={backLinkClass}>
      <IconArrowLeft size={14} aria-hidden />
      {words.editTitle(name)}
    </Link>
  );
};

const SettingsOf = ({ folderId }: { folderId: number }) => {
  const query = useFolderAutoReply(folderId);
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(settings) => <SettingsForm folderId={folderId} settings={settings} />}
    </QueryView>
  );
};

/** Chosen again after a reload: it must not be saved with the rest by who does not think of it any more. */
const UNKEPT = ['mode'] as const;

const SettingsForm = ({ folderId, settings }: { folderId: number; settings: Settings }) => {
  const messages = useMessages();
  const { autoReplies: words, common } = messages;
  const canEdit = useCan()('auto_replies:write');
  const queryClient = useQueryClient();
  const refresh = () =>
    queryClient.invalidateQueries({ queryKey: ['get', '/inbox/folders/{id}/auto-reply'] });
  const form = useApiForm({
    draft: `auto-reply/${folderId}`,
    unkept: UNKEPT,
    initialValues: toValues(settings),
    validate: (values) => settingsFaults(values, messages),
    fieldOf: (path) => path.replace(/^(reminder_minutes|allowed_hosts)\.\d+$/, '$1'),
    submit: (values) =>
      sent(
        client.PATCH('/inbox/folders/{id}/auto-reply', {
          params: { path: { id: folderId } },
          body: toBody(values, settings.version),
        }),
        // Also after a conflict: the next attempt then has the version of the other's choices.
      ).finally(() => void refresh()),
    onSuccess: () => toast('good', words.settings.saved),
  });
  const [isAsking, setAsking] = useState(false);
  const openCount = useOpenCount(folderId);
  const change = { from: settings.mode, to: form.values.mode };
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    const isAsked = needsConfirm(change, openCount) && !form.validate().hasErrors;
    if (isAsked) setAsking(true);
    else form.onSubmit(event);
  };
  return (
    <>
      <Form
        form={{ ...form, onSubmit: submit }}
        submitLabel={canEdit ? common.save : undefined}
        isEdit
      >
        <Card>
          <ModeField form={form} canEdit={canEdit} />
        </Card>
        <Card title={words.settings.writing}>
          <WritingFields form={form} canEdit={canEdit} />
        </Card>
        {canEdit && <RejectionsCard folderId={folderId} form={form} />}
        <Card title={words.settings.approval}>
          <ApprovalFields form={form} canEdit={canEdit} />
        </Card>
      </Form>
      <ConfirmMode
        {...change}
        isOpen={isAsking}
        openCount={openCount}
        onConfirm={() => {
          setAsking(false);
          form.onSubmit();
        }}
        onClose={() => setAsking(false)}
      />
      {canEdit && <TryCard folderId={folderId} settings={form.values} />}
      <LeaveGuard isChanged={form.isChanged} onDiscard={form.discard} />
    </>
  );
};
