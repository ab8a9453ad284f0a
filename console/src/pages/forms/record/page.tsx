import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { IconArrowLeft } from '@tabler/icons-react';
import { useRef } from 'react';
import { api, client, type Schemas } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import { useCan } from '../../../api/session.ts';
import { useLanguage, useMessages } from '../../../i18n/index.tsx';
import { Forbidden } from '../../../parts/forbidden.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { RecordNotFound } from '../../../parts/record-not-found.tsx';
import { useSeen } from '../../../parts/save-changes.ts';
import { sent } from '../../../parts/sent.ts';
import { useApiForm } from '../../../parts/use-api-form.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { backLinkClass, Card, Page } from '../../../ui/page/page.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { Builder } from '../builder/form.tsx';
import { FormState } from '../list.tsx';
import { Preview } from '../builder/preview.tsx';
import { Share } from './share.tsx';
import { Statistics } from './statistics.tsx';
import { bodyOf, newValues, valuesOf, type FormValues } from '../builder/values.ts';
import classes from './page.module.css';

type Form = Schemas['Form'];

const route = getRouteApi('/shell/forms/$id');

const Back = () => (
  <Link to="/forms" className={backLinkClass}>
    <IconArrowLeft size={14} aria-hidden />
    {useMessages().forms.back}
  </Link>
);

export const NewFormPage = () => {
  const { forms: words } = useMessages();
  const { locale } = useLanguage();
  const canEdit = useCan()('forms:write');
  const navigate = useNavigate();
  const form = useFormForm(null, newValues(locale, words.starters), ({ id }) =>
    navigate({ to: '/forms/$id', params: { id: String(id) } }),
  );
  return (
    <Page
      layout="record"
      title={words.new}
      back={<Back />}
      side={
        canEdit && (
          <div className={classes['side']}>
            <Preview values={form.values} />
          </div>
        )
      }
    >
      {canEdit ? (
        <Builder form={form} isNew onCancel={() => void navigate({ to: '/forms' })} />
      ) : (
        <Card>
          <Forbidden />
        </Card>
      )}
    </Page>
  );
};

export const FormPage = () => {
  const { id } = route.useParams();
  const query = api.useQuery('get', '/api/v1/forms/{id}', {
    params: { path: { id: Number(id) } },
  });
  if (problemOf(query.error).status === 404) return <RecordNotFound back={<Back />} />;
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(form) => <Record key={form.id} form={form} />}
    </QueryView>
  );
};

const Record = ({ form: stored }: { form: Form }) => {
  const canEdit = useCan()('forms:write');
  const { window: period = '28d' } = route.useSearch();
  const navigate = route.useNavigate();
  const form = useFormForm(stored, valuesOf(stored));
  return (
    <Page
      layout="record"
      title={stored.name}
      badge={<FormState isActive={stored.is_active} />}
      back={<Back />}
      side={
        <div className={classes['side']}>
          <Preview values={form.values} />
          <Share form={stored} />
        </div>
      }
    >
      <Statistics
        id={stored.id}
        window={period}
        onChange={(next) => void navigate({ search: { window: next }, replace: true })}
      />
      {canEdit && <Builder form={form} isNew={false} onCancel={form.discard} />}
    </Page>
  );
};

const useFormForm = (
  stored: Form | null,
  initialValues: FormValues,
  onCreated?: (form: Form) => Promise<void>,
) => {
  const { forms: words } = useMessages();
  const queryClient = useQueryClient();
  const seen = useRef(stored);
  const form = useApiForm<FormValues, Form>({
    draft: `forms/${stored?.id ?? 'new'}`,
    initialValues,
    required: ['name'],
    // A fault of one site is shown with the list of sites.
    fieldOf: (path) =>
      path
        .replace(/^allowed_origins\.\d+$/, 'allowed_origins')
        .replace(/\.options\.\d+$/, '.options'),
    submit: (values, once) => {
      const body = bodyOf(values);
      const base = seen.current;
      return base === null
        ? sent(client.POST('/api/v1/forms', { body, headers: once(body) }))
        : sent(
            client.PATCH('/api/v1/forms/{id}', {
              params: { path: { id: base.id } },
              body: { ...body, version: base.version },
            }),
          );
    },
    onSuccess: (form) => {
      if (stored !== null) seen.current = form;
      toast('good', stored === null ? words.created : words.saved);
      void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/forms'] });
      void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/forms/{id}'] });
      void onCreated?.(form);
    },
  });
  useSeen(seen, stored, !form.isChanged);
  return form;
};
