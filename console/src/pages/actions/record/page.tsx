import { Tabs, Text } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api, type Schemas } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { lastList } from '../list/left.ts';
import { ActionStatusBadge } from '../status.tsx';
import { useViewing } from '../../notifications/viewing.ts';
import { useTypeLabels } from '../../action-types/catalogue.ts';
import { RecordNotFound } from '../../../parts/record-not-found.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { ACTION_TABS } from '../search.ts';
import { amend, oneOf } from '../../../routing/search.ts';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { JsonView } from '../../../ui/values/json-view.tsx';
import { backLinkClass, Card, Page } from '../../../ui/page/page.tsx';
import { ActionButtons } from './buttons.tsx';
import { Attempts } from './attempts.tsx';
import { Callbacks, SimulationBadge, wasSimulated } from './callbacks.tsx';
import { Progress } from './progress.tsx';
import { ActionTimeline } from './timeline.tsx';
import { Decision, Summary } from './summary.tsx';
import { UnroutedAlert } from './unrouted-alert.tsx';

type Action = Schemas['Action'];

const route = getRouteApi('/shell/actions/$id');

export const ActionPage = () => {
  const id = route.useParams().id.toLowerCase(); // as the stream names it
  useViewing({ type: 'action', id });
  const query = api.useQuery('get', '/api/v1/actions/{id}', { params: { path: { id } } });
  if (problemOf(query.error).status === 404) return <RecordNotFound back={<BackToActions />} />;
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(action) => <ActionView action={action} />}
    </QueryView>
  );
};

const BackToActions = () => (
  <Link to="/actions" search={lastList()} className={backLinkClass}>
    <IconArrowLeft size={14} aria-hidden />
    {useMessages().action.back}
  </Link>
);

const ActionView = ({ action }: { action: Action }) => {
  const { action: words } = useMessages();
  const label = useTypeLabels()(action.action_type);
  return (
    <Page
      layout="record"
      title={label ?? action.action_type}
      badge={
        <>
          <ActionStatusBadge status={action.status} size="lg" />
          {wasSimulated(action) && <SimulationBadge />}
        </>
      }
      description={[
        action.entite_label,
        action.status === 'succeeded' ? action.outcome_message : null,
      ]
        .filter((text) => text !== null)
        .join(' · ')}
      back={<BackToActions />}
      actions={<ActionButtons action={action} />}
      side={
        <>
          <Card title={words.summary}>
            <Summary action={action} />
          </Card>
          <Card title={words.decision}>
            <Decision action={action} />
          </Card>
        </>
      }
    >
      <Progress action={action} />
      {action.is_unrouted && <UnroutedAlert actionType={action.action_type} />}
      <Details action={action} />
    </Page>
  );
};

const Details = ({ action }: { action: Action }) => {
  const { action: words } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const counts = { attempts: action.attempts.length, callbacks: action.callbacks.length };
  return (
    <Card>
      <Tabs
        value={search.tab ?? 'timeline'}
        onChange={(value) =>
          void navigate({
            search: amend(search, { tab: oneOf(ACTION_TABS, value) }),
            replace: true,
          })
        }
      >
        <Tabs.List
          aria-label={words.tabs}
          mb="md"
          style={{ flexWrap: 'nowrap', overflowX: 'auto' }}
        >
          {ACTION_TABS.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {words[tab]}
              {tab in counts && ` (${counts[tab as keyof typeof counts]})`}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="timeline">
          <ActionTimeline action={action} />
        </Tabs.Panel>
        <Tabs.Panel value="payload">
          <Text size="sm" c="dimmed" mb="sm">
            {words.payloadHint}
          </Text>
          <JsonView label={words.payloadLabel} value={action.payload} />
        </Tabs.Panel>
        <Tabs.Panel value="attempts">
          <Attempts action={action} />
        </Tabs.Panel>
        <Tabs.Panel value="callbacks">
          <Callbacks action={action} />
        </Tabs.Panel>
      </Tabs>
    </Card>
  );
};
