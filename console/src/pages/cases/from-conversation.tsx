import { ActionIcon, Tooltip } from '@mantine/core';
import { IconFilePlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { CaseForm } from './form.tsx';

const TITLE_LENGTH_MAX = 200;

interface ConversationProps {
  conversation: Schemas['Conversation'];
}

/** Among the buttons of a conversation. */
export const OpenCaseButton = ({ conversation }: ConversationProps) => {
  const { cases: words } = useMessages();
  const [isOpening, setOpening] = useState(false);
  return (
    <>
      <Tooltip label={words.create}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={words.create}
          onClick={() => setOpening(true)}
        >
          <IconFilePlus size={18} />
        </ActionIcon>
      </Tooltip>
      {isOpening && <OpenCase conversation={conversation} onClose={() => setOpening(false)} />}
    </>
  );
};

/** A new case about a conversation: its subject is the title, its contact the client. */
export const OpenCase = ({
  conversation,
  onClose,
}: ConversationProps & { onClose: () => void }) => (
  <CaseForm
    row={null}
    conversationId={conversation.id}
    prefill={{
      title: conversation.subject.slice(0, TITLE_LENGTH_MAX).toWellFormed(),
      client_id: conversation.person_id,
    }}
    onClose={onClose}
  />
);
