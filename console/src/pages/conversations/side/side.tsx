import { Stack } from '@mantine/core';
import type { Schemas } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { Cases } from './cases.tsx';
import { ContactPanel } from './contact.tsx';
import { FollowUps } from './follow-ups.tsx';
import { Links } from './links.tsx';
import { Tasks } from './tasks.tsx';
import { ConversationTimeline } from './timeline.tsx';

/** What is beside a conversation: its contact, links and cases, what is to be done, and what has happened. */
export const SidePanel = ({ conversation }: { conversation: Schemas['Conversation'] }) => {
  const can = useCan();
  return (
    <Stack gap="md" key={conversation.id}>
      <ContactPanel conversation={conversation} />
      <Links conversation={conversation} />
      {can('cases:read') && <Cases conversation={conversation} />}
      {can('tasks:read') && <Tasks conversationId={conversation.id} />}
      {can('follow_ups:read') && <FollowUps conversationId={conversation.id} />}
      <ConversationTimeline conversationId={conversation.id} />
    </Stack>
  );
};
