import { Button, Group, Select, Stack, Textarea } from '@mantine/core';
import { useRef } from 'react';
import { client } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { useSeen } from '../../../parts/save-changes.ts';
import { sent } from '../../../parts/sent.ts';
import { useApiForm } from '../../../parts/use-api-form.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { useRefreshCases, type Note } from '../query.ts';

const KINDS = ['general', 'call', 'meeting', 'email', 'task'] as const;

interface NoteFormProps {
  caseId: number;
  /** The note to change; null for a new one. */
  note: Note | null;
  onClose?: () => void;
}

/** Ctrl and Enter save it. */
export const NoteForm = ({ caseId, note, onClose }: NoteFormProps) => {
  const { cases: words, common } = useMessages();
  const form = useNoteForm(caseId, note, onClose);
  return (
    <form
      noValidate
      aria-label={note === null ? words.newNote : words.editNote}
      onSubmit={form.onSubmit}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        event.currentTarget.requestSubmit();
      }}
    >
      <Stack gap="xs">
        {form.note}
        <Textarea
          aria-label={words.noteText}
          placeholder={words.notePlaceholder}
          autosize
          minRows={2}
          maxRows={14}
          data-autofocus={note === null ? undefined : true}
          {...form.field('text')}
        />
        <Group gap="xs" justify="space-between">
          <Select
            aria-label={words.noteKind}
            size="xs"
            w={140}
            allowDeselect={false}
            data={KINDS.map((value) => ({ value, label: words.noteKinds[value] }))}
            {...form.field('kind')}
          />
          <Group gap="xs">
            {onClose !== undefined && (
              <Button size="xs" variant="default" onClick={onClose}>
                {common.cancel}
              </Button>
            )}
            <Button
              size="xs"
              type="submit"
              loading={form.isPending}
              disabled={note !== null && !form.isChanged}
            >
              {note === null ? words.addNote : common.save}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
};

interface Values {
  text: string;
  kind: Note['kind'];
}

const useNoteForm = (caseId: number, note: Note | null, onClose: (() => void) | undefined) => {
  const { cases: words } = useMessages();
  const refresh = useRefreshCases();
  const seen = useRef(note);
  const form = useApiForm<Values, Note>({
    draft: note === null ? `cases/${caseId}/note` : `cases/${caseId}/note/${note.id}`,
    initialValues: { text: note?.text ?? '', kind: note?.kind ?? 'general' },
    required: ['text'],
    submit: ({ text, kind }, once) => {
      const body = { text: text.trim(), kind };
      const path = { id: caseId };
      const base = seen.current;
      return base === null
        ? sent(
            client.POST('/api/crm/case/{id}/note', { params: { path }, body, headers: once(body) }),
          )
        : sent(
            client.PATCH('/api/crm/case/{id}/note/{note_id}', {
              params: { path: { ...path, note_id: base.id } },
              body: { version: base.version, ...body },
            }),
          );
    },
    onSuccess: () => {
      toast('good', note === null ? words.noteAdded : words.noteSaved);
      void refresh();
      if (note === null) form.discard();
      onClose?.();
    },
  });
  useSeen(seen, note, !form.isChanged);
  return form;
};
