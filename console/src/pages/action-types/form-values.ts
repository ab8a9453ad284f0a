import { client, type Schemas } from '../../api/client.ts';
import { useMessages, type Messages } from '../../i18n/index.tsx';
import { sent } from '../../parts/sent.ts';
import { useApiForm } from '../../parts/use-api-form.tsx';
import type { FormApi } from '../../ui/form/use-form.ts';
import { CODE_SHAPE } from './link.tsx';
import { ACTION_ENTITY_TYPES } from '../entities/types.ts';
import { ROLES } from '../users/roles.ts';
import { parseJsonObject, type JsonObject } from '../../ui/fields/json-input.tsx';

/**
 * The values of the form for an action type, their conversion to a request body, and their faults.
 */

type ActionType = Schemas['ActionType'];
type MetadataSchema = NonNullable<Schemas['MetadataSchema']>;

export interface Values {
  code: string;
  label: string;
  entity_types: string[];
  roles: string[];
  schema: string;
}

export const EXAMPLE: MetadataSchema = {
  type: 'object',
  properties: {
    priorite: { type: 'string', title: 'Priorité', enum: ['HAUTE', 'NORMALE', 'BASSE'] },
    dateEntretien: { type: 'string', format: 'date-time' },
  },
  required: ['priorite'],
};

const initialValues = (type: ActionType | null, suggestedCode = ''): Values => ({
  code: type?.code ?? suggestedCode,
  label: type?.label ?? '',
  entity_types: type?.entity_types ?? [],
  roles: type?.roles ?? [...ROLES],
  schema: type?.metadata_schema ? JSON.stringify(type.metadata_schema, null, 2) : '',
});

/** Checks the outer shape of a schema only. The api validates the rest. */
const isSchema = (value: JsonObject): value is MetadataSchema & JsonObject =>
  value['type'] === 'object' &&
  typeof value['properties'] === 'object' &&
  value['properties'] !== null;

const schemaFault = ({ common, actionTypes }: Messages, text: string): Record<string, string> => {
  if (text.trim() === '') return {};
  const parsed = parseJsonObject(text);
  if ('line' in parsed) return { schema: common.jsonFault(parsed.line) };
  return isSchema(parsed.value) ? {} : { schema: actionTypes.schemaNotObject };
};

export const toBody = ({ label, entity_types, roles, schema }: Values): Schemas['ActionTypeIn'] => {
  const parsed = schema.trim() === '' ? null : parseJsonObject(schema);
  return {
    label: label.trim(),
    entity_types: ACTION_ENTITY_TYPES.filter((value) => entity_types.includes(value)),
    roles: ROLES.filter((value) => roles.includes(value)),
    ...(parsed !== null && 'value' in parsed && isSchema(parsed.value)
      ? { metadata_schema: parsed.value }
      : {}),
  };
};

/** A fault inside of the schema is shown at its field. */
const fieldOf = (path: string): string => (path.startsWith('metadata_schema') ? 'schema' : path);

interface TypeFormOptions {
  type: ActionType | null;
  suggestedCode: string | undefined;
  codes: readonly string[];
  onSaved: () => void;
}

export const useTypeForm = ({ type, suggestedCode, codes, onSaved }: TypeFormOptions): Form => {
  const messages = useMessages();
  return useApiForm({
    draft: `action-types/${type?.code ?? suggestedCode ?? 'new'}`,
    initialValues: initialValues(type, suggestedCode),
    required: ['code', 'label', 'entity_types', 'roles'],
    validate: ({ code, schema }) => ({
      ...(type === null ? codeFault(messages, code.trim(), codes) : {}),
      ...schemaFault(messages, schema),
    }),
    fieldOf,
    submit: (values) =>
      sent(
        client.PUT('/api/v1/action-types/{code}', {
          params: { path: { code: values.code.trim() } },
          body: toBody(values),
        }),
      ),
    onSuccess: onSaved,
  });
};

const codeFault = (
  { faults, actionTypes }: Messages,
  code: string,
  codes: readonly string[],
): Record<string, string> => {
  if (!CODE_SHAPE.test(code)) return { code: faults.formats.action_type };
  return codes.includes(code) ? { code: actionTypes.codeTaken } : {};
};

export type Form = FormApi<Values>;
