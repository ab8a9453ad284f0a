import { Alert, Badge, Button, Group, SimpleGrid, Text } from '@mantine/core';
import { IconDeviceFloppy, IconPlus, IconRestore, IconRouteOff } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { fieldErrors } from '../../parts/fault-text.ts';
import { LeaveGuard } from '../../parts/leave-guard.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { Confirm } from '../../ui/feedback/confirm.tsx';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { TryBox } from './try-out.tsx';
import { UncaughtTypes } from './uncaught-types.tsx';
import { localFaults, newRow, toBody, toRows, type RouteRow } from './rows.ts';
import { RouteTable } from './table.tsx';

type Routes = Schemas['ActionRoutes'];

const routesOptions = api.queryOptions('get', '/api/v1/action-routes');

export const ActionRoutesPage = () => {
  const query = useQuery(routesOptions);
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(routes) => <Editor routes={routes} />}
    </QueryView>
  );
};

const Editor = ({ routes }: { routes: Routes }) => {
  const { routes: words } = useMessages();
  const canEdit = useCan()('action_routes:write');
  // Null until the first edit. From then on, fresh data from the api does not replace the draft.
  const [draft, setDraft] = useState<RouteRow[] | null>(null);
  const rows = draft ?? toRows(routes);
  const isChanged = draft !== null && JSON.stringify(draft) !== JSON.stringify(toRows(routes));
  const { save, serverFaults } = useSave(() => setDraft(null));
  const edit = (next: RouteRow[]): void => {
    // The faults from the api are about the table that was sent, not about the edited one.
    save.reset();
    setDraft(next);
  };
  const add = (prefix = ''): void => edit([...rows, newRow(rows, routes.fallback, prefix)]);
  const faults = localFaults(rows, words);
  return (
    <Page
      layout="settings"
      title={words.title}
      description={words.description}
      badge={
        <Badge variant="light" color={routes.is_default ? 'gray' : 'petrol'}>
          {routes.is_default ? words.isDefault : words.isCustom}
        </Badge>
      }
      actions={
        canEdit && (
          <Buttons
            isDefault={routes.is_default}
            isChanged={isChanged}
            isValid={Object.keys(faults).length === 0 && rows.length > 0}
            isSaving={save.isPending}
            onSave={() => save.mutate({ body: toBody(rows) })}
            onDiscard={() => setDraft(null)}
          />
        )
      }
    >
      {!canEdit && <Alert color="gray">{words.readOnly}</Alert>}
      <Card isFlush title={words.table}>
        {rows.length === 0 && (
          <Empty icon={IconRouteOff} title={words.empty} hint={words.emptyHint} />
        )}
        <RouteTable
          rows={rows}
          faults={{ ...serverFaults, ...faults }}
          canEdit={canEdit}
          onChange={edit}
        />
        <Group py="md" px={{ base: 'md', sm: 20 }} justify="space-between">
          <Text size="sm" c="dimmed" maw={520}>
            <b>{words.fallback}</b> → {routes.fallback.workflow} ({routes.fallback.index}).{' '}
            {words.fallbackHint}
          </Text>
          {canEdit && (
            <Button variant="light" leftSection={<IconPlus size={16} />} onClick={() => add()}>
              {words.add}
            </Button>
          )}
        </Group>
      </Card>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <UncaughtTypes rows={rows} canEdit={canEdit} onAdd={add} />
        <TryBox rows={rows} fallback={routes.fallback} isChanged={isChanged} />
      </SimpleGrid>
      <LeaveGuard isChanged={isChanged} />
    </Page>
  );
};

const useRefresh = () => {
  const queryClient = useQueryClient();
  return (routes: Routes): void => {
    queryClient.setQueryData(routesOptions.queryKey, routes);
    for (const path of ['/api/v1/action-routes/resolve', '/api/v1/action-types']) {
      void queryClient.invalidateQueries({ queryKey: ['get', path] });
    }
  };
};

const useSave = (onSaved: () => void) => {
  const messages = useMessages();
  const refresh = useRefresh();
  const save = api.useMutation('put', '/api/v1/action-routes', {
    onSuccess: (routes) => {
      toast('good', messages.routes.saved);
      refresh(routes);
      onSaved();
    },
    onError: (error) => {
      if (Object.keys(fieldErrors(messages, error)).length === 0) toastProblem(messages, error);
    },
  });
  return { save, serverFaults: save.isError ? fieldErrors(messages, save.error) : {} };
};

interface ButtonsProps {
  isDefault: boolean;
  isChanged: boolean;
  isValid: boolean;
  isSaving: boolean;
  onSave: () => void;
  onDiscard: () => void;
}

const Buttons = (props: ButtonsProps) => {
  const { common } = useMessages();
  return (
    <>
      {props.isChanged ? (
        <Button variant="default" onClick={props.onDiscard}>
          {common.discard}
        </Button>
      ) : (
        !props.isDefault && <Reset />
      )}
      <Button
        leftSection={<IconDeviceFloppy size={16} />}
        disabled={!props.isChanged || !props.isValid}
        loading={props.isSaving}
        onClick={props.onSave}
      >
        {common.save}
      </Button>
    </>
  );
};

const Reset = () => {
  const messages = useMessages();
  const { routes: words } = messages;
  const refresh = useRefresh();
  const [isAsking, setAsking] = useState(false);
  const reset = api.useMutation('delete', '/api/v1/action-routes', {
    onSuccess: (routes) => {
      toast('good', words.resetDone);
      refresh(routes);
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: () => setAsking(false),
  });
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconRestore size={16} />}
        onClick={() => setAsking(true)}
      >
        {words.reset}
      </Button>
      <Confirm
        isOpen={isAsking}
        isDangerous
        title={words.resetTitle}
        confirmLabel={words.reset}
        isPending={reset.isPending}
        onConfirm={() => reset.mutate({})}
        onClose={() => setAsking(false)}
      >
        {words.resetBody}
      </Confirm>
    </>
  );
};
