import { Alert, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconArrowLeft, IconCircleX, IconKey } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import { useCan } from '../../../api/session.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { Forbidden } from '../../../parts/forbidden.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { RecordNotFound } from '../../../parts/record-not-found.tsx';
import { backLinkClass, Card, Page } from '../../../ui/page/page.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { useNow } from '../../../ui/values/use-now.ts';
import { useViewing } from '../../notifications/viewing.ts';
import { GuideLink } from '../guide.tsx';
import { WebhookState } from '../state.tsx';
import type { Webhook } from '../types.ts';
import { WebhookButtons } from './buttons.tsx';
import { Deliveries } from './deliveries/list.tsx';
import { WebhookFacts } from './facts.tsx';
import { Statistics } from './statistics.tsx';

const route = getRouteApi('/shell/webhooks/$id');

export const WebhookPage = () => {
  const id = Number(route.useParams().id);
  const { navigation } = useMessages();
  const canRead = useCan()('webhooks:read');
  const isNumber = Number.isSafeInteger(id) && id > 0;
  const query = api.useQuery(
    'get',
    '/api/webhooks/{id}',
    { params: { path: { id } } },
    { enabled: canRead && isNumber },
  );
  if (!canRead) {
    return (
      <Page layout="form" title={navigation.webhooks}>
        <Card>
          <Forbidden />
        </Card>
      </Page>
    );
  }
  if (!isNumber || problemOf(query.error).status === 404) {
    return <RecordNotFound back={<BackToList />} />;
  }
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(webhook) => <WebhookView key={webhook.id} webhook={webhook} />}
    </QueryView>
  );
};

const BackToList = () => (
  <Link to="/webhooks" className={backLinkClass}>
    <IconArrowLeft size={14} aria-hidden />
    {useMessages().webhook.back}
  </Link>
);

const WebhookView = ({ webhook }: { webhook: Webhook }) => {
  const { webhook: words } = useMessages();
  useViewing({ type: 'webhook', id: webhook.id });
  return (
    <Page
      layout="record"
      title={webhook.name}
      badge={<WebhookState webhook={webhook} size="lg" />}
      description={webhook.description ?? undefined}
      back={<BackToList />}
      actions={<WebhookButtons webhook={webhook} />}
      side={
        <Card title={words.settings}>
          <WebhookFacts webhook={webhook} />
          <GuideLink mt="md" />
        </Card>
      }
    >
      <Notes webhook={webhook} />
      <Statistics webhook={webhook} />
      <Deliveries webhook={webhook} />
    </Page>
  );
};

/** What an owner must know before everything else. */
const Notes = ({ webhook }: { webhook: Webhook }) => {
  const { webhook: words, webhooks } = useMessages();
  const format = useFormat();
  const nowMs = useNow('half-minute');
  const since = (at: string): string => format.relative(at, nowMs);
  const { state, disabled_reason: reason, disabled_at: disabledAt } = webhook;
  const { failing_since: failingSince, previous_secret_expires_at: keyEnd } = webhook;
  const isOpen = webhook.is_active && webhook.circuit === 'open';
  return (
    <>
      {state === 'disabled' && reason !== null && disabledAt !== null && (
        <Note isBad title={words.disabledTitle(since(disabledAt))}>
          {webhooks.disabledReasons[reason]} {words.disabledHint}
        </Note>
      )}
      {isOpen && (
        <Note isBad title={words.circuitTitle}>
          {words.circuitHint} <NextProbe webhook={webhook} /> {words.failingHint}
        </Note>
      )}
      {!isOpen && state === 'failing' && failingSince !== null && (
        <Note title={words.failingTitle(since(failingSince))}>{words.failingHint}</Note>
      )}
      {keyEnd !== null && (
        <Alert color="sky" icon={<IconKey />} role="status">
          {words.previousSecret(format.instant(keyEnd))}
        </Alert>
      )}
    </>
  );
};

/** A probe needs a delivery that waits. */
const NextProbe = ({ webhook: { next_probe_at: at } }: { webhook: Webhook }) => {
  const { webhook: words } = useMessages();
  const format = useFormat();
  const nowMs = useNow('half-minute');
  return at !== null && Date.parse(at) > nowMs
    ? words.nextProbe(format.relative(at, nowMs))
    : words.probeDue;
};

interface NoteProps {
  isBad?: boolean;
  title: string;
  children: ReactNode;
}

const Note = ({ isBad = false, title, children }: NoteProps) => (
  <Alert
    color={isBad ? 'brick' : 'saffron'}
    icon={isBad ? <IconCircleX /> : <IconAlertTriangle />}
    title={title}
    role="status"
  >
    <Stack gap={4}>
      <Text size="sm">{children}</Text>
    </Stack>
  </Alert>
);
