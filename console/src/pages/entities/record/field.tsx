import { ActionIcon, Group, Switch, Tooltip, UnstyledButton } from '@mantine/core';
import { IconCheck, IconPencil, IconTrash, IconX } from '@tabler/icons-react';
import { useRef, useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { isSame } from '../editor/merge.ts';
import { fromDraft, toDraft, ValueInput, type Draft } from './input.tsx';
import { editKindOf, type FieldKind } from './kinds.ts';
import { isLink, usePlainText, Value } from './value.tsx';
import type { FieldSaver } from './saver.ts';
import classes from './field.module.css';

interface FieldProps {
  name: string;
  label: string;
  value: unknown;
  /** As for `Value`. */
  isVerbatim?: boolean;
  /** Null for a reader who may not change the record. */
  saver: FieldSaver | null;
}

/** One field of a record: its value, which becomes an input with a click or Enter. */
export const Field = ({ name, label, value, isVerbatim = false, saver }: FieldProps) => {
  const { common } = useMessages();
  const plainText = usePlainText(isVerbatim);
  const [isEditing, setEditing] = useState(false);
  const [takesFocus, setTakesFocus] = useState(false);
  if (isEditing && saver !== null)
    return (
      <FieldEditor
        name={name}
        label={label}
        value={value}
        kind={editKindOf(name, value)}
        saver={saver}
        onDone={(isFocused) => {
          setTakesFocus(isFocused);
          setEditing(false);
        }}
      />
    );
  const shown = <Value name={name} label={label} value={value} isVerbatim={isVerbatim} />;
  if (saver === null) return shown;
  if (typeof value === 'boolean')
    return (
      <Switch
        aria-label={label}
        label={value ? common.yes : common.no}
        checked={value}
        disabled={saver.isSaving}
        onChange={() => saver.saveAtOnce({ field: name, label, before: value, after: !value })}
      />
    );
  return (
    <Editable
      label={label}
      text={plainText(name, value)}
      isLink={isLink(name, value)}
      takesFocus={takesFocus}
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
  /** True once its input, which had the focus, is gone. */
  takesFocus: boolean;
  onEdit: () => void;
  children: ReactNode;
}

/** A link keeps its click; the pencil beside it edits. Any other value is a button itself. */
const Editable = ({ isLink: isBesideLink, onEdit, children, ...shown }: EditableProps) => {
  const { label, text, takesFocus } = shown;
  const { common, record } = useMessages();
  if (isBesideLink)
    return (
      <div className={classes['linked']}>
        <div className={classes['value']}>{children}</div>
        <ActionIcon
          autoFocus={takesFocus}
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
      autoFocus={takesFocus}
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
  takesFocus?: boolean;
  /** `isFocused`: the focus was here, and has no place once the editor is gone. */
  onDone: (isFocused: boolean) => void;
}

/** What is typed in a field, until it is saved or given up. */
const useEdit = ({ name, label, value, kind, saver, isNew, onDone }: FieldEditorProps) => {
  const messages = useMessages();
  // What the user saw when they began: another user may change the field meanwhile.
  const [before] = useState(value ?? null);
  const [initial] = useState<Draft>(() => toDraft(kind, value));
  const [draft, setDraft] = useState<Draft>(initial);
  const [error, setError] = useState<string>();
  const form = useRef<HTMLFormElement>(null);
  // Faster than the next drawing: a second Enter or click sends nothing.
  const isStoring = useRef(false);
  const done = (): void => {
    const { activeElement, body } = document;
    onDone(activeElement === body || form.current?.contains(activeElement) === true);
  };
  const store = async (after: unknown): Promise<void> => {
    if (isStoring.current) return;
    isStoring.current = true;
    const fault = await saver.save({ field: name, label, before, after });
    isStoring.current = false;
    if (fault === undefined) done();
    else setError(fault);
  };
  const submit = (): void => {
    const read = fromDraft(messages, kind, draft);
    if ('fault' in read) return setError(read.fault);
    if (isNew !== true && isSame(draft, initial)) return done();
    void store(read.value === '' ? null : read.value);
  };
  return { form, draft, setDraft, error, done, submit, remove: () => void store(null) };
};

/**
 * Enter saves, Escape cancels, and leaving the field saves too. What was typed stays, with the reason
 * beside it, until it is saved or given up.
 */
export const FieldEditor = (props: FieldEditorProps) => {
  const { label, kind, saver, isNew = false, takesFocus = true } = props;
  const { record, common } = useMessages();
  const { form, draft, setDraft, error, done, submit, remove } = useEdit(props);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      done();
    }
    const isMultiline = kind === 'json' || kind === 'longText';
    if (event.key === 'Enter' && isMultiline && (event.metaKey || event.ctrlKey)) submit();
  };
  return (
    <form
      ref={form}
      // The faults are ours, beside the field, and not the browser's.
      noValidate
      aria-label={label}
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
      <ValueInput
        label={label}
        kind={kind}
        draft={draft}
        error={error}
        takesFocus={takesFocus}
        onChange={setDraft}
      />
      <Group gap={2} wrap="nowrap">
        <Tooltip label={common.save}>
          <ActionIcon type="submit" aria-label={common.save} loading={saver.isSaving}>
            <IconCheck size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={common.cancel}>
          <ActionIcon variant="default" aria-label={common.cancel} onClick={done}>
            <IconX size={16} />
          </ActionIcon>
        </Tooltip>
        {!isNew && (
          <Tooltip label={record.remove(label)}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={record.remove(label)}
              onClick={remove}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
    </form>
  );
};
