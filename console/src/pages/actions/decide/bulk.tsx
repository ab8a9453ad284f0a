import { Alert, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { client, compact, type Schemas } from '../../../api/client.ts';
import { useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { faultText } from '../../../parts/fault-text.ts';
import { ProblemAlert } from '../../../parts/problem-alert.tsx';
import { useApiForm } from '../../../parts/use-api-form.tsx';
import { Form } from '../../../ui/form/form.tsx';
import { IDS_COUNT_MAX } from '../search.ts';
import { followStarted } from '../started.ts';
import { Fold } from './fold.tsx';
import {
  Comment,
  Metadata,
  metadataFault,
  refusedMetadata,
  textOf,
  type DecisionValues,
} from './fields.tsx';
import { fieldName, TYPING_DELAY_MS, type ActionType } from './draft.ts';
import type { DecisionRequest } from './context.ts';
import { RecentRecordsNote } from './recent.tsx';
import { sendActions, useSentRefresh, useSentToast } from './send.tsx';
import { Buttons, UnroutedNote, type DecisionFormProps } from './single.tsx';

type DryRun = Schemas['BulkActionDryRunResult'];

/** One decision about several records. Those that the dry run refuses are named, and left out. */
export const BulkDecision = ({ type, request, onTyped, onClose }: DecisionFormProps) => {
  const messages = useMessages();
  const { decide: words } = messages;
  const [refused, setRefused] = useState<Record<string, string>>({});
  const tellSent = useTellAllSent();
  const bodyOf = useBody(type, request);
  const refs = request.entities.map(({ ref }) => ref);
  const form = useApiForm<DecisionValues, Schemas['BulkActionAccepted']>({
    initialValues: { commentaire: '', metadata: {} },
    draft: `decide/${type.code}/${refs.toSorted().join(',')}`,
    fieldOf: (path) =>
      path.startsWith('action.metadonnees') ? 'metadata' : path.replace(/^action\./, ''),
    validate: ({ metadata }) => metadataFault(type, metadata),
    submit: async (values, once) => {
      const left = leftOf(request, dryRun.data);
      const body = { ...bodyOf(values, left), expected_count: left.length };
      setRefused({});
      try {
        return await sendActions(body, once(body));
      } catch (error) {
        setRefused(refusedMetadata(messages, error));
        void dryRun.refetch();
        throw error;
      }
    },
    onSuccess: (sent) => {
      tellSent(sent);
      request.onSent?.();
      onClose();
    },
  });
  const dryRun = useDryRun(bodyOf(form.values, refs));
  const recent = dryRun.data?.recent ?? [];
  useEffect(() => onTyped(form.isChanged), [onTyped, form.isChanged]);
  const readyCount = leftOf(request, dryRun.data).length;
  return (
    <Form form={form}>
      {type.route.is_unrouted && <UnroutedNote workflow={type.route.workflow} />}
      {dryRun.isError && (
        <ProblemAlert error={dryRun.error} onRetry={() => void dryRun.refetch()} />
      )}
      <RecentRecordsNote recent={recent} entities={request.entities} />
      <Refused request={request} result={dryRun.data} />
      {type.metadata_schema !== null && (
        <Metadata
          schema={type.metadata_schema}
          value={form.values.metadata}
          errors={refused}
          isSubmitted={form.refusalCount > 0}
          onChange={(value) => form.setFieldValue('metadata', value)}
        />
      )}
      <Comment
        value={form.values.commentaire}
        error={textOf(form.errors['commentaire'])}
        onChange={(value) => form.setFieldValue('commentaire', value)}
      />
      <Fold label={words.details}>
        <Technical result={dryRun.data} />
      </Fold>
      <Buttons
        label={(recent.length === 0 ? words.confirmMany : words.sendAnywayMany)(readyCount)}
        form={form}
        isDisabled={readyCount === 0}
        onClose={onClose}
      />
    </Form>
  );
};

/** The records that were not refused; all of them before the dry run has answered. */
const leftOf = ({ entities }: DecisionRequest, result: DryRun | undefined): string[] => {
  const refused = new Set(result?.refused.map(({ entite_id: ref }) => ref));
  return entities.map(({ ref }) => ref).filter((ref) => !refused.has(ref));
};

const useBody = (type: ActionType, { entities, source }: DecisionRequest) => {
  const { user } = useMe();
  return (
    { commentaire, metadata }: DecisionValues,
    refs: string[],
  ): Schemas['BulkActionDryRun'] => ({
    action: {
      actionType: type.code,
      actionSource: source,
      actionButton: type.button,
      entiteType: entities[0]?.type ?? 'candidat',
      decidePar: user.id,
      metadonnees: metadata,
      ...compact({ commentaire: commentaire.trim() }),
    },
    entite_ids: refs,
  });
};

const useDryRun = (body: Schemas['BulkActionDryRun']) => {
  const [settled] = useDebouncedValue(body, TYPING_DELAY_MS);
  return useQuery({
    queryKey: ['bulk-dry-run', settled],
    placeholderData: keepPreviousData,
    staleTime: 0,
    queryFn: async ({ signal }) => {
      const { data, error } = await client.POST('/api/v1/actions/bulk/dry-run', {
        body: settled,
        signal,
      });
      if (!data) throw error;
      return data;
    },
  });
};

const useTellAllSent = () => {
  const { decide: words, actions } = useMessages();
  const refresh = useSentRefresh();
  const show = useSentToast();
  return (sent: Schemas['BulkActionAccepted']): void => {
    const ids = sent.actions.map(({ id }) => id);
    followStarted(ids);
    refresh();
    show(words.sentMany(sent.count), actions.seeThem(sent.count), {
      to: '/actions',
      search: { ids: ids.slice(0, IDS_COUNT_MAX) },
    });
  };
};

const Refused = ({ request, result }: { request: DecisionRequest; result: DryRun | undefined }) => {
  const messages = useMessages();
  const { decide: words } = messages;
  if (!result || result.refused.length === 0) return null;
  const labels = new Map(request.entities.map(({ ref, label }) => [ref, label]));
  return (
    <Alert
      color="saffron"
      icon={<IconAlertTriangle />}
      title={words.leftOut(result.refused.length)}
      role="alert"
    >
      <List size="sm">
        {result.refused.map(({ entite_id: ref, faults }) => (
          <List.Item key={ref}>
            {labels.get(ref) ?? ref} ({ref}) :{' '}
            {faults.map((fault) => faultText(messages, fault)).join(' · ')}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
};

const Technical = ({ result }: { result: DryRun | undefined }) => {
  const messages = useMessages();
  const { decide: words } = messages;
  return (
    <Stack gap={4}>
      {result?.route && (
        <Text size="sm">{words.goTo(result.ready_count, result.route.workflow)}</Text>
      )}
      {result?.faults.map((fault) => (
        <Text key={fault.path} size="sm">
          {messages.common.labelled(fieldName(messages, fault.path), faultText(messages, fault))}
        </Text>
      ))}
    </Stack>
  );
};
