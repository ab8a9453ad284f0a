import { Alert, Button, Group, Text } from '@mantine/core';
import { IconRouteOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { ProblemAlert } from '../../../parts/problem-alert.tsx';
import { useApiForm } from '../../../parts/use-api-form.tsx';
import { Form } from '../../../ui/form/form.tsx';
import { Fold } from './fold.tsx';
import {
  Comment,
  Metadata,
  metadataFault,
  refusedMetadata,
  textOf,
  type DecisionValues,
} from './fields.tsx';
import { toBody, usePreview, type ActionType } from './draft.ts';
import type { DecisionRequest } from './context.ts';
import classes from './decide.module.css';
import { usePrefill } from './prefill.ts';
import { Preview } from './preview.tsx';
import { RecentNote, useRecentAction } from './recent.tsx';
import { sendAction, useTellSent } from './send.tsx';

export interface DecisionFormProps {
  type: ActionType;
  request: DecisionRequest;
  /** Whether something was typed that is not sent yet. */
  onTyped: (isTyped: boolean) => void;
  onClose: () => void;
}

/** One decision about one record. The button has the focus: the decision is two clicks, or Enter twice. */
export const SingleDecision = ({ type, request, onTyped, onClose }: DecisionFormProps) => {
  const messages = useMessages();
  const { decide: words } = messages;
  const prefill = usePrefill(type, request);
  const [refused, setRefused] = useState<Record<string, string>>({});
  const tellSent = useTellSent();
  const bodyOf = useBody(type, request);
  const form = useApiForm({
    initialValues: initialValues(prefill),
    draft: `decide/${type.code}/${request.entities[0]?.ref ?? ''}`,
    fieldOf: (path) => (path.startsWith('metadonnees') ? 'metadata' : path),
    validate: ({ metadata }) => metadataFault(type, metadata),
    submit: async (values, once) => {
      const body = bodyOf(values);
      setRefused({});
      try {
        return await sendAction({
          body,
          notificationId: request.notification?.id,
          headers: once(body),
        });
      } catch (error) {
        setRefused(refusedMetadata(messages, error));
        throw error;
      }
    },
    onSuccess: (accepted) => {
      tellSent(accepted);
      request.onSent?.();
      onClose();
    },
  });
  const { commentaire, metadata } = form.values;
  const recent = useRecentAction(type, request);
  useEffect(() => onTyped(form.isChanged), [onTyped, form.isChanged]);
  return (
    <Form form={form}>
      {recent !== undefined && <RecentNote recent={recent} onOpen={onClose} />}
      {type.route.is_unrouted && <UnroutedNote workflow={type.route.workflow} />}
      {type.metadata_schema !== null && (
        <Metadata
          schema={type.metadata_schema}
          value={metadata}
          errors={refused}
          isSubmitted={form.refusalCount > 0}
          onChange={(value) => form.setFieldValue('metadata', value)}
        />
      )}
      <Comment
        value={commentaire}
        error={textOf(form.errors['commentaire'])}
        onChange={(value) => form.setFieldValue('commentaire', value)}
      />
      <Fold label={words.details}>
        <Technical body={bodyOf(form.values)} />
      </Fold>
      <Buttons
        label={recent === undefined ? words.confirm : words.sendAnyway}
        form={form}
        onClose={onClose}
      />
    </Form>
  );
};

const initialValues = (metadata: DecisionValues['metadata']): DecisionValues => ({
  commentaire: '',
  metadata,
});

const useBody = (type: ActionType, { entities, source, notification }: DecisionRequest) => {
  const { user } = useMe();
  const [entity] = entities;
  return ({ commentaire, metadata }: DecisionValues) =>
    toBody(
      {
        entiteType: entity?.type ?? 'candidat',
        entiteId: entity?.ref ?? '',
        actionType: type.code,
        decisionType: '',
        commentaire,
        metadata,
      },
      { source, button: type.button, userId: user.id, notificationId: notification?.id },
    );
};

/** The dry run, asked for only while somebody looks at it. */
const Technical = ({ body }: { body: ReturnType<typeof toBody> }) => {
  const dryRun = usePreview(body, true);
  return dryRun.isError ? (
    <ProblemAlert error={dryRun.error} onRetry={() => void dryRun.refetch()} />
  ) : (
    <Preview result={dryRun.data} />
  );
};

export const UnroutedNote = ({ workflow }: { workflow: string }) => {
  const { newAction } = useMessages();
  return (
    <Alert color="saffron" icon={<IconRouteOff />} title={newAction.previewUnrouted(workflow)}>
      <Text size="sm">{newAction.previewUnroutedHint}</Text>
    </Alert>
  );
};

interface ButtonsProps {
  label: string;
  form: { isPending: boolean; discard: () => void };
  isDisabled?: boolean;
  onClose: () => void;
}

export const Buttons = ({ label, form, isDisabled = false, onClose }: ButtonsProps) => {
  const { common } = useMessages();
  const cancel = (): void => {
    form.discard();
    onClose();
  };
  return (
    <Group justify="flex-end" gap="sm" className={classes['footer'] ?? ''}>
      <Button variant="default" onClick={cancel}>
        {common.cancel}
      </Button>
      <Button type="submit" data-autofocus loading={form.isPending} disabled={isDisabled}>
        {label}
      </Button>
    </Group>
  );
};
