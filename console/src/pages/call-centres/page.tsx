import { ActionIcon, Button, Group, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconBuilding, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { keepPreviousData, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api, compact, type Schemas } from '../../api/client.ts';
import { useIdempotencyKeys } from '../../api/idempotency.ts';
import { problemOf } from '../../api/problem.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { CursorPager } from '../../parts/cursor-pager.tsx';
import { fieldErrors } from '../../parts/fault-text.ts';
import { QueryView } from '../../parts/query-view.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { amend } from '../../routing/search.ts';
import { Confirm } from '../../ui/feedback/confirm.tsx';
import { DataTable, DataTableSkeleton, type Column } from '../../ui/table/data-table.tsx';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Card } from '../../ui/page/page.tsx';
import { toast } from '../../ui/feedback/toast.ts';

type CallCentre = Schemas['CallCentre'];

const route = getRouteApi('/shell/settings/call-centres');

const useRefresh = (): (() => void) => {
  const queryClient = useQueryClient();
  return () => void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/call-centres'] });
};

export const CallCentresPanel = () => {
  const { callCentres } = useMessages();
  const canEdit = useCan()('call_centres:write');
  return (
    <>
      {canEdit && (
        <Card title={callCentres.new}>
          <AddForm />
        </Card>
      )}
      <Card isFlush title={callCentres.title}>
        <CentreList canEdit={canEdit} />
      </Card>
    </>
  );
};

const CentreList = ({ canEdit }: { canEdit: boolean }) => {
  const { callCentres } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = api.useQuery(
    'get',
    '/api/v1/call-centres',
    { params: { query: compact({ cursor: search.after?.at(-1) }) } },
    { placeholderData: keepPreviousData },
  );
  const columns: Column<CallCentre>[] = [
    {
      key: 'name',
      header: callCentres.name,
      card: 'title',
      cell: (row) => <CentreRow centre={row} canEdit={canEdit} />,
    },
  ];
  return (
    <QueryView
      query={query}
      skeleton={<DataTableSkeleton label={callCentres.title} columns={columns} />}
    >
      {({ data, next_cursor: nextCursor }) =>
        data.length === 0 ? (
          <Empty icon={IconBuilding} title={callCentres.emptyTitle} hint={callCentres.emptyHint} />
        ) : (
          <>
            <DataTable
              label={callCentres.title}
              columns={columns}
              rows={data}
              rowKey={(row) => row.id}
              isStale={query.isPlaceholderData}
            />
            <CursorPager
              after={search.after}
              nextCursor={nextCursor}
              onChange={(after) => void navigate({ search: amend(search, { after }) })}
            />
          </>
        )
      }
    </QueryView>
  );
};

const AddForm = () => {
  const messages = useMessages();
  const { callCentres } = messages;
  const refresh = useRefresh();
  const form = useForm({ initialValues: { name: '' } });
  const keys = useIdempotencyKeys();
  const create = api.useMutation('post', '/api/v1/call-centres', {
    onSuccess: () => {
      keys.renew();
      toast('good', callCentres.created);
      form.reset();
      refresh();
    },
    onError: (error) => {
      const errors =
        problemOf(error).code === 'conflict'
          ? { name: callCentres.nameTaken }
          : fieldErrors(messages, error);
      if (Object.keys(errors).length > 0) form.setErrors(errors);
      else toastProblem(messages, error);
    },
  });
  const submit = form.onSubmit(({ name }) => {
    const body = { name: name.trim() };
    create.mutate({ body, headers: { 'Idempotency-Key': keys.keyFor(body) } });
  });
  return (
    <form onSubmit={submit}>
      <Group align="end" gap="sm">
        <TextInput
          label={callCentres.name}
          description={callCentres.description}
          required
          flex="1 1 220px"
          maw={420}
          {...form.getInputProps('name')}
        />
        <Button type="submit" loading={create.isPending} leftSection={<IconPlus size={16} />}>
          {callCentres.add}
        </Button>
      </Group>
    </form>
  );
};

interface CentreProps {
  centre: CallCentre;
}

const CentreRow = ({ centre, canEdit }: CentreProps & { canEdit: boolean }) => {
  const { callCentres } = useMessages();
  const [isRenaming, setRenaming] = useState(false);
  if (isRenaming) return <Rename centre={centre} onClose={() => setRenaming(false)} />;
  return (
    <Group justify="space-between" wrap="nowrap">
      <span style={{ overflowWrap: 'anywhere' }}>{centre.name}</span>
      {canEdit && (
        <Group gap={4} wrap="nowrap">
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`${callCentres.rename} ${centre.name}`}
            onClick={() => setRenaming(true)}
          >
            <IconPencil size={16} />
          </ActionIcon>
          <Remove centre={centre} />
        </Group>
      )}
    </Group>
  );
};

const Rename = ({ centre, onClose }: CentreProps & { onClose: () => void }) => {
  const messages = useMessages();
  const { callCentres, common } = messages;
  const refresh = useRefresh();
  const [name, setName] = useState(centre.name);
  const rename = api.useMutation('patch', '/api/v1/call-centres/{id}', {
    onSuccess: () => {
      toast('good', callCentres.renamed);
      onClose();
      refresh();
    },
    onError: (error) =>
      problemOf(error).code === 'conflict'
        ? toast('bad', callCentres.nameTaken)
        : toastProblem(messages, error),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        rename.mutate({ params: { path: { id: centre.id } }, body: { name: name.trim() } });
      }}
    >
      <Group gap="xs">
        <TextInput
          size="xs"
          aria-label={callCentres.name}
          value={name}
          required
          autoFocus
          onChange={(event) => setName(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onClose();
          }}
          flex="1 1 160px"
        />
        <Button size="xs" type="submit" loading={rename.isPending}>
          {common.save}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {common.cancel}
        </Button>
      </Group>
    </form>
  );
};

const Remove = ({ centre }: CentreProps) => {
  const messages = useMessages();
  const { callCentres, common } = messages;
  const refresh = useRefresh();
  const [isAsking, setAsking] = useState(false);
  const remove = api.useMutation('delete', '/api/v1/call-centres/{id}', {
    onSuccess: () => {
      toast('good', callCentres.removed);
      refresh();
    },
    onError: (error) =>
      problemOf(error).code === 'conflict'
        ? toast('bad', callCentres.inUse)
        : toastProblem(messages, error),
    onSettled: () => setAsking(false),
  });
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`${common.delete} ${centre.name}`}
        onClick={() => setAsking(true)}
      >
        <IconTrash size={16} />
      </ActionIcon>
      <Confirm
        isOpen={isAsking}
        isDangerous
        title={callCentres.removeTitle(centre.name)}
        confirmLabel={common.delete}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate({ params: { path: { id: centre.id } } })}
        onClose={() => setAsking(false)}
      >
        {callCentres.removeBody}
      </Confirm>
    </>
  );
};
