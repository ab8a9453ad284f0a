import { Button, Combobox, Group, Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, type Schemas } from '../../../api/client.ts';
import { useIdempotencyKeys } from '../../../api/idempotency.ts';
import { useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { dropDraft, keepDraft, readDraft } from '../../../ui/form/drafts.ts';
import { toast } from '../../../ui/feedback/toast.ts';
import { useShortcuts } from '../../../ui/keyboard/shortcuts.tsx';
import { useMentions, type Colleague } from './mentions.ts';
import { reportTyping } from './typing.ts';

/** A note for colleagues. `@` offers their names; who is mentioned is told. This tab keeps it until it is saved. */
export const NoteForm = ({ conversation }: { conversation: Schemas['Conversation'] }) => {
  const messages = useMessages();
  const { composer: words } = messages;
  const { user, company } = useMe();
  const queryClient = useQueryClient();
  const keys = useIdempotencyKeys();
  const key = `${company.id}/${user.id}/conversation-notes/${conversation.id}`;
  const [{ text, mentioned }, setNote] = useState(() => keptNote(key));
  useEffect(() => (text === '' ? dropDraft(key) : keepDraft(key, { text, mentioned })));
  const create = api.useMutation('post', '/inbox/conversations/{id}/notes', {
    onSuccess: () => {
      keys.renew();
      setNote({ text: '', mentioned: [] });
      toast('good', words.noteAdded);
      void queryClient.invalidateQueries({ queryKey: ['get', '/inbox/conversations/{id}/notes'] });
    },
    onError: (error) => toastProblem(messages, error),
  });
  const isEmpty = text.trim() === '';
  const submit = (): void => {
    if (isEmpty || create.isPending) return;
    const ids = mentioned.filter(({ name }) => text.includes(`@${name}`)).map(({ id }) => id);
    const body = { text: text.trim(), mentioned_user_ids: [...new Set(ids)] };
    create.mutate({
      params: { path: { id: conversation.id } },
      body,
      headers: { 'Idempotency-Key': keys.keyFor(body) },
    });
  };
  useShortcuts(words.title, [{ keys: 'mod+Enter', label: words.addNote, run: submit }]);
  return (
    <>
      <NoteField
        conversationId={conversation.id}
        text={text}
        onText={(next) => {
          reportTyping(conversation.id);
          setNote({ text: next, mentioned });
        }}
        onMention={(next, colleague) =>
          setNote({ text: next, mentioned: [...mentioned, colleague] })
        }
      />
      <Group justify="space-between" mt="xs">
        <Text size="xs" c="dimmed">
          {words.noteFieldHint}
        </Text>
        <Button
          size="sm"
          color="saffron"
          disabled={isEmpty}
          loading={create.isPending}
          onClick={submit}
        >
          {words.addNote}
        </Button>
      </Group>
    </>
  );
};

interface NoteDraft {
  text: string;
  mentioned: readonly Colleague[];
}

const keptNote = (key: string): NoteDraft => {
  const kept = readDraft(key);
  const text = kept?.['text'];
  const mentioned: unknown = kept?.['mentioned'];
  return {
    text: typeof text === 'string' ? text : '',
    mentioned: Array.isArray(mentioned) ? mentioned.filter(isColleague) : [],
  };
};

const isColleague = (value: unknown): value is Colleague =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  typeof value.id === 'number' &&
  'name' in value &&
  typeof value.name === 'string';

interface NoteFieldProps {
  conversationId: number;
  text: string;
  onText: (text: string) => void;
  onMention: (text: string, colleague: Colleague) => void;
}

const NoteField = ({ conversationId, text, onText, onMention }: NoteFieldProps) => {
  const { composer: words } = useMessages();
  const field = useRef<HTMLTextAreaElement>(null);
  const mentions = useMentions({ conversationId, field, onMention });
  const { combobox, colleagues } = mentions;
  return (
    <Combobox store={combobox} position="top-start" onOptionSubmit={mentions.choose}>
      <Combobox.Target withKeyboardNavigation={combobox.dropdownOpened}>
        <Textarea
          ref={field}
          data-composer
          autosize
          minRows={3}
          maxRows={14}
          aria-label={words.noteLabel}
          placeholder={words.notePlaceholder}
          value={text}
          onChange={({ currentTarget }) => {
            onText(currentTarget.value);
            mentions.look(currentTarget);
          }}
          onBlur={() => combobox.closeDropdown()}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            if (combobox.dropdownOpened) combobox.closeDropdown();
            else event.currentTarget.blur();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={colleagues.length === 0}>
        <Combobox.Options aria-label={words.colleagues}>
          {colleagues.map(({ id, name }) => (
            <Combobox.Option key={id} value={String(id)}>
              {name}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
};
