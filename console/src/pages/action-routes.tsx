import {
  ActionIcon,
  Alert,
  Badge,
  Button,
  Checkbox,
  Group,
  Modal,
  NumberInput,
  PasswordInput,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import {
  IconAlertTriangle,
  IconChevronDown,
  IconChevronUp,
  IconDeviceFloppy,
  IconPlus,
  IconRestore,
  IconRoute2,
  IconSettings,
  IconTrash,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schemas } from '../api/client.ts';
import { useCan } from '../api/session.ts';
import { useMessages } from '../i18n/index.tsx';
import { fieldErrors } from '../parts/fault-text.ts';
import { toastProblem } from '../parts/problem-alert.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { PageSkeleton } from '../shell/page-skeleton.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Card, Page } from '../ui/page.tsx';
import { toast } from '../ui/toast.ts';
import classes from './action-routes.module.css';

type Routes = Schemas['ActionRoutes'];

/** A row as edited. `apiKey`: undefined keeps the stored one, null removes it. */
interface Row {
  key: string;
  prefix: string;
  index: number;
  workflow: string;
  url: string;
  hasApiKey: boolean;
  apiKey: string | null | undefined;
  timeoutHours: number;
  expectsCallback: boolean;
}

const route = getRouteApi('/shell/routes');
const HOUR_SECONDS = 3600;
const PREFIX_SHAPE = /^[A-Z][A-Z0-9_]*$/;

export const ActionRoutesPage = () => {
  const query = api.useQuery('get', '/api/v1/action-routes');
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(data) => <Editor key={JSON.stringify(data.routes)} routes={data} />}
    </QueryView>
  );
};

const toRows = (routes: Routes): Row[] =>
  routes.routes.map((row) => ({
    key: row.prefix,
    prefix: row.prefix,
    index: row.index,
    workflow: row.workflow,
    url: row.url ?? '',
    hasApiKey: row.has_api_key,
    apiKey: undefined,
    timeoutHours: row.callback_timeout_seconds / HOUR_SECONDS,
    expectsCallback: row.expects_callback,
  }));

const toBody = (rows: readonly Row[]): Schemas['ActionRoutesIn'] => ({
  routes: rows.map((row) => ({
    prefix: row.prefix.trim(),
    index: row.index,
    workflow: row.workflow.trim(),
    url: row.url.trim() === '' ? null : row.url.trim(),
    callback_timeout_seconds: Math.round(row.timeoutHours * HOUR_SECONDS),
    expects_callback: row.expectsCallback,
    ...(row.apiKey === undefined ? {} : { api_key: row.apiKey }),
  })),
});

const Editor = ({ routes }: { routes: Routes }) => {
  const messages = useMessages();
  const { routes: words, common } = messages;
  const canEdit = useCan()('action_routes:write');
  const queryClient = useQueryClient();
  const [rows, setRows] = useState(() => toRows(routes));
  const [isResetting, setResetting] = useState(false);
  const refresh = (): void => {
    void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/action-routes'] });
    void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/action-types'] });
  };
  const save = api.useMutation('put', '/api/v1/action-routes', {
    onSuccess: () => {
      toast('good', words.saved);
      refresh();
    },
    onError: (error) => {
      if (Object.keys(fieldErrors(messages, error)).length === 0) toastProblem(messages, error);
    },
  });
  const reset = api.useMutation('delete', '/api/v1/action-routes', {
    onSuccess: () => {
      toast('good', words.resetDone);
      refresh();
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: () => setResetting(false),
  });
  const faults = {
    ...(save.isError ? fieldErrors(messages, save.error) : {}),
    ...localFaults(rows, words),
  };
  const isChanged = JSON.stringify(rows) !== JSON.stringify(toRows(routes));
  const isSound = Object.keys(localFaults(rows, words)).length === 0;
  const addRow = (prefix = ''): void => setRows([...rows, newRow(prefix)]);
  return (
    <Page
      title={words.title}
      description={words.description}
      badge={
        <Badge variant="light" color={routes.is_default ? 'gray' : 'petrol'}>
          {routes.is_default ? words.isDefault : words.isCustom}
        </Badge>
      }
      actions={
        canEdit && (
          <>
            {!routes.is_default && (
              <Button
                variant="default"
                leftSection={<IconRestore size={16} />}
                onClick={() => setResetting(true)}
              >
                {words.reset}
              </Button>
            )}
            <Button
              leftSection={<IconDeviceFloppy size={16} />}
              disabled={!isChanged || !isSound || rows.length === 0}
              loading={save.isPending}
              onClick={() => save.mutate({ body: toBody(rows) })}
            >
              {common.save}
            </Button>
          </>
        )
      }
    >
      {!canEdit && <Alert color="gray">{words.readOnly}</Alert>}
      {isChanged && (
        <Group gap="sm">
          <Text size="sm" c="dimmed">
            {common.unsaved}
          </Text>
          <Button size="compact-sm" variant="subtle" onClick={() => setRows(toRows(routes))}>
            {common.discard}
          </Button>
        </Group>
      )}
      <Card isFlush title={words.table}>
        <Table rows={rows} faults={faults} canEdit={canEdit} onChange={setRows} />
        <Group p="md" justify="space-between">
          <Text size="sm" c="dimmed" maw={520}>
            <b>{words.fallback}</b> → {routes.fallback.workflow} ({routes.fallback.index}).{' '}
            {words.fallbackHint}
          </Text>
          {canEdit && (
            <Button variant="light" leftSection={<IconPlus size={16} />} onClick={() => addRow()}>
              {words.add}
            </Button>
          )}
        </Group>
      </Card>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Uncaught rows={rows} fallback={routes.fallback} canEdit={canEdit} onAdd={addRow} />
        <TryBox rows={rows} fallback={routes.fallback} />
      </SimpleGrid>
      <Confirm
        isOpen={isResetting}
        isDangerous
        title={words.resetTitle}
        confirmLabel={words.reset}
        isPending={reset.isPending}
        onConfirm={() => reset.mutate({})}
        onClose={() => setResetting(false)}
      >
        {words.resetBody}
      </Confirm>
    </Page>
  );
};

const newRow = (prefix: string): Row => ({
  key: crypto.randomUUID(),
  prefix,
  index: 7,
  workflow: '',
  url: '',
  hasApiKey: false,
  apiKey: undefined,
  timeoutHours: 24,
  expectsCallback: true,
});

type Words = ReturnType<typeof useMessages>['routes'];

/** By the same paths as the faults of the api. */
const localFaults = (rows: readonly Row[], words: Words): Record<string, string> =>
  Object.fromEntries(
    rows.flatMap((row, position) => {
      const prefix = row.prefix.trim();
      const isTwice = rows.findIndex((other) => other.prefix.trim() === prefix) < position;
      const faults: [string, string][] = [];
      if (prefix === '') faults.push([`routes.${position}.prefix`, words.prefixRequired]);
      else if (!PREFIX_SHAPE.test(prefix))
        faults.push([`routes.${position}.prefix`, words.prefixShape]);
      else if (isTwice) faults.push([`routes.${position}.prefix`, words.prefixTwice]);
      if (row.workflow.trim() === '')
        faults.push([`routes.${position}.workflow`, words.workflowRequired]);
      return faults;
    }),
  );

interface TableProps {
  rows: readonly Row[];
  faults: Readonly<Record<string, string>>;
  canEdit: boolean;
  onChange: (rows: Row[]) => void;
}

const Table = ({ rows, faults, canEdit, onChange }: TableProps) => {
  const { routes: words } = useMessages();
  const [opened, setOpened] = useState<string | null>(null);
  const change = (key: string, patch: Partial<Row>): void =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...patch } : row)));
  const move = (position: number, by: -1 | 1): void => {
    const next = [...rows];
    const [row] = next.splice(position, 1);
    if (row) next.splice(position + by, 0, row);
    onChange(next);
  };
  const openedRow = rows.find(({ key }) => key === opened);
  const openedPosition = rows.findIndex(({ key }) => key === opened);
  return (
    <div className={classes['table']} role="table" aria-label={words.table}>
      {rows.map((row, position) => {
        const name = row.prefix === '' ? words.newPrefix : row.prefix;
        return (
          <div key={row.key} className={classes['row']} role="row">
            <TextInput
              role="cell"
              aria-label={words.prefix}
              placeholder={words.prefix}
              value={row.prefix}
              readOnly={!canEdit}
              error={faults[`routes.${position}.prefix`]}
              onChange={(event) =>
                change(row.key, { prefix: event.currentTarget.value.toUpperCase() })
              }
              styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            />
            <NumberInput
              role="cell"
              aria-label={words.index}
              min={0}
              max={99}
              value={row.index}
              readOnly={!canEdit}
              error={faults[`routes.${position}.index`]}
              onChange={(value) => change(row.key, { index: Number(value) })}
            />
            <TextInput
              role="cell"
              aria-label={words.workflow}
              placeholder={words.workflow}
              value={row.workflow}
              readOnly={!canEdit}
              error={faults[`routes.${position}.workflow`]}
              onChange={(event) => change(row.key, { workflow: event.currentTarget.value })}
            />
            {canEdit && (
              <Group role="cell" gap={2} wrap="nowrap">
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  disabled={position === 0}
                  aria-label={words.moveUp(name)}
                  onClick={() => move(position, -1)}
                >
                  <IconChevronUp size={16} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  disabled={position === rows.length - 1}
                  aria-label={words.moveDown(name)}
                  onClick={() => move(position, 1)}
                >
                  <IconChevronDown size={16} />
                </ActionIcon>
                <ActionIcon
                  variant={row.url !== '' || !row.expectsCallback ? 'light' : 'subtle'}
                  color="gray"
                  aria-label={words.editRoute(name)}
                  onClick={() => setOpened(row.key)}
                >
                  <IconSettings size={16} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={words.removeRoute(name)}
                  onClick={() => onChange(rows.filter(({ key }) => key !== row.key))}
                >
                  <IconTrash size={16} />
                </ActionIcon>
              </Group>
            )}
          </div>
        );
      })}
      {openedRow && (
        <RowSettings
          row={openedRow}
          fault={faults[`routes.${openedPosition}.url`]}
          onChange={(patch) => change(openedRow.key, patch)}
          onClose={() => setOpened(null)}
        />
      )}
    </div>
  );
};

interface RowSettingsProps {
  row: Row;
  fault: string | undefined;
  onChange: (patch: Partial<Row>) => void;
  onClose: () => void;
}

const RowSettings = ({ row, fault, onChange, onClose }: RowSettingsProps) => {
  const { routes: words, common } = useMessages();
  const isKept = row.hasApiKey && row.apiKey === undefined;
  return (
    <Modal opened onClose={onClose} title={words.editRoute(row.prefix || words.newPrefix)}>
      <Stack>
        <TextInput
          label={words.url}
          description={words.urlHint}
          type="url"
          value={row.url}
          error={fault}
          onChange={(event) => onChange({ url: event.currentTarget.value })}
        />
        <PasswordInput
          label={words.apiKey}
          description={isKept ? words.apiKeyStored : words.apiKeyNone}
          autoComplete="off"
          value={row.apiKey ?? ''}
          onChange={(event) => onChange({ apiKey: event.currentTarget.value || undefined })}
        />
        {isKept && (
          <Button
            variant="subtle"
            size="compact-sm"
            color="brick"
            onClick={() => onChange({ apiKey: null })}
          >
            {words.apiKeyRemove}
          </Button>
        )}
        <NumberInput
          label={words.timeout}
          description={words.timeoutHint}
          suffix={` ${words.hours}`}
          min={0.01}
          max={720}
          decimalScale={2}
          value={row.timeoutHours}
          onChange={(value) => onChange({ timeoutHours: Number(value) || 24 })}
        />
        <Checkbox
          label={words.expectsCallback}
          description={words.expectsCallbackHint}
          checked={row.expectsCallback}
          onChange={(event) => onChange({ expectsCallback: event.currentTarget.checked })}
        />
        <Group justify="flex-end">
          <Button onClick={onClose}>{common.close}</Button>
        </Group>
      </Stack>
    </Modal>
  );
};

/** The rule of the api, on the table as it stands on the screen. */
const resolve = (rows: readonly Row[], actionType: string): Row | undefined =>
  rows
    .filter(({ prefix }) => prefix !== '' && actionType.startsWith(prefix))
    .sort((left, right) => right.prefix.length - left.prefix.length)[0];

interface UncaughtProps {
  rows: readonly Row[];
  fallback: Routes['fallback'];
  canEdit: boolean;
  onAdd: (prefix: string) => void;
}

const Uncaught = ({ rows, canEdit, onAdd }: UncaughtProps) => {
  const { routes: words } = useMessages();
  const types = api.useQuery('get', '/api/v1/action-types').data?.data ?? [];
  const uncaught = types.filter(({ code }) => resolve(rows, code) === undefined);
  if (uncaught.length === 0) {
    return (
      <Alert color="moss" icon={<IconRoute2 />} title={words.uncaught}>
        {words.uncaughtNone}
      </Alert>
    );
  }
  return (
    <Alert
      color="saffron"
      icon={<IconAlertTriangle />}
      title={`${words.uncaught} (${uncaught.length})`}
    >
      <Text size="sm" mb="sm">
        {words.uncaughtHint}
      </Text>
      <Stack gap={6}>
        {uncaught.map(({ code, label }) => (
          <Group key={code} justify="space-between" wrap="nowrap" gap="sm">
            <Text size="sm" style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
              <code>{code}</code> · {label}
            </Text>
            {canEdit && (
              <ActionIcon
                variant="default"
                aria-label={words.addPrefixFor(code)}
                onClick={() => onAdd(`${code.split('_')[0] ?? code}_`)}
              >
                <IconPlus size={14} />
              </ActionIcon>
            )}
          </Group>
        ))}
      </Stack>
    </Alert>
  );
};

const TryBox = ({ rows, fallback }: Pick<UncaughtProps, 'rows' | 'fallback'>) => {
  const { routes: words, newAction } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [actionType, setActionType] = useState(search.action_type ?? '');
  const found = resolve(rows, actionType);
  return (
    <Card title={words.tryTitle}>
      <Stack>
        <TextInput
          label={words.tryLabel}
          description={words.tryHint}
          placeholder="RELANCE_CANDIDAT_EMAIL"
          value={actionType}
          onChange={(event) => setActionType(event.currentTarget.value.toUpperCase())}
          onBlur={() =>
            void navigate({
              search: actionType === '' ? {} : { action_type: actionType },
              replace: true,
            })
          }
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
        {actionType !== '' && (
          <Alert
            color={found ? 'petrol' : 'saffron'}
            icon={<IconRoute2 />}
            title={`${words.tryGoes} ${found?.workflow ?? fallback.workflow}`}
            role="status"
          >
            {found ? newAction.caughtBy(found.prefix) : newAction.caughtByNone}
          </Alert>
        )}
      </Stack>
    </Card>
  );
};
