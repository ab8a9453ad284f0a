import { api } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { Forbidden } from '../../parts/forbidden.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { ModuleCard } from './card.tsx';

/** The systems that cases consult: one card for each kind. */
export const CaseModulesPage = () => {
  const { caseModules: words } = useMessages();
  const mayRead = useCan()('case_modules:read');
  const query = api.useQuery('get', '/api/crm/module', {}, { enabled: mayRead });
  if (!mayRead) {
    return (
      <Page layout="settings" title={words.title}>
        <Card>
          <Forbidden />
        </Card>
      </Page>
    );
  }
  return (
    <Page layout="settings" title={words.title} description={words.description}>
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {({ data }) => data.map((module) => <ModuleCard key={module.kind} module={module} />)}
      </QueryView>
    </Page>
  );
};
