import { Button } from '@mantine/core';
import { IconArrowLeft, IconEdit } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { usePageCommands } from '../../../parts/commands.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { RecordNotFound } from '../../../parts/record-not-found.tsx';
import { amend } from '../../../routing/search.ts';
import { useShortcuts } from '../../../ui/keyboard/shortcuts.tsx';
import { backLinkClass, Card, Page } from '../../../ui/page/page.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { DecisionButtons } from '../../actions/decide/buttons.tsx';
import type { DecisionSubject } from '../../actions/decide/context.ts';
import { sourceOf } from '../../actions/decide/source.ts';
import { useViewing } from '../../notifications/viewing.ts';
import { CaseBilling } from '../../case-modules/billing.tsx';
import { CaseForm } from '../form.tsx';
import { lastCases } from '../list/left.ts';
import type { Case } from '../query.ts';
import type { CaseSearch } from '../search.ts';
import { HeadFacts, PriorityChoice, StatusChoice } from './head.tsx';
import { CaseLinks } from './links.tsx';
import classes from './record.module.css';
import { CaseTabs } from './tabs.tsx';
import { CaseTasks } from './tasks.tsx';

const route = getRouteApi('/shell/cases/$id');

export const CasePage = () => {
  const id = Number(route.useParams().id);
  const query = api.useQuery('get', '/api/crm/case/{id}', { params: { path: { id } } });
  useViewing({ type: 'case', id });
  if (problemOf(query.error).status === 404) return <CaseNotFound />;
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(row) => <CaseView key={id} row={row} />}
    </QueryView>
  );
};

export const CaseNotFound = () => {
  const { cases: words } = useMessages();
  const canRestore = useCan()('cases:delete');
  return (
    <RecordNotFound
      back={<BackToList />}
      title={words.notFound}
      {...(canRestore && { hint: words.notFoundHint })}
    />
  );
};

const BackToList = () => (
  <Link to="/cases" search={lastCases()} className={backLinkClass}>
    <IconArrowLeft size={14} aria-hidden />
    {useMessages().navigation.cases}
  </Link>
);

const CaseView = ({ row }: { row: Case }) => {
  const { cases: words } = useMessages();
  const can = useCan();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const canUpdate = can('cases:update');
  const show = (next: CaseSearch): void => void navigate({ search: next, replace: true });
  const edit = (): void => show(amend(search, { edit: true }));
  usePageCommands(canUpdate ? [{ id: 'edit', label: words.edit, icon: IconEdit, run: edit }] : []);
  useShortcuts(words.title, [{ keys: 'e', label: words.edit, run: edit }], {
    isEnabled: canUpdate,
  });
  return (
    <Page
      layout="record"
      title={row.title}
      tabTitle={`${row.reference} ${row.title}`}
      badge={
        <>
          <StatusChoice row={row} mayChange={canUpdate} />
          <PriorityChoice row={row} mayChange={canUpdate} />
        </>
      }
      description={<HeadFacts row={row} mayChange={canUpdate} />}
      back={<BackToList />}
      actions={
        <>
          <DecisionButtons entity={subjectOf(row)} source={sourceOf('dossier', 'detail')} />
          {canUpdate && (
            <Button size="sm" variant="default" leftSection={<IconEdit size={15} />} onClick={edit}>
              {words.edit}
            </Button>
          )}
        </>
      }
      side={
        <>
          {can('tasks:read') && <CaseTasks row={row} />}
          <CaseLinks row={row} mayChange={canUpdate} />
          <CaseBilling id={row.id} />
        </>
      }
    >
      {row.description !== null && (
        <Card title={words.description} actions={can('audit:read') && <AuditLink id={row.id} />}>
          <div className={classes['text']}>{row.description}</div>
        </Card>
      )}
      <CaseTabs row={row} search={search} onSearch={show} />
      {search.edit === true && canUpdate && (
        <CaseForm row={row} onClose={() => show(amend(search, { edit: undefined }))} />
      )}
    </Page>
  );
};

/** What an action about the case is about. */
const subjectOf = ({ reference, title, client }: Case): DecisionSubject => ({
  type: 'dossier',
  ref: reference,
  label: title,
  contact: { email: client.email ?? undefined, phone: client.phone ?? undefined },
});

/** Who looked at it and changed it. */
const AuditLink = ({ id }: Pick<Case, 'id'>) => {
  const { audit, cases: words } = useMessages();
  return (
    <LinkText
      to="/settings/audit"
      search={{ resource_type: 'case', resource_id: String(id) }}
      size="sm"
      aria-label={words.audit}
    >
      {audit.title}
    </LinkText>
  );
};
