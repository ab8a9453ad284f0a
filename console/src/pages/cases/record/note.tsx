import { ActionIcon, Text } from '@mantine/core';
import {
  IconChecklist,
  IconMail,
  IconNote,
  IconPencil,
  IconPhone,
  IconTrash,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { useCan, useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { Confirm } from '../../../ui/feedback/confirm.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { useRefreshCases, type Note } from '../query.ts';
import { NoteForm } from './note-form.tsx';
import classes from './record.module.css';

const KIND_ICONS: Record<Note['kind'], Icon> = {
  general: IconNote,
  call: IconPhone,
  meeting: IconUsers,
  email: IconMail,
  task: IconChecklist,
};

interface NoteCardProps {
  note: Note;
  /** Somebody asked to see this one. */
  isShown: boolean;
}

/** A note. Its author and owners change it. */
export const NoteCard = ({ note, isShown }: NoteCardProps) => {
  const { cases: words } = useMessages();
  const [isEditing, setEditing] = useState(false);
  const mayChange = useMayChange(note);
  const Shape = KIND_ICONS[note.kind];
  return (
    <article
      className={classes['note']}
      aria-label={words.noteOf(words.noteKinds[note.kind], note.author_name)}
      tabIndex={-1}
      data-shown={isShown || undefined}
    >
      <div className={classes['noteHead']}>
        <Shape size={15} aria-hidden />
        <Text span fw={600} inherit>
          {words.noteKinds[note.kind]}
        </Text>
        <span>{note.author_name}</span>
        <Text span size="xs" c="dimmed">
          <RelativeTime at={note.created_at} />
          {note.version > 1 && ` · ${words.edited}`}
        </Text>
        {mayChange && !isEditing && (
          <span className={classes['noteButtons']}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={words.editNote}
              onClick={() => setEditing(true)}
            >
              <IconPencil size={14} />
            </ActionIcon>
            <Remove note={note} />
          </span>
        )}
      </div>
      {isEditing ? (
        <NoteForm caseId={note.case_id} note={note} onClose={() => setEditing(false)} />
      ) : (
        <div className={classes['text']}>{note.text}</div>
      )}
    </article>
  );
};

const useMayChange = ({ author_id: authorId }: Note): boolean => {
  const { user } = useMe();
  const mayUpdate = useCan()('cases:update');
  return mayUpdate && (authorId === user.id || ['owner', 'super_admin'].includes(user.role));
};

const Remove = ({ note }: { note: Note }) => {
  const messages = useMessages();
  const { cases: words, common } = messages;
  const refresh = useRefreshCases();
  const [isAsking, setAsking] = useState(false);
  const remove = api.useMutation('delete', '/api/crm/case/{id}/note/{note_id}', {
    onSuccess: () => toast('good', words.noteRemoved),
    onError: (error) => toastProblem(messages, error),
    onSettled: () => {
      setAsking(false);
      void refresh();
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
          remove.mutate({ params: { path: { id: note.case_id, note_id: note.id } } })
        }
        onClose={() => setAsking(false)}
      >
        {words.removeNoteBody}
      </Confirm>
    </>
  );
};
