import { Button, Group, Stack, Text } from '@mantine/core';
import { IconBulb, IconCheck } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { api, type Schemas } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { Card } from '../../../ui/page/page.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import classes from '../folders.module.css';
import { FolderMark } from '../mark.tsx';
import { useRefreshFolders, type Folder } from '../types.ts';

type Proposal = Schemas['FolderProposals']['data'][number];

/** Rules that follow from what people moved by hand. Nothing is shown if there are none. */
export const ProposalsCard = ({ folders }: { folders: readonly Folder[] }) => {
  const { inboxFolders: words } = useMessages();
  const { data } = api.useQuery('get', '/inbox/folders/proposals');
  const byId = new Map(folders.map((folder) => [folder.id, folder]));
  const shown = (data?.data ?? []).flatMap((proposal) => {
    const folder = byId.get(proposal.folder_id);
    return folder === undefined ? [] : { proposal, folder };
  });
  if (shown.length === 0) return null;
  return (
    <Card title={words.proposals} icon={<IconBulb size={18} aria-hidden />}>
      <Text size="sm" c="dimmed" mb="xs">
        {words.proposalsHint}
      </Text>
      <ul className={classes['list']}>
        {shown.map((one) => (
          <ProposalRow key={one.proposal.id} {...one} />
        ))}
      </ul>
    </Card>
  );
};

const ProposalRow = ({ proposal, folder }: { proposal: Proposal; folder: Folder }) => {
  const { inboxFolders: words } = useMessages();
  const { sender_address: sender, conversation_count: count, conversations } = proposal;
  return (
    <li className={classes['proposal']} aria-label={words.proposal(sender, folder.name)}>
      <Stack gap={2} miw={0}>
        <Text size="sm" fw={600} className={classes['sender'] ?? ''}>
          {words.proposedSender(sender)}
        </Text>
        <FolderMark name={folder.name} colour={folder.colour} />
        <Text size="xs" c="dimmed" mt={4}>
          {words.proposalCount(count)}
        </Text>
        <ul className={classes['list']}>
          {conversations.map(({ id, subject, last_message_at: at }) => (
            <li key={id} className={classes['example']}>
              <LinkText
                to="/conversations/$id"
                params={{ id: String(id) }}
                size="xs"
                className={classes['line'] ?? ''}
              >
                {subject || words.noSubject}
              </LinkText>
              <Text size="xs" c="dimmed" component="div">
                <RelativeTime at={at} />
              </Text>
            </li>
          ))}
        </ul>
      </Stack>
      <Decide proposal={proposal} folder={folder} />
    </li>
  );
};

const Decide = ({ proposal, folder }: { proposal: Proposal; folder: Folder }) => {
  const messages = useMessages();
  const { inboxFolders: words } = messages;
  const refresh = useRefreshProposals();
  const params = { path: { id: proposal.id } };
  const onError = (error: unknown): void => {
    if (problemOf(error).code === 'conflict') toast('bad', words.proposalRefused(folder.name));
    else toastProblem(messages, error);
  };
  const accept = api.useMutation('post', '/inbox/folders/proposals/{id}/accept', {
    onSuccess: () => toast('good', words.proposalAccepted(folder.name)),
    onError,
    onSettled: refresh,
  });
  const dismiss = api.useMutation('post', '/inbox/folders/proposals/{id}/dismiss', {
    onSuccess: () => toast('info', words.proposalDismissed),
    onError,
    onSettled: refresh,
  });
  const isBusy = accept.isPending || dismiss.isPending;
  const named = words.proposal(proposal.sender_address, folder.name);
  return (
    <Group gap="xs">
      <Button
        size="xs"
        leftSection={<IconCheck size={14} />}
        loading={accept.isPending}
        disabled={isBusy}
        aria-label={messages.common.labelled(words.proposalAccept, named)}
        onClick={() => accept.mutate({ params, body: {} })}
      >
        {words.proposalAccept}
      </Button>
      <Button
        size="xs"
        variant="default"
        loading={dismiss.isPending}
        disabled={isBusy}
        aria-label={messages.common.labelled(words.proposalDismiss, named)}
        onClick={() => dismiss.mutate({ params })}
      >
        {words.proposalDismiss}
      </Button>
    </Group>
  );
};

const useRefreshProposals = (): (() => Promise<void>) => {
  const queryClient = useQueryClient();
  const refreshFolders = useRefreshFolders();
  return () => {
    refreshFolders();
    return queryClient.invalidateQueries({ queryKey: ['get', '/inbox/folders/proposals'] });
  };
};
