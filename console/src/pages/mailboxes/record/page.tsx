import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle, IconArrowLeft, IconCircleX } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import { useCan } from '../../../api/session.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { Forbidden } from '../../../parts/forbidden.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { RecordNotFound } from '../../../parts/record-not-found.tsx';
import { backLinkClass, Card, Page } from '../../../ui/page/page.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { useNow } from '../../../ui/values/use-now.ts';
import { useViewing } from '../../notifications/viewing.ts';
import { MailboxState, useFailureText } from '../state.tsx';
import type { Mailbox } from '../types.ts';
import { MailboxButtons } from './buttons.tsx';
import { Cycles } from './cycles.tsx';
import { MailboxFacts } from './facts.tsx';
import { Items } from './items.tsx';

const route = getRouteApi('/shell/mailboxes/$id');

export const MailboxPage = () => {
  const id = Number(route.useParams().id);
  const { navigation } = useMessages();
  const canRead = useCan()('mailboxes:read');
  const isNumber = Number.isSafeInteger(id) && id > 0;
  const query = api.useQuery(
    'get',
    '/inbox/integrations/{id}',
    { params: { path: { id } } },
    { enabled: canRead && isNumber },
  );
  if (!canRead) {
    return (
      <Page layout="form" title={navigation.mailboxes}>
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
      {(mailbox) => <MailboxView key={mailbox.id} mailbox={mailbox} />}
    </QueryView>
  );
};

const BackToList = () => (
  <Link to="/mailboxes" className={backLinkClass}>
    <IconArrowLeft size={14} aria-hidden />
    {useMessages().navigation.mailboxes}
  </Link>
);

const MailboxView = ({ mailbox }: { mailbox: Mailbox }) => {
  const { mailbox: words } = useMessages();
  const canSync = useCan()('mailboxes:sync');
  useViewing({ type: 'mailbox', id: mailbox.id });
  return (
    <Page
      layout="record"
      title={mailbox.email}
      badge={<MailboxState mailbox={mailbox} size="lg" />}
      description={mailbox.name}
      back={<BackToList />}
      actions={<MailboxButtons mailbox={mailbox} />}
      side={
        <Card title={words.settings}>
          <MailboxFacts mailbox={mailbox} />
        </Card>
      }
    >
      <Notes mailbox={mailbox} />
      {canSync && <Cycles mailbox={mailbox} />}
      {canSync && <Items mailbox={mailbox} />}
    </Page>
  );
};

/** What an owner must know before everything else. */
const Notes = ({ mailbox }: { mailbox: Mailbox }) => {
  const { mailbox: words } = useMessages();
  const canWrite = useCan()('mailboxes:write');
  const failureOf = useFailureText();
  const format = useFormat();
  const nowMs = useNow('half-minute');
  const params = { id: String(mailbox.id) };
  const { state, failure_code: code, failing_since: since } = mailbox;
  return (
    <>
      {state === 'credentials_refused' && (
        <Alert color="brick" icon={<IconCircleX />} title={words.refusedTitle} role="status">
          <Text size="sm">{words.refusedHint}</Text>
          {canWrite && (
            <LinkText to="/mailboxes/$id/edit" params={params} size="sm">
              {words.enterCredentials}
            </LinkText>
          )}
        </Alert>
      )}
      {state === 'unreachable' && code !== null && since !== null && (
        <Alert
          color="saffron"
          icon={<IconAlertTriangle />}
          title={words.failingTitle(format.relative(since, nowMs))}
          role="status"
        >
          <Text size="sm">
            {failureOf(code)} {words.failingHint}
          </Text>
        </Alert>
      )}
      {mailbox.quarantined_count > 0 && (
        <Alert color="saffron" icon={<IconAlertTriangle />} role="status">
          <Text size="sm">{words.quarantined(mailbox.quarantined_count)}</Text>
          <LinkText
            to="/mailboxes/$id"
            params={params}
            search={{ outcome: 'quarantined' }}
            resetScroll={false}
            size="sm"
          >
            {words.seeQuarantined}
          </LinkText>
        </Alert>
      )}
    </>
  );
};
