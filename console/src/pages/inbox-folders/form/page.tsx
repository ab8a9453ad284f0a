import { IconArrowLeft, IconRobot } from '@tabler/icons-react';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { api, client } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { Forbidden } from '../../../parts/forbidden.tsx';
import { LinkButton } from '../../../parts/links.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { RecordNotFound } from '../../../parts/record-not-found.tsx';
import { useSeen } from '../../../parts/save-changes.ts';
import { sent } from '../../../parts/sent.ts';
import { useApiForm } from '../../../parts/use-api-form.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { Form } from '../../../ui/form/form.tsx';
import type { FormApi } from '../../../ui/form/use-form.ts';
import { backLinkClass, Card, Page } from '../../../ui/page/page.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { PreviewCard } from '../runs/preview.tsx';
import type { AskDraft } from '../test/ask.tsx';
import { SampleCard } from '../test/sample.tsx';
import { LastCard } from '../test/last.tsx';
import { useRefreshFolders, type Folder } from '../types.ts';
import { isComplete } from './draft.ts';
import { AiFields, MainFields, RulesField, UseFields } from './fields.tsx';
import { folderFaults, toBody, toValues, type FolderValues } from './values.ts';

/** The form of a folder, with what its rules would do beside it. */

const editRoute = getRouteApi('/shell/inbox-folders/$id');

export const NewInboxFolderPage = () => {
  const { inboxFolders: words } = useMessages();
  const canWrite = useCan()('inbox_folders:write');
  return canWrite ? <FolderPage folder={null} /> : <NotAllowed title={words.createTitle} />;
};

export const EditInboxFolderPage = () => {
  const { inboxFolders: words } = useMessages();
  const canWrite = useCan()('inbox_folders:write');
  const id = Number(editRoute.useParams().id);
  const isNumber = Number.isSafeInteger(id);
  const query = api.useQuery(
    'get',
    '/inbox/folders/{id}',
    { params: { path: { id } } },
    { enabled: canWrite && isNumber },
  );
  if (!canWrite) return <NotAllowed title={words.title} />;
  if (!isNumber || problemOf(query.error).status === 404) {
    return <RecordNotFound back={<BackToList />} />;
  }
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(folder) => <FolderPage key={folder.id} folder={folder} />}
    </QueryView>
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
  <Link to="/inbox-folders" className={backLinkClass}>
    <IconArrowLeft size={14} aria-hidden />
    {useMessages().inboxFolders.title}
  </Link>
);

const FolderPage = ({ folder }: { folder: Folder | null }) => {
  const { inboxFolders: words, autoReplies, common } = useMessages();
  const navigate = useNavigate();
  const form = useFolderForm(folder, () => void navigate({ to: '/inbox-folders' }));
  return (
    <Page
      layout="record"
      title={folder === null ? words.createTitle : words.editTitle(folder.name)}
      back={<BackToList />}
      actions={
        folder !== null && (
          <LinkButton
            to="/inbox-folders/$id/auto-reply"
            params={{ id: String(folder.id) }}
            variant="default"
            leftSection={<IconRobot size={16} />}
          >
            {autoReplies.settings.link}
          </LinkButton>
        )
      }
      side={<Side form={form} folder={folder} />}
    >
      <Form
        form={form}
        submitLabel={folder === null ? common.create : common.save}
        isEdit={folder !== null}
        onCancel={() => void navigate({ to: '/inbox-folders' })}
      >
        <Card>
          <MainFields form={form} />
        </Card>
        <Card title={words.rules}>
          <RulesField form={form} />
        </Card>
        <Card title={words.ai}>
          <AiFields form={form} />
        </Card>
        <Card>
          <UseFields form={form} />
        </Card>
      </Form>
    </Page>
  );
};

/** The rules as they are typed, tried on what is there. */
const Side = ({ form, folder }: { form: FormApi<FolderValues>; folder: Folder | null }) => {
  const { rules, is_active: isActive } = form.values;
  const applied = isActive ? rules : null;
  const own = { id: folder?.id ?? null };
  const draft =
    applied !== null && !isComplete(applied)
      ? null
      : { rules: applied, ...(folder !== null && { folder_id: folder.id }) };
  return (
    <>
      <LastCard draft={draft} own={own} />
      <SampleCard draft={draft} own={own} askDraft={askDraftOf(form.values, folder)} />
      <PreviewCard draft={draft} />
    </>
  );
};

const askDraftOf = (values: FolderValues, folder: Folder | null): AskDraft => {
  const { name, ai_description, ai_threshold } = toBody(values);
  return {
    ...(folder !== null && { folder_id: folder.id }),
    ...(name !== '' && { name }),
    ai_description,
    ai_threshold,
  };
};

const useFolderForm = (folder: Folder | null, onSaved: () => void): FormApi<FolderValues> => {
  const messages = useMessages();
  const { inboxFolders: words } = messages;
  const refresh = useRefreshFolders();
  const seen = useRef(folder);
  const form = useApiForm({
    draft: `inbox-folders/${folder?.id ?? 'new'}`,
    initialValues: toValues(folder),
    required: ['name'],
    validate: (values) => folderFaults(values, messages),
    fieldOf: (path) => path,
    submit: (values, once): Promise<Folder> => {
      const body = toBody(values);
      const base = seen.current;
      return base === null
        ? sent(client.POST('/inbox/folders', { body, headers: once(body) }))
        : sent(
            client.PATCH('/inbox/folders/{id}', {
              params: { path: { id: base.id } },
              body: { version: base.version, ...body },
            }),
          );
    },
    onSuccess: () => {
      toast('good', folder === null ? words.created : words.saved);
      refresh();
      onSaved();
    },
  });
  useSeen(seen, folder, !form.isChanged);
  return form;
};
