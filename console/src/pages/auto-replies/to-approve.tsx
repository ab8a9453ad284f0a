import { Group, Text } from '@mantine/core';
import { IconChecks } from '@tabler/icons-react';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { LinkButton } from '../../parts/links.tsx';
import { Card } from '../../ui/page/page.tsx';
import { useConversationCounts } from '../conversations/counts.ts';

/** On the page of what waits: how many drafts do, and the way to decide one after the other. */
export const ToApprove = () => {
  const { autoReplies: words } = useMessages();
  const mayDecide = useCan()('auto_replies:decide');
  const count = useConversationCounts()?.auto_reply_count ?? 0;
  if (!mayDecide || count === 0) return null;
  return (
    <Card>
      <Group justify="space-between">
        <Text size="sm">{words.toApprove(count)}</Text>
        <LinkButton to="/auto-replies" size="compact-sm" leftSection={<IconChecks size={15} />}>
          {words.approveNow}
        </LinkButton>
      </Group>
    </Card>
  );
};
