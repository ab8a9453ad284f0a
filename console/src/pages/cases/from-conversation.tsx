import type { Schemas } from '../../api/client.ts';
import { CaseForm } from './form.tsx';

const TITLE_LENGTH_MAX = 200;

interface OpenCaseProps {
  conversation: Schemas['Conversation'];
  onClose: () => void;
}

/** A new case about a conversation: its subject is the title, its contact the client. */
export const OpenCase = ({ conversation, onClose }: OpenCaseProps) => (
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
