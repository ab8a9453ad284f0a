import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { Card } from '../../../ui/page/page.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import classes from '../folders.module.css';
import { FolderOf } from '../mark.tsx';
import { reasonText } from './reason.ts';
import { isOwn, useFolderTest, type Draft, type Own } from './use-test.ts';

/** Where the newest conversations would go, and by which condition. */

type TestedConversation = Schemas['InboxFolderTest']['conversations'][number];

const LAST_COUNT = 50;

export const LastCard = ({ draft, own }: { draft: Draft; own: Own }) => {
  const { inboxFolders: words } = useMessages();
  const query = useFolderTest(draft, { last: LAST_COUNT });
  return (
    <Card title={words.testLast}>
      {draft === null && (
        <Text size="sm" c="dimmed" mb="xs" role="status">
          {words.testIncomplete}
        </Text>
      )}
      {(draft !== null || query.data !== undefined) && (
        <QueryView query={query} skeleton={<PageSkeleton />}>
          {({ conversations }) => <Conversations conversations={conversations} own={own} />}
        </QueryView>
      )}
    </Card>
  );
};

const Conversations = ({
  conversations,
  own,
}: {
  conversations: readonly TestedConversation[];
  own: Own;
}) => {
  const { inboxFolders: words } = useMessages();
  const [isAll, setAll] = useState(false);
  if (conversations.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {words.testNone}
      </Text>
    );
  }
  const matching = conversations.filter((one) =>
    own === null ? one.folder_id !== null : isOwn(one, own),
  );
  const shown = own === null || isAll ? conversations : matching;
  const count = own === null ? words.testFiled : words.testCount;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600} aria-live="polite">
        {matching.length === 0 && own !== null
          ? words.testNotOwn
          : count(matching.length, conversations.length)}
      </Text>
      <ul
        className={classes['testedList']}
        aria-label={words.testLast}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a part that scrolls must be reachable
        tabIndex={0}
      >
        {shown.map((one) => (
          <TestedRow key={one.id} conversation={one} own={own} />
        ))}
      </ul>
      {own !== null && (
        <Button size="xs" variant="subtle" onClick={() => setAll(!isAll)} aria-pressed={isAll}>
          {isAll ? words.showOwn : words.showAll}
        </Button>
      )}
    </Stack>
  );
};

const TestedRow = ({ conversation, own }: { conversation: TestedConversation; own: Own }) => {
  const { common, inboxFolders: words } = useMessages();
  const { reason } = conversation;
  const contact = conversation.contact_name ?? conversation.contact_address ?? '';
  return (
    <li className={classes['tested']}>
      <Text size="sm" className={classes['line'] ?? ''}>
        {conversation.subject || words.noSubject}
      </Text>
      <Text size="xs" c="dimmed" className={classes['line'] ?? ''}>
        {contact}
      </Text>
      {conversation.is_folder_manual ? (
        <Text size="xs" c="dimmed">
          {words.manual}
        </Text>
      ) : (
        <Text size="xs" component="div">
          {isOwn(conversation, own) ? words.thisFolder : <FolderOf id={conversation.folder_id} />}
        </Text>
      )}
      {reason !== null && (
        <Text size="xs" c="dimmed">
          {reason.excerpt === null || reason.excerpt === ''
            ? reasonText(words, reason)
            : common.labelled(reasonText(words, reason), reason.excerpt)}
        </Text>
      )}
    </li>
  );
};
