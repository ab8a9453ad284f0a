import { ActionIcon, Group, Switch, Tooltip, UnstyledButton } from '@mantine/core';
import { IconCheck, IconPencil, IconTrash, IconX } from '@tabler/icons-react';
import { useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { isSame } from '../editor/merge.ts';
import { fromDraft, toDraft, ValueInput, type Draft } from './input.tsx';
import { editKindOf, type FieldKind } from './kinds.ts';
import { isLink, usePlainText, Value } from './value.tsx';
import type { FieldSaver } from './save.tsx';
import classes from './field.module.css';

interface FieldProps {
  name: string;
  label: string;
  value: unknown;
  /** Null for a reader who may not change the record. */
  saver: FieldSaver | null;
}

/** One field of a record: its value, which becomes an input with a click or Enter. */
export const Field = ({ name, label, value, saver }: FieldProps) => {
  const { common } = useMessages();
  const plainText = usePlainText();
  const [isEditing, setEditing] = useState(false);
  if (isEditing && saver !== null)
    return (
      <FieldEditor
        name={name}
        label={label}
        value={value}
        kind={editKindOf(name, value)}
        saver={saver}
        onDone={() => setEditing(false)}
      />
    );
  const shown = <Value name={name} label={label} value={value} />;
  if (saver === null) return shown;
  if (typeof value === 'boolean')
    return (
      <Switch
        aria-label={label}
        label={value ? common.yes : common.no}
        checked={value}
        disabled={saver.isSaving}
        onChange={() => void saver.save({ field: name, label, before: value, after: !value })}
      />
    );
  return (
    <Editable
      label={label}
      text={plainText(name, value)}
      isLink={isLink(name, value)}
      onEdit={() => setEditing(true)}
    >
      {shown}
    </Editable>
  );
};

interface EditableProps {
  label: string;
  /** The value in words. */
  text: string;
  isLink: boolean;
  onEdit: () => void;
  children: ReactNode;
}

/** A link keeps its click; the pencil beside it edits. Any other value is a button itself. */
const Editable = ({ label, text, isLink: isBesideLink, onEdit, children }: EditableProps) => {
  const { common, record } = useMessages();
  if (isBesideLink)
    return (
      <div className={classes['linked']}>
        <div className={classes['value']}>{children}</div>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={record.edit(label)}
          className={classes['pencil'] ?? ''}
          onClick={onEdit}
        >
          <IconPencil size={14} />
        </ActionIcon>
      </div>
    );
  return (
    <UnstyledButton
      className={classes['editable'] ?? ''}
      aria-label={common.labelled(label, text)}
      title={record.edit(label)}
      onClick={() => {
        // Selecting a text with the mouse ends in a click too.
        if (window.getSelection()?.isCollapsed !== false) onEdit();
      }}
    >
      <span className={classes['value']}>{children}</span>
      <IconPencil size={14} aria-hidden className={classes['pencil']} />
    </UnstyledButton>
  );
};

interface FieldEditorProps {
  name: string;
  label: string;
  value: unknown;
  kind: FieldKind;
  saver: FieldSaver;
  /** For a field that the record does not have yet: there is nothing to remove. */
  isNew?: boolean;
  onDone: () => void;
}

/** Enter saves, Escape cancels, and leaving the field saves too. */
export const FieldEditor = ({ kind, saver, isNew = false, onDone, ...field }: FieldEditorProps) => {
  const messages = useMessages();
  const { record, common } = messages;
  // What the user saw when they began: another user may change the field meanwhile.
  const [before] = useState(field.value ?? null);
  const [initial] = useState<Draft>(() => toDraft(kind, field.value));
  const [draft, setDraft] = useState<Draft>(initial);
  const [error, setError] = useState<string>();
  const store = async (after: unknown): Promise<void> => {
    await saver.save({ field: field.name, label: field.label, before, after });
    onDone();
  };
  const submit = (): void => {
    const read = fromDraft(messages, kind, draft);
    if ('fault' in read) return setError(read.fault);
    const after = read.value === '' ? null : read.value;
    if (!isNew && isSame(draft, initial)) return onDone();
    void store(after);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onDone();
    }
    const isMultiline = kind === 'json' || kind === 'longText';
    if (event.key === 'Enter' && isMultiline && (event.metaKey || event.ctrlKey)) submit();
  };
  return (
    <form
      // The faults are ours, beside the field, and not the browser's.
      noValidate
      aria-label={field.label}
      className={classes['editor']}
      onKeyDown={onKeyDown}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        submit();
      }}
      onBlur={(event) => {
        const isInside = event.currentTarget.contains(event.relatedTarget);
        if (!isInside && event.relatedTarget !== null && !isNew) submit();
      }}
    >
      <ValueInput label={field.label} kind={kind} draft={draft} error={error} onChange={setDraft} />
      <Group gap={2} wrap="nowrap">
        <Tooltip label={common.save}>
          <ActionIcon type="submit" aria-label={common.save} loading={saver.isSaving}>
            <IconCheck size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={common.cancel}>
          <ActionIcon variant="default" aria-label={common.cancel} onClick={onDone}>
            <IconX size={16} />
          </ActionIcon>
        </Tooltip>
        {!isNew && (
          <Tooltip label={record.remove(field.label)}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={record.remove(field.label)}
              onClick={() => void store(null)}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
    </form>
  );
};
