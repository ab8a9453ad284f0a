import { useForm } from '@mantine/form';
import type { Schemas } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useMessages, type Messages } from '../../i18n/index.tsx';
import { faultText, fieldErrors } from '../../parts/fault-text.ts';
import { CODE_SHAPE } from './link.tsx';
import { ENTITY_TYPES } from '../entities/types.ts';
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

const schemaFault = ({ common, actionTypes }: Messages, text: string): string | null => {
  if (text.trim() === '') return null;
  const parsed = parseJsonObject(text);
  if ('line' in parsed) return common.jsonFault(parsed.line);
  return isSchema(parsed.value) ? null : actionTypes.schemaNotObject;
};

export const toBody = ({ label, entity_types, roles, schema }: Values): Schemas['ActionTypeIn'] => {
  const parsed = schema.trim() === '' ? null : parseJsonObject(schema);
  return {
    label: label.trim(),
    entity_types: ENTITY_TYPES.filter((value) => entity_types.includes(value)),
    roles: ROLES.filter((value) => roles.includes(value)),
    ...(parsed !== null && 'value' in parsed && isSchema(parsed.value)
      ? { metadata_schema: parsed.value }
      : {}),
  };
};

/** The path of a fault inside the schema is shown before its text. */
export const formErrors = (messages: Messages, error: unknown): Record<string, string> => {
  const inSchema = problemOf(error)
    .errors.filter(({ path }) => path.startsWith('metadata_schema'))
    .map((fault) => {
      const place = fault.path.replace(/^metadata_schema\.?/, '');
      const text = faultText(messages, fault);
      return place === '' ? text : `${place} : ${text}`;
    });
  const { metadata_schema: _, ...errors } = fieldErrors(messages, error);
  return inSchema.length === 0 ? errors : { ...errors, schema: inSchema.join(' · ') };
};

export const useTypeForm = (
  type: ActionType | null,
  suggestedCode: string | undefined,
  codes: readonly string[],
) => {
  const messages = useMessages();
  const { actionTypes, common } = messages;
  return useForm<Values>({
    initialValues: initialValues(type, suggestedCode),
    validate: {
      code: (value) => {
        if (type !== null) return null;
        if (!CODE_SHAPE.test(value.trim())) return messages.faults.formats.action_type;
        return codes.includes(value.trim()) ? actionTypes.codeTaken : null;
      },
      entity_types: (value) => (value.length === 0 ? common.required : null),
      roles: (value) => (value.length === 0 ? common.required : null),
      schema: (value) => schemaFault(messages, value),
    },
  });
};

export type Form = ReturnType<typeof useTypeForm>;
