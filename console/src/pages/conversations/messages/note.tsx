import { ActionIcon, Group, Text } from '@mantine/core';
import { IconNote, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { Confirm } from '../../../ui/feedback/confirm.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import classes from './messages.module.css';
import type { Note } from './query.ts';

/** A note for colleagues: the contact never sees it. Its author can delete it. */
export const NoteCard = ({ note }: { note: Note }) => {
  const { composer: words } = useMessages();
  const { user } = useMe();
  return (
    <article className={classes['card']} data-note aria-label={words.noteOf(note.author_name)}>
      <div className={classes['noteHead']}>
        <IconNote size={15} aria-hidden />
        <Text span fw={600} size="sm">
          {note.author_name}
        </Text>
        <Text span size="xs">
          {words.noteHint}
        </Text>
        <Group gap={4} ml="auto" wrap="nowrap">
          <Text span size="xs">
            <RelativeTime at={note.created_at} />
          </Text>
          {note.author_id === user.id && <Remove note={note} />}
        </Group>
      </div>
      <div className={classes['noteText']}>{note.text}</div>
    </article>
  );
};

const Remove = ({ note }: { note: Note }) => {
  const messages = useMessages();
  const { composer: words, common } = messages;
  const queryClient = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const remove = api.useMutation('delete', '/inbox/conversations/{id}/notes/{note_id}', {
    onSuccess: () => toast('good', words.noteRemoved),
    onError: (error) => toastProblem(messages, error),
    onSettled: () => {
      setAsking(false);
      void queryClient.invalidateQueries({ queryKey: ['get', '/inbox/conversations/{id}/notes'] });
    },
  });
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={words.removeNote}
        onClick={() => setAsking(true)}
      >
        <IconTrash size={14} />
      </ActionIcon>
      <Confirm
        isOpen={isAsking}
        isDangerous
        title={words.removeNoteTitle}
        confirmLabel={common.delete}
        isPending={remove.isPending}
        onConfirm={() =>
          remove.mutate({
            params: { path: { id: note.conversation_id, note_id: note.id } },
          })
        }
        onClose={() => setAsking(false)}
      >
        {words.removeNoteBody}
      </Confirm>
    </>
  );
};
