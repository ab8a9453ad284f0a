import { Button } from '@mantine/core';
import { IconArrowBackUp, IconFileText, IconX } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkButton } from '../../../parts/links.tsx';
import { CopyAction } from '../../../ui/values/copy.tsx';
import { takenBack } from '../../conversations/composer/content.ts';
import { useLastAutoReply, type AutoReply } from '../query.ts';
import classes from './draft.module.css';

/** What a person typed in a draft that ended meanwhile: it is not lost, and goes where it can be sent. */

interface StrandedProps {
  draft: AutoReply;
  text: string;
  /** The text went elsewhere, or is thrown away. */
  onDrop: () => void;
}

export const Stranded = ({ draft, text, onDrop }: StrandedProps) => {
  const { autoReplies: words } = useMessages();
  const mayReply = useCan()('conversations:reply');
  const navigate = useNavigate();
  const { conversation_id: conversationId } = draft;
  const last = useLastAutoReply(conversationId);
  const isReplaced =
    last !== undefined &&
    last.id !== draft.id &&
    (last.status === 'waiting' || last.status === 'drafting');
  const use = (): void => {
    takenBack.set({ conversationId, content: { text } });
    onDrop();
    void navigate({ to: '/conversations/$id', params: { id: String(conversationId) } });
  };
  return (
    <div className={classes['buttons']} role="group" aria-label={words.stranded.title}>
      {mayReply && (
        <Button size="xs" leftSection={<IconArrowBackUp size={15} />} onClick={use}>
          {words.stranded.use}
        </Button>
      )}
      <CopyAction value={text} isQuiet />
      {isReplaced && (
        <LinkButton
          to="/auto-replies/$id"
          params={{ id: last.id }}
          size="xs"
          variant="default"
          leftSection={<IconFileText size={14} />}
        >
          {words.stranded.newer}
        </LinkButton>
      )}
      <Button size="xs" variant="default" leftSection={<IconX size={14} />} onClick={onDrop}>
        {words.stranded.drop}
      </Button>
    </div>
  );
};
