import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useLanguage, useMessages } from '../../i18n/index.tsx';
import { Forbidden } from '../../parts/forbidden.tsx';
import { LeaveGuard } from '../../parts/leave-guard.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Confirm } from '../../ui/feedback/confirm.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { Card } from '../../ui/page/page.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { useStatusesOfTypes, worded } from '../entities/statuses.ts';
import { ENTITY_TYPES } from '../entities/types.ts';
import { isSameList, type Draft } from './draft.ts';
import { StatusList } from './list.tsx';
import classes from './row.module.css';

const route = getRouteApi('/shell/settings/statuses');

/** The statuses that a company's records can have, one list per type of record. */
export const EntityStatusesPanel = () => {
  const { entityStatuses: words, entityTypesMany } = useMessages();
  // The type that the records open on.
  const { type = 'candidat' } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useStatusesOfTypes();
  if (!useCan()('entity_statuses:write'))
    return (
      <Card>
        <Forbidden />
      </Card>
    );
  return (
    <Stack>
      <Text c="dimmed" maw="68ch">
        {words.description}
      </Text>
      <SegmentedControl
        aria-label={words.type}
        data={ENTITY_TYPES.map((value) => ({ value, label: entityTypesMany[value] }))}
        value={type}
        onChange={(value) => {
          const chosen = ENTITY_TYPES.find((one) => one === value);
          void navigate({ search: chosen === undefined ? {} : { type: chosen }, replace: true });
        }}
        style={{ alignSelf: 'start', maxWidth: '100%', overflowX: 'auto' }}
      />
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {({ data }) => {
          const stored = data.find((one) => one.type === type);
          return stored && <Editor key={type} stored={stored} />;
        }}
      </QueryView>
    </Stack>
  );
};

const Editor = ({ stored }: { stored: Schemas['EntityStatuses'] }) => {
  const { entityStatuses: words, common } = useMessages();
  const { locale } = useLanguage();
  const saved: Draft = stored.statuses.map((status) => ({
    code: status.code,
    label: worded(status, locale).label,
    tone: status.tone,
    suggested_action_types: status.suggested_action_types,
  }));
  const [edited, setEdited] = useState<Draft | null>(null);
  const [isResetting, setResetting] = useState(false);
  const draft = edited ?? saved;
  const isChanged = edited !== null && !isSameList(edited, saved);
  const save = useSave(() => {
    setEdited(null);
    setResetting(false);
  });
  const send = (statuses: Draft): void =>
    save.mutate({
      params: { path: { type: stored.type } },
      body: {
        statuses: statuses.map((status) => ({
          ...status,
          suggested_action_types: [...status.suggested_action_types],
        })),
      },
    });
  return (
    <Card isFlush title={words.list}>
      <StatusList type={stored.type} draft={draft} onChange={setEdited} />
      <Group justify="space-between" px="md" py="sm" className={classes['save'] ?? ''}>
        <Button
          variant="subtle"
          color="gray"
          disabled={stored.is_default}
          onClick={() => setResetting(true)}
        >
          {words.reset}
        </Button>
        <Group gap="sm">
          <Button variant="default" disabled={!isChanged} onClick={() => setEdited(null)}>
            {common.cancel}
          </Button>
          <Button
            loading={save.isPending}
            disabled={!isChanged || draft.some(({ label }) => label.trim() === '')}
            onClick={() => send(draft)}
          >
            {words.save}
          </Button>
        </Group>
      </Group>
      <Confirm
        isOpen={isResetting}
        isDangerous
        title={words.resetTitle}
        confirmLabel={words.reset}
        isPending={save.isPending}
        onConfirm={() => send([])}
        onClose={() => setResetting(false)}
      >
        {words.resetBody}
      </Confirm>
      <LeaveGuard isChanged={isChanged} />
    </Card>
  );
};

const useSave = (onDone: () => void) => {
  const messages = useMessages();
  const queryClient = useQueryClient();
  return api.useMutation('put', '/api/v1/entity-statuses/{type}', {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/entity-statuses'] });
      toast('good', messages.entityStatuses.saved);
      onDone();
    },
    onError: (error) => toastProblem(messages, error),
  });
};
