import { Alert, Button, Group, Text } from '@mantine/core';
import { IconLinkOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { client } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useMessages } from '../../i18n/index.tsx';
import { LinkButton } from '../../parts/links.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { sent } from '../../parts/sent.ts';
import { Card, Page } from '../../ui/page/page.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';

/** Where the link of a mail leads: to its draft, once. What comes too late is said, and decides nothing. */

const route = getRouteApi('/shell/auto-replies/$id/link');

export const DraftLinkPage = () => {
  const { autoReplies: words } = useMessages();
  const { id } = route.useParams();
  const navigate = useNavigate();
  const [link] = useState(() => window.location.hash.slice(1));
  const query = useQuery({
    queryKey: ['draft-link', id, link],
    queryFn: () => spend(id, link),
    // Once: a second request would find the link used.
    staleTime: Infinity,
    gcTime: Infinity,
    retry: false,
    refetchOnReconnect: false,
  });
  const open = (): void =>
    void navigate({ to: '/auto-replies/$id', params: { id }, search: {}, replace: true });
  const isOpened = query.data?.state === 'opened';
  useEffect(() => {
    if (isOpened) void navigate({ to: '/auto-replies/$id', params: { id }, replace: true });
  }, [isOpened, id, navigate]);
  return (
    <Page layout="form" title={words.link.title}>
      <Card>
        {NOT_OURS.includes(problemOf(query.error).status) ? (
          <Useless text={words.link.notYours} />
        ) : (
          <QueryView query={query} skeleton={<PageSkeleton />}>
            {({ state }) =>
              state === 'opened' ? (
                <PageSkeleton />
              ) : (
                <Useless text={words.link.states[state]}>
                  <Button size="compact-sm" variant="default" onClick={open}>
                    {words.link.open}
                  </Button>
                </Useless>
              )
            }
          </QueryView>
        )}
      </Card>
    </Page>
  );
};

/** Of somebody else, cut, or of a draft that is gone: nobody is told which. */
const NOT_OURS = [404, 422];

const Useless = ({ text, children }: { text: string; children?: ReactNode }) => {
  const { autoReplies: words } = useMessages();
  return (
    <Alert color="saffron" icon={<IconLinkOff />} role="alert">
      <Text size="sm" mb="sm">
        {text}
      </Text>
      <Group gap="xs">
        {children}
        <LinkButton to="/auto-replies" size="compact-sm" variant="default">
          {words.link.toList}
        </LinkButton>
      </Group>
    </Alert>
  );
};

/** The version, the mail and the token. */
const spend = (id: string, link: string) => {
  const [version = '', mailId = '', token = ''] = link.split('.');
  return sent(
    client.POST('/inbox/auto-replies/{id}/open-link', {
      params: { path: { id } },
      body: { version: Number(version), mail_id: mailId, token },
    }),
  );
};
