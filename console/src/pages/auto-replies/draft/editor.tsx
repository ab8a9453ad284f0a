import { Text, Textarea } from '@mantine/core';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { diffOf } from '../diff.ts';
import classes from './draft.module.css';

/** The text of a draft as a person changes it, and what that changes of the model's. */

const TEXT_LENGTH_MAX = 20_000;

interface EditorProps {
  text: string;
  modelText: string;
  /** The keys approve it. */
  isUsable: boolean;
  /** About the keys, or why they do nothing. */
  hint: string;
  onChange: (text: string) => void;
  /** From the field back to the keys of the page. */
  onLeave: () => void;
}

export const Editor = ({ text, modelText, isUsable, hint, onChange, onLeave }: EditorProps) => {
  const { autoReplies: words } = useMessages();
  const field = useRef<HTMLTextAreaElement>(null);
  const focus = useEffectEvent(() => {
    if (isUsable) field.current?.focus();
  });
  useEffect(() => focus(), []);
  return (
    <>
      <Textarea
        ref={field}
        label={words.text}
        description={hint}
        autosize
        minRows={5}
        maxRows={18}
        maxLength={TEXT_LENGTH_MAX}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          event.stopPropagation();
          field.current?.blur();
          onLeave();
        }}
      />
      {isUsable && <Diff before={modelText} after={text} />}
    </>
  );
};

export const Diff = ({ before, after }: { before: string; after: string }) => {
  const { autoReplies: words } = useMessages();
  const parts = diffOf(before, after);
  return (
    <section aria-label={words.diff}>
      <h3 className={classes['heading']}>{words.diff}</h3>
      {parts.every(({ kind }) => kind === 'same') ? (
        <Text size="sm" c="dimmed">
          {words.diffEmpty}
        </Text>
      ) : (
        <p className={classes['diff']}>
          {parts.map(({ kind, text }, place) => {
            const key = `${place}/${kind}`;
            if (kind === 'same') return <span key={key}>{text}</span>;
            return kind === 'added' ? (
              <ins key={key} title={words.diffAdded}>
                {text}
              </ins>
            ) : (
              <del key={key} title={words.diffRemoved}>
                {text}
              </del>
            );
          })}
        </p>
      )}
    </section>
  );
};
