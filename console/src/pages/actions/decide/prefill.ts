import { useState } from 'react';
import { api } from '../../../api/client.ts';
import type { SchemaField, SchemaValue } from '../../../ui/form/schema.ts';
import type { ActionType } from './draft.ts';
import type { DecisionRequest, DecisionSubject } from './context.ts';
import { useEntity } from './entity.ts';

/**
 * What the fields of a decision start with: what the record says under the same name, what the action said
 * that the notification is about, if it is of the same type, and the days since the last contact.
 */
export const usePrefill = (
  type: ActionType,
  { entities: [entity], notification }: Pick<DecisionRequest, 'entities' | 'notification'>,
): SchemaValue => {
  const record = useEntity(entity);
  const actionId = notification?.action_id ?? null;
  const earlier = api.useQuery(
    'get',
    '/api/v1/actions/{id}',
    { params: { path: { id: actionId ?? '' } } },
    { enabled: actionId !== null },
  ).data;
  return {
    ...fitting(type, record?.data),
    ...(earlier?.action_type === type.code ? fitting(type, earlier.metadonnees) : {}),
    ...fitting(type, useLastContact(type, entity)),
  };
};

const DAYS_FIELD = 'delaiDepuisDernierContact';
const DAY_MS = 24 * 3_600_000;

/** The whole days since an action about the record last succeeded, for the types that ask for them. */
const useLastContact = (type: ActionType, entity: DecisionSubject | undefined): SchemaValue => {
  const [nowMs] = useState(() => Date.now());
  const isAsked = type.metadata_schema?.properties[DAYS_FIELD] !== undefined;
  const last = api.useQuery(
    'get',
    '/api/v1/actions',
    {
      params: {
        query: {
          entite_type: entity?.type ?? 'candidat',
          entite_id: entity?.ref ?? '',
          status: 'succeeded',
          limit: 1,
        },
      },
    },
    { enabled: isAsked && entity !== undefined },
  ).data?.data[0];
  if (last === undefined) return {};
  const sinceMs = nowMs - Date.parse(last.settled_at ?? last.created_at);
  return { [DAYS_FIELD]: Math.max(0, Math.floor(sinceMs / DAY_MS)) };
};

const fitting = ({ metadata_schema: schema }: ActionType, data: SchemaValue = {}): SchemaValue =>
  Object.fromEntries(
    Object.entries(schema?.properties ?? {}).flatMap(([name, field]) =>
      isOfType(field, data[name]) ? [[name, data[name]]] : [],
    ),
  );

const isOfType = (field: SchemaField, value: unknown): boolean => {
  switch (field.type) {
    case 'array':
      return Array.isArray(value) && value.length > 0;
    case 'integer':
      return Number.isInteger(value);
    case 'string':
      return typeof value === 'string' && value !== '' && (field.enum?.includes(value) ?? true);
    case 'number':
    case 'boolean':
      return typeof value === field.type;
  }
};
