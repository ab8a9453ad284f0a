import { Button, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { IconArrowLeft, IconSend } from '@tabler/icons-react';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Schemas } from '../../../api/client.ts';
import { useIdempotencyKeys } from '../../../api/idempotency.ts';
import { problemOf } from '../../../api/problem.ts';
import { useMe } from '../../../api/session.ts';
import { useMutation } from '../../../api/use-mutation.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { useCatalogue } from '../../action-types/catalogue.ts';
import { useCodeWords } from '../../../parts/code-words.ts';
import { fieldErrors } from '../../../parts/fault-text.ts';
import { LeaveGuard } from '../../../parts/leave-guard.tsx';
import { ProblemAlert } from '../../../parts/problem-alert.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { backLinkClass, Card, Page } from '../../../ui/page/page.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { Comment, Metadata, metadataErrors, textOf } from '../decide/fields.tsx';
import {
  DEFAULT_DECISION_TYPE,
  faultsOfPreview,
  toBody,
  usePreview,
  type ActionType,
  type Draft,
  type FieldsProps,
} from '../decide/draft.ts';
import { Preview } from '../decide/preview.tsx';
import { sendAction } from '../decide/send.tsx';
import { FORM_SOURCE } from '../decide/source.ts';
import { EntityFields, TypeField } from './fields.tsx';

const route = getRouteApi('/shell/actions/new');

export const NewActionPage = () => {
  const { newAction, action: words } = useMessages();
  const form = useNewAction();
  const { draft, isReady, dryRun, preview } = form;
  return (
    <Page
      layout="record"
      title={newAction.title}
      description={newAction.description}
      back={
        <Link to="/actions" className={backLinkClass}>
          <IconArrowLeft size={14} aria-hidden />
          {words.back}
        </Link>
      }
    >
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Card title={newAction.decision}>
          <DecisionForm form={form} />
        </Card>
        <Card title={newAction.preview}>
          {isReady && dryRun.isError ? (
            <ProblemAlert error={dryRun.error} onRetry={() => void dryRun.refetch()} />
          ) : (
            <Preview result={preview} />
          )}
        </Card>
      </SimpleGrid>
      <LeaveGuard isChanged={isTyped(draft)} />
    </Page>
  );
};

const DecisionForm = ({ form }: { form: ReturnType<typeof useNewAction> }) => {
  const { newAction } = useMessages();
  const { notification } = route.useSearch();
  const { user } = useMe();
  const { draft, type, send, faults, change } = form;
  const fields = { draft, faults, onChange: change };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        form.submit();
      }}
    >
      <Stack>
        {send.isError && problemOf(send.error).errors.length === 0 && (
          <ProblemAlert error={send.error} />
        )}
        {notification !== undefined && (
          <Text size="sm" c="dimmed">
            {newAction.fromNotification} #{notification}
          </Text>
        )}
        <EntityFields {...fields} />
        <QueryView query={form.catalogue} skeleton={<TypeField types={[]} {...fields} />}>
          {({ data }) => <TypeField types={data} {...fields} />}
        </QueryView>
        <DecisionFields type={type} {...fields} />
        <Metadata
          key={draft.actionType}
          // For integrations: an agent does not write JSON.
          withOthers={user.role !== 'agent'}
          schema={type?.metadata_schema ?? null}
          value={draft.metadata}
          errors={form.metadataFaults}
          isSubmitted={send.isError}
          onChange={(metadata) => change({ metadata })}
          onReadableChange={form.setReadable}
        />
        <Group justify="flex-end">
          <Button
            type="submit"
            disabled={!form.isReady || form.preview?.is_valid === false}
            loading={send.isPending}
            leftSection={<IconSend size={16} />}
          >
            {newAction.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const useNewAction = () => {
  const messages = useMessages();
  const search = route.useSearch();
  const { user } = useMe();
  const [draft, setDraft] = useState<Draft>({
    entiteType: search.entite_type ?? 'candidat',
    entiteId: search.entite_id ?? '',
    actionType: search.action_type ?? '',
    decisionType: '',
    commentaire: '',
    metadata: {},
  });
  const [isReadable, setReadable] = useState(true);
  const catalogue = useCatalogue();
  const type = catalogue.data?.data.find(({ code }) => code === draft.actionType);
  const body = useMemo(
    () =>
      toBody(draft, {
        source: FORM_SOURCE,
        button: type?.button ?? draft.actionType.toLowerCase(),
        userId: user.id,
        notificationId: search.notification,
      }),
    [draft, type, user.id, search.notification],
  );
  const isReady = draft.entiteId !== '' && draft.actionType !== '' && isReadable;
  const dryRun = usePreview(body, isReady);
  const preview = isReady ? dryRun.data : undefined;
  const { send, submit } = useSend(body, search.notification);
  const faults = {
    ...faultsOfPreview(messages, preview),
    ...(send.isError ? fieldErrors(messages, send.error) : {}),
  };
  return {
    draft,
    catalogue,
    type,
    isReady,
    dryRun,
    preview,
    send,
    submit,
    setReadable,
    change: (patch: Partial<Draft>): void => setDraft((before) => ({ ...before, ...patch })),
    faults,
    metadataFaults: metadataErrors(messages, faults),
  };
};

const useSend = (body: Schemas['ActionIn'], notificationId: number | undefined) => {
  const { newAction } = useMessages();
  const navigate = useNavigate();
  const keys = useIdempotencyKeys();
  const send = useMutation({
    mutationFn: sendAction,
    onSuccess: ({ id }) => {
      keys.renew();
      toast('good', newAction.sent);
      void navigate({ to: '/actions/$id', params: { id }, ignoreBlocker: true });
    },
  });
  const submit = (): void =>
    send.mutate({ body, notificationId, headers: { 'Idempotency-Key': keys.keyFor(body) } });
  return { send, submit };
};

/** Whether leaving the page would lose what was typed. */
const isTyped = ({ decisionType, commentaire, metadata }: Draft): boolean =>
  decisionType !== '' || commentaire !== '' || Object.keys(metadata).length > 0;

const DecisionFields = ({
  type,
  draft,
  faults,
  onChange,
}: FieldsProps & { type: ActionType | undefined }) => {
  const { newAction } = useMessages();
  const { decisionWord } = useCodeWords();
  const byDefault = type?.decision_type ?? DEFAULT_DECISION_TYPE;
  return (
    <>
      <TextInput
        label={newAction.decision}
        description={newAction.decisionHint(decisionWord(byDefault))}
        value={draft.decisionType}
        error={faults['decisionType']}
        onChange={(event) => onChange({ decisionType: event.currentTarget.value })}
      />
      <Comment
        value={draft.commentaire}
        error={textOf(faults['commentaire'])}
        onChange={(commentaire) => onChange({ commentaire })}
      />
    </>
  );
};
