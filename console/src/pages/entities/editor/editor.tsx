import { Button, Group, SegmentedControl, Stack } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { api, type Schemas } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { fieldErrors } from '../../../parts/fault-text.ts';
import { LeaveGuard } from '../../../parts/leave-guard.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { JsonInput, parseJsonObject, type JsonObject } from '../../../ui/fields/json-input.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { EntityConflict, type Side } from './conflict.tsx';
import { EntityFields } from './fields.tsx';
import { crossedFields, patchOf, rebase } from './merge.ts';

type Entity = Schemas['Entity'];

interface EntityEditorProps {
  entity: Entity;
  /** Whether what opened it had the focus, and is gone. */
  takesFocus: boolean;
  onDone: () => void;
}

/**
 * The data of a record as fields or as JSON. Only what was changed is sent, so that what somebody else
 * saves meanwhile stays; the stream brings it here, and where both changed the same field one chooses.
 */
export const EntityEditor = ({ entity, takesFocus, onDone }: EntityEditorProps) => {
  const messages = useMessages();
  const { entity: words, common } = messages;
  const [base] = useState<Entity>(entity);
  const draft = useDraft(entity.data);
  const { mine, theirs, crossed, shown, sideOf, choose, edit } = useMerge(base, entity, draft);
  const save = useSave(entity, onDone);
  const form = useFocusInside(takesFocus);
  // Of the version it is said above what to do.
  const { version: _, ...errors } = fieldErrors(messages, save.error, (path) =>
    path.replace(/^data\./, ''),
  );

  const data = patchOf(entity.data, withoutEmptyStatus(shown));
  const isChanged = draft.mine === null || Object.keys(data).length > 0;
  const submit = (): void => {
    if (!isChanged) {
      toast('info', words.nothingChanged);
      onDone();
      return;
    }
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
            names={crossed}
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
            disabled={draft.mine === null || crossed.some((name) => sideOf(name) === undefined)}
            leftSection={<IconDeviceFloppy size={16} />}
          >
            {crossed.length > 0 ? words.conflictSave : common.save}
          </Button>
        </Group>
      </Stack>
      <LeaveGuard isChanged={isChanged} />
    </form>
  );
};

/** Gives the focus to the first field, whichever one the data has. */
const useFocusInside = (takesFocus: boolean): RefObject<HTMLFormElement | null> => {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!takesFocus) return;
    form.current?.querySelector<HTMLElement>('input:not([type="radio"])')?.focus();
  }, [takesFocus]);
  return form;
};

/** The draft on top of what is stored now, and who wins where both changed the same field. */
const useMerge = (base: Entity, entity: Entity, draft: Draft) => {
  // A choice holds for the version it was made about.
  const [chosen, setChosen] = useState<Readonly<Record<string, Side>>>({});
  const keyOf = (name: string): string => `${entity.version}/${name}`;
  const sideOf = (name: string): Side | undefined => chosen[keyOf(name)];
  const choose = (names: readonly string[], side: Side): void =>
    setChosen((before) => ({
      ...before,
      ...Object.fromEntries(names.map((name) => [keyOf(name), side])),
    }));
  const versions = { base: base.data, mine: draft.mine ?? base.data, theirs: entity.data };
  // What nobody changed here follows what is stored; what was changed here stays as it was typed.
  const shown = rebase(versions, (name) => sideOf(name) === 'theirs');
  const changedByThem = Object.keys(patchOf(base.data, entity.data));
  /** Takes what was typed over what is shown into the draft. Who types over theirs has seen it. */
  const edit = (next: JsonObject): void => {
    const typed = Object.keys(patchOf(shown, next));
    choose(
      changedByThem.filter((name) => typed.includes(name)),
      'mine',
    );
    draft.setFields(rebase({ base: shown, mine: next, theirs: versions.mine }, () => false));
  };
  return { ...versions, crossed: crossedFields(versions), shown, sideOf, choose, edit };
};

interface Draft {
  /** Null while the data is edited as fields. */
  text: string | null;
  /** What is meant so far; null while the text is no JSON object. */
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
  /** What the fields hold: the draft on top of what is stored now. */
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

/** The api takes no empty status: an emptied one is none. */
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
