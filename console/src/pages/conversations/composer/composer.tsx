import { SegmentedControl } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { Schemas } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import classes from './composer.module.css';
import { NoteForm } from './note.tsx';
import { ReplyForm } from './reply.tsx';

export type Mode = 'reply' | 'note';

/** A key has asked to write in this conversation: another object each time. It may not be drawn yet. */
export interface Writing {
  id: number;
}

interface ComposerProps {
  conversation: Schemas['Conversation'];
  mode: Mode;
  onMode: (mode: Mode) => void;
  writing: Writing | undefined;
}

/** Writes a reply to the contact, or a note for colleagues. A change of the mode moves the focus here. */
export const Composer = ({ conversation, mode, onMode, writing }: ComposerProps) => {
  const { composer: words } = useMessages();
  const can = useCan();
  const mayReply = can('conversations:reply') && conversation.channel === 'email';
  const mayNote = can('conversations:update');
  const shown = mayReply ? (mayNote ? mode : 'reply') : 'note';
  useFocusByMode(shown);
  useFocusAsked(writing, conversation.id);
  if (!mayReply && !mayNote) return null;
  return (
    <section className={classes['composer']} data-mode={shown} aria-label={words.title}>
      {mayReply && mayNote && (
        <SegmentedControl
          mb={8}
          size="xs"
          aria-label={words.mode}
          value={shown}
          onChange={(next) => onMode(next === 'note' ? 'note' : 'reply')}
          data={[
            { value: 'reply', label: words.reply },
            { value: 'note', label: words.note },
          ]}
        />
      )}
      {shown === 'reply' ? (
        <ReplyForm key={conversation.id} conversation={conversation} />
      ) : (
        <NoteForm key={conversation.id} conversation={conversation} />
      )}
    </section>
  );
};

const useFocusByMode = (mode: Mode): void => {
  const before = useRef(mode);
  useEffect(() => {
    if (before.current === mode) return;
    before.current = mode;
    focusComposer();
  }, [mode]);
};

const useFocusAsked = (writing: Writing | undefined, id: number): void =>
  useEffect(() => {
    if (writing?.id === id) focusComposer();
  }, [writing, id]);

const focusComposer = (): void =>
  document.querySelector<HTMLElement>('textarea[data-composer]')?.focus();
