import { ActionIcon, Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconBuilding, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../api/client.ts';
import { useIdempotencyKeys } from '../api/idempotency.ts';
import { problemOf } from '../api/problem.ts';
import { useCan } from '../api/session.ts';
import { useMessages } from '../i18n/index.tsx';
import { fieldErrors } from '../parts/fault-text.ts';
import { QueryView } from '../parts/query-view.tsx';
import { toastProblem } from '../parts/problem-alert.tsx';
import { PageSkeleton } from '../shell/page-skeleton.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { Empty } from '../ui/empty.tsx';
import { Card } from '../ui/page.tsx';
import { toast } from '../ui/toast.ts';

type CallCentre = Schemas['CallCentre'];

const useRefresh = (): (() => void) => {
  const queryClient = useQueryClient();
  return () => void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/call-centres'] });
};

export const CallCentresPanel = () => {
  const { callCentres } = useMessages();
  const canEdit = useCan()('call_centres:write');
  const query = api.useQuery('get', '/api/v1/call-centres');
  return (
    <Card title={callCentres.title}>
      <Stack>
        {canEdit && <AddForm />}
        <QueryView query={query} skeleton={<PageSkeleton />}>
          {({ data }) =>
            data.length === 0 ? (
              <Empty
                icon={IconBuilding}
                title={callCentres.emptyTitle}
                hint={callCentres.emptyHint}
              />
            ) : (
              <DataTable
                label={callCentres.title}
                rows={data}
                rowKey={(row) => row.id}
                columns={[
                  {
                    key: 'name',
                    header: callCentres.name,
                    card: 'title',
                    cell: (row) => <CentreRow centre={row} canEdit={canEdit} />,
                  },
                ]}
              />
            )
          }
        </QueryView>
      </Stack>
    </Card>
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

const CentreRow = ({ centre, canEdit }: { centre: CallCentre; canEdit: boolean }) => {
  const messages = useMessages();
  const { callCentres, common } = messages;
  const refresh = useRefresh();
  const [name, setName] = useState<string | null>(null);
  const [isRemoving, setRemoving] = useState(false);
  const path = { path: { id: centre.id } };
  const rename = api.useMutation('patch', '/api/v1/call-centres/{id}', {
    onSuccess: () => {
      toast('good', callCentres.renamed);
      setName(null);
      refresh();
    },
    onError: (error) =>
      problemOf(error).code === 'conflict'
        ? toast('bad', callCentres.nameTaken)
        : toastProblem(messages, error),
  });
  const remove = api.useMutation('delete', '/api/v1/call-centres/{id}', {
    onSuccess: () => {
      toast('good', callCentres.removed);
      refresh();
    },
    onError: (error) =>
      problemOf(error).code === 'conflict'
        ? toast('bad', callCentres.inUse)
        : toastProblem(messages, error),
    onSettled: () => setRemoving(false),
  });
  if (name !== null) {
    return (
      <form
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate({ params: path, body: { name: name.trim() } });
        }}
      >
        <Group gap="xs" wrap="nowrap">
          <TextInput
            size="xs"
            aria-label={callCentres.name}
            value={name}
            autoFocus
            onChange={(event) => setName(event.currentTarget.value)}
            flex={1}
          />
          <Button size="xs" type="submit" loading={rename.isPending}>
            {common.save}
          </Button>
          <Button size="xs" variant="default" onClick={() => setName(null)}>
            {common.cancel}
          </Button>
        </Group>
      </form>
    );
  }
  return (
    <Group justify="space-between" wrap="nowrap">
      {centre.name}
      {canEdit && (
        <Group gap={4} wrap="nowrap">
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`${callCentres.rename} ${centre.name}`}
            onClick={() => setName(centre.name)}
          >
            <IconPencil size={16} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`${common.delete} ${centre.name}`}
            onClick={() => setRemoving(true)}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      )}
      <Confirm
        isOpen={isRemoving}
        isDangerous
        title={callCentres.removeTitle(centre.name)}
        confirmLabel={common.delete}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate({ params: path })}
        onClose={() => setRemoving(false)}
      >
        {callCentres.removeBody}
      </Confirm>
    </Group>
  );
};
