import { IconFlask } from '@tabler/icons-react';
import { api } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { Forbidden } from '../../parts/forbidden.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { StatusBadge } from '../../ui/values/status-badge.tsx';
import { AiQuality } from './quality.tsx';
import { AiAccuracy } from './accuracy.tsx';
import { AiRun } from './run.tsx';
import { AiRuns } from './runs.tsx';
import { AiSettingsForm } from './settings.tsx';
import { AiState } from './status.tsx';
import { AiTry } from './try.tsx';

/** Which language model the company has, what it may use, and every call of it. */
export const AiPage = () => {
  const { ai } = useMessages();
  const can = useCan();
  const mayRead = can('ai:read');
  const status = api.useQuery('get', '/api/v1/ai/status', {}, { enabled: mayRead });
  if (!mayRead) {
    return (
      <Page layout="settings" title={ai.title}>
        <Card>
          <Forbidden />
        </Card>
      </Page>
    );
  }
  return (
    <Page
      layout="settings"
      title={ai.title}
      badge={status.data?.is_demo === true && <DemoBadge />}
      description={ai.description}
    >
      <QueryView query={status} skeleton={<PageSkeleton />}>
        {(data) => <AiState status={data} />}
      </QueryView>
      {can('ai:manage') && <AiTry />}
      <AiSettingsCard />
      {can('auto_replies:write') && <AiQuality />}
      <AiAccuracy />
      <AiRuns />
      <AiRun />
    </Page>
  );
};

const DemoBadge = () => {
  const { ai } = useMessages();
  return (
    <StatusBadge tone="info" icon={IconFlask} label={ai.demo} description={ai.demoHint} size="lg" />
  );
};

const AiSettingsCard = () => {
  const { aiSettings } = useMessages();
  const query = api.useQuery('get', '/api/v1/ai/settings');
  return (
    <Card title={aiSettings.title}>
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {(settings) => <AiSettingsForm settings={settings} />}
      </QueryView>
    </Card>
  );
};
