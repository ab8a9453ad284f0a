import { Button, Group, SegmentedControl, Stack } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { api, type Schemas } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import { useMessages, type Messages } from '../../../i18n/index.tsx';
import { fieldErrors } from '../../../parts/fault-text.ts';
import { LeaveGuard } from '../../../parts/leave-guard.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { JsonInput, parseJsonObject, type JsonObject } from '../../../ui/fields/json-input.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { isPossiblePhone } from '../../../ui/form/fields/phone.ts';
import { typedFault } from '../typed-fields.ts';
import { EntityConflict, type Side } from './conflict.tsx';
import { EntityFields } from './fields.tsx';
import { conflictingFields, patchOf, rebase } from './merge.ts';

type Entity = Schemas['Entity'];

interface EntityEditorProps {
  entity: Entity;
  /**
   * True if a button opened the editor: the button is gone, so the focus moves to the first field.
   */
  takesFocus: boolean;
  onDone: () => void;
}

/**
 * Edits the data of a record as fields or as JSON. Only changed fields are sent, so that the
 * changes of another user are kept. They arrive by the stream. If both changed the same field, the
 * user chooses.
 */
export const EntityEditor = ({ entity, takesFocus, onDone }: EntityEditorProps) => {
  const messages = useMessages();
  const { entity: words, common } = messages;
  const [base] = useState<Entity>(entity);
  const draft = useDraft(entity.data);
  const { mine, theirs, conflicting, shown, sideOf, choose, edit } = useMerge(base, entity, draft);
  const save = useSave(entity, onDone);
  const form = useFocusInside(takesFocus);
  // The conflict alert explains a fault of the version.
  const { version: _, ...refused } = fieldErrors(messages, save.error, (path) =>
    path.replace(/^data\./, ''),
  );
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const errors = { ...refused, ...faults };

  const data = patchOf(entity.data, withoutEmptyStatus(shown));
  const isChanged = draft.mine === null || Object.keys(data).length > 0;
  const submit = (): void => {
    if (!isChanged) {
      toast('info', words.nothingChanged);
      onDone();
      return;
    }
    const found = typedFaults(messages, data);
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    save.mutate({
      params: { path: { type: entity.type, ref: entity.ref } },
      body: { version: entity.version, data },
    });
  };
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack>
        {entity.version !== base.version && (
          <EntityConflict
            mine={mine}
            theirs={theirs}
            names={conflicting}
            sideOf={sideOf}
            onChoose={(name, side) => choose([name], side)}
          />
        )}
        <DraftInput draft={draft} shown={shown} errors={errors} onEdit={edit} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {common.cancel}
          </Button>
          <Button
            type="submit"
            loading={save.isPending}
            disabled={draft.mine === null || conflicting.some((name) => sideOf(name) === undefined)}
            leftSection={<IconDeviceFloppy size={16} />}
          >
            {conflicting.length > 0 ? words.conflictSave : common.save}
          </Button>
        </Group>
      </Stack>
      <LeaveGuard isChanged={isChanged} />
    </form>
  );
};

/** The faults of the changed addresses and telephone numbers, by field. */
const typedFaults = (messages: Messages, data: JsonObject): Record<string, string> =>
  Object.fromEntries(
    Object.entries(data).flatMap(([name, value]) => {
      const fault =
        typeof value === 'string' ? typedFault(messages, isPossiblePhone, name, value) : undefined;
      return fault === undefined ? [] : [[name, fault]];
    }),
  );

/** Moves the focus to the first field of the form. */
const useFocusInside = (takesFocus: boolean): RefObject<HTMLFormElement | null> => {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!takesFocus) return;
    form.current?.querySelector<HTMLElement>('input:not([type="radio"])')?.focus();
  }, [takesFocus]);
  return form;
};

/**
 * Merges the draft with the stored data, by the user's choice where both changed the same field.
 */
const useMerge = (base: Entity, entity: Entity, draft: Draft) => {
  // A choice is valid for one stored version only.
  const [chosen, setChosen] = useState<Readonly<Record<string, Side>>>({});
  const keyOf = (name: string): string => `${entity.version}/${name}`;
  const sideOf = (name: string): Side | undefined => chosen[keyOf(name)];
  const choose = (names: readonly string[], side: Side): void =>
    setChosen((before) => ({
      ...before,
      ...Object.fromEntries(names.map((name) => [keyOf(name), side])),
    }));
  const versions = { base: base.data, mine: draft.mine ?? base.data, theirs: entity.data };
  // Fields changed here keep the typed value; all others show the stored value.
  const shown = rebase(versions, (name) => sideOf(name) === 'theirs');
  const changedByThem = Object.keys(patchOf(base.data, entity.data));
  /**
   * Takes typed values into the draft. Typing over a value of the other user chooses the typed one.
   */
  const edit = (next: JsonObject): void => {
    const typed = Object.keys(patchOf(shown, next));
    choose(
      changedByThem.filter((name) => typed.includes(name)),
      'mine',
    );
    draft.setFields(rebase({ base: shown, mine: next, theirs: versions.mine }, () => false));
  };
  return { ...versions, conflicting: conflictingFields(versions), shown, sideOf, choose, edit };
};

interface Draft {
  /** Null while the data is edited as fields. */
  text: string | null;
  /** The edited data; null while the text is not a JSON object. */
  mine: JsonObject | null;
  setFields: (fields: JsonObject) => void;
  setText: (text: string | null) => void;
}

const useDraft = (data: JsonObject): Draft => {
  const [fields, setFields] = useState(data);
  const [text, setText] = useState<string | null>(null);
  if (text === null) return { text, mine: fields, setFields, setText };
  const parsed = parseJsonObject(text);
  return { text, mine: 'value' in parsed ? parsed.value : null, setFields, setText };
};

interface DraftInputProps {
  draft: Draft;
  /** The values in the fields: the draft merged with the stored data. */
  shown: JsonObject;
  onEdit: (fields: JsonObject) => void;
  errors: Readonly<Record<string, string>>;
}

const DraftInput = ({ draft, shown, errors, onEdit }: DraftInputProps) => {
  const { entity: words } = useMessages();
  const { text, mine, setFields, setText } = draft;
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label={words.data}
        style={{ alignSelf: 'start' }}
        value={text === null ? 'fields' : 'json'}
        data={[
          { value: 'fields', label: words.asFields, disabled: mine === null },
          { value: 'json', label: words.asJson },
        ]}
        onChange={(value) => {
          if (mine !== null) setFields(mine);
          setText(value === 'json' ? JSON.stringify(mine, null, 2) : null);
        }}
      />
      {text === null ? (
        <EntityFields data={shown} errors={errors} onChange={onEdit} />
      ) : (
        <JsonInput
          label={words.data}
          value={text}
          onChange={setText}
          error={Object.values(errors)[0]}
        />
      )}
    </>
  );
};

/** The api refuses an empty status, so an empty field removes it. */
const withoutEmptyStatus = ({ statutDossier, ...data }: JsonObject): JsonObject =>
  statutDossier === '' || statutDossier === undefined ? data : { ...data, statutDossier };

const useSave = ({ type, ref }: Entity, onDone: () => void) => {
  const messages = useMessages();
  const queryClient = useQueryClient();
  return api.useMutation('patch', '/api/v1/entities/{type}/{ref}', {
    onSuccess: (saved) => {
      queryClient.setQueryData(
        ['get', '/api/v1/entities/{type}/{ref}', { params: { path: { type, ref } } }],
        saved,
      );
      toast('good', messages.entity.saved);
      onDone();
    },
    onError: (error) => {
      const { code, errors } = problemOf(error);
      if (code === 'version_conflict') {
        void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/entities/{type}/{ref}'] });
      } else if (errors.length === 0) toastProblem(messages, error);
    },
  });
};
