import { Button, Group, SegmentedControl, Stack } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../api/client.ts';
import { problemOf } from '../api/problem.ts';
import { useMessages } from '../i18n/index.tsx';
import { fieldErrors } from '../parts/fault-text.ts';
import { toastProblem } from '../parts/problem-alert.tsx';
import { JsonInput, parseJsonObject, type JsonObject } from '../ui/json-input.tsx';
import { toast } from '../ui/toast.ts';
import { EntityConflict, type Side } from './entity-conflict.tsx';
import { EntityFields } from './entity-fields.tsx';
import { crossedFields, patchOf, rebase } from './entity-merge.ts';

type Entity = Schemas['Entity'];

interface EntityEditorProps {
  entity: Entity;
  onDone: () => void;
}

/**
 * The data of a record as fields or as JSON. Only what was changed is sent, so that what somebody else
 * saves meanwhile stays; the stream brings it here, and where both changed the same field one chooses.
 */
export const EntityEditor = ({ entity, onDone }: EntityEditorProps) => {
  const messages = useMessages();
  const { entity: words, common } = messages;
  const [base] = useState<Entity>(entity);
  const draft = useDraft(entity.data);
  const { mine } = draft;
  // A choice holds for the version it was made about.
  const [chosen, setChosen] = useState<Readonly<Record<string, Side>>>({});
  const sideOf = (name: string): Side | undefined => chosen[`${entity.version}/${name}`];
  const save = useSave(entity, onDone);
  // Of the version it is said above what to do.
  const { version: _, ...errors } = fieldErrors(messages, save.error, (path) =>
    path.replace(/^data\./, ''),
  );

  const versions = { base: base.data, mine: mine ?? base.data, theirs: entity.data };
  const crossed = crossedFields(versions);
  const isUndecided = crossed.some((name) => sideOf(name) === undefined);

  const submit = (): void => {
    const merged = rebase(versions, (name) => sideOf(name) === 'theirs');
    const data = patchOf(entity.data, withoutEmptyStatus(merged));
    if (Object.keys(data).length === 0) {
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
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack>
        {entity.version !== base.version && (
          <EntityConflict
            mine={versions.mine}
            theirs={entity.data}
            names={crossed}
            sideOf={sideOf}
            onChoose={(name, side) => setChosen({ ...chosen, [`${entity.version}/${name}`]: side })}
          />
        )}
        <DraftInput draft={draft} errors={errors} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {common.cancel}
          </Button>
          <Button
            type="submit"
            loading={save.isPending}
            disabled={isUndecided || mine === null}
            leftSection={<IconDeviceFloppy size={16} />}
          >
            {crossed.length > 0 ? words.conflictSave : common.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

interface Draft {
  fields: JsonObject;
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
  if (text === null) return { fields, text, mine: fields, setFields, setText };
  const parsed = parseJsonObject(text);
  return { fields, text, mine: 'value' in parsed ? parsed.value : null, setFields, setText };
};

interface DraftInputProps {
  draft: Draft;
  errors: Readonly<Record<string, string>>;
}

const DraftInput = ({ draft, errors }: DraftInputProps) => {
  const { entity: words } = useMessages();
  const { fields, text, mine, setFields, setText } = draft;
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
        <EntityFields data={fields} errors={errors} onChange={setFields} />
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
