import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client, compact, type Schemas } from '../../../api/client.ts';
import type { Messages } from '../../../i18n/index.tsx';
import { faultText } from '../../../parts/fault-text.ts';
import type { ActionEntityType } from '../../entities/types.ts';
import type { SchemaValue } from '../../../ui/form/schema.ts';

/** The values of a decision, and the dry run of them. */

export type ActionType = Schemas['ActionType'];
export type DryRun = Schemas['ActionDryRun'];

/** Of a type outside the catalogue. */
export const DEFAULT_DECISION_TYPE = 'success';

export interface Draft {
  entiteType: ActionEntityType;
  entiteId: string;
  actionType: string;
  decisionType: string;
  commentaire: string;
  metadata: SchemaValue;
}

export interface FieldsProps {
  draft: Draft;
  faults: Readonly<Record<string, string>>;
  onChange: (patch: Partial<Draft>) => void;
}

export const TYPING_DELAY_MS = 300;

export interface Origin {
  source: string;
  button: string;
  userId: number;
  notificationId: number | undefined;
}

export const toBody = (draft: Draft, origin: Origin): Schemas['ActionIn'] => ({
  actionType: draft.actionType,
  actionSource: origin.source,
  actionButton: origin.button,
  entiteType: draft.entiteType,
  entiteId: draft.entiteId,
  decidePar: origin.userId,
  metadonnees: draft.metadata,
  ...compact({
    decisionType: draft.decisionType.trim(),
    commentaire: draft.commentaire.trim(),
    notificationId: origin.notificationId,
  }),
});

/** The dry run of the form, started after a short pause in typing. */
export const usePreview = (body: Schemas['ActionIn'], isReady: boolean) => {
  const [settled] = useDebouncedValue(body, TYPING_DELAY_MS);
  return useQuery({
    queryKey: ['dry-run', settled],
    enabled: isReady && settled.entiteId !== '' && settled.actionType !== '',
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const { data, error } = await client.POST('/api/v1/actions/dry-run', {
        body: settled,
        signal,
      });
      if (!data) throw error;
      return data;
    },
  });
};

export const faultsOfPreview = (
  messages: Messages,
  result: DryRun | undefined,
): Record<string, string> =>
  Object.fromEntries(
    (result?.faults ?? []).map((fault) => [fault.path, faultText(messages, fault)]),
  );

/** The label of the field that a fault is about. */
export const fieldName = ({ newAction, fields }: Messages, path: string): string => {
  const names: Readonly<Record<string, string>> = {
    entiteType: newAction.entityType,
    entiteId: newAction.entity,
    actionType: newAction.type,
    decidePar: newAction.type,
    decisionType: newAction.decision,
    commentaire: newAction.comment,
    metadonnees: newAction.metadata,
  };
  const name = path.replace(/^(?:action\.)?metadonnees\./, '');
  const [field = name, item] = name.split('.');
  const place = item === undefined || !/^\d+$/.test(item) ? '' : ` (${Number(item) + 1})`;
  return names[path] ?? (fields[field] === undefined ? name : `${fields[field]}${place}`);
};
