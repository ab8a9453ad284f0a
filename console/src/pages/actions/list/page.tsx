import { IconExternalLink, IconFilterOff, IconFolder, IconPlus } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect } from 'react';
import { api, client } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkButton } from '../../../parts/links.tsx';
import { List } from '../../../parts/list/list.tsx';
import { answerOf, type ListSource } from '../../../parts/list/pages.ts';
import { oneOf } from '../../../routing/search.ts';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { Card, Page } from '../../../ui/page/page.tsx';
import type { RowAction } from '../../../ui/table/column.ts';
import { useTypeLabels } from '../../action-types/catalogue.ts';
import { ACTION_ENTITY_TYPES } from '../../entities/types.ts';
import { actionsSearch, type ActionsSearch } from '../search.ts';
import { useActionColumns, type ActionSummary } from './columns.tsx';
import { useActionFilters, useActionViews } from './filters.tsx';
import { rememberList } from './left.ts';
import { actionsQuery } from './query.ts';
import { RetrySelected } from './retry-selected.tsx';
import { subjectAddress } from '../subject-link.tsx';

const route = getRouteApi('/shell/actions');

export const ActionsPage = () => {
  const { actions, navigation } = useMessages();
  const can = useCan();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const labelOf = useTypeLabels();
  useEffect(() => rememberList(search), [search]);
  return (
    <Page
      layout="list"
      title={navigation.actions}
      actions={
        can('actions:create') && (
          <LinkButton to="/actions/new" size="xs" leftSection={<IconPlus size={15} />}>
            {navigation.newAction}
          </LinkButton>
        )
      }
    >
      <Card isFlush isFilling>
        <List
          list="actions"
          label={actions.listLabel}
          search={search}
          parse={actionsSearch}
          onSearch={(next, { replace }) => void navigate({ search: next, replace })}
          columns={useActionColumns()}
          filters={useActionFilters(search)}
          views={useActionViews()}
          defaultSort="-created_at"
          source={actionsSource(search)}
          count={useActionCount(search)}
          rowKey={(row) => row.id}
          rowName={(row) =>
            `${labelOf(row.action_type) ?? row.action_type} ${row.entite_label ?? ''}`
          }
          rowActions={useRowActions()}
          bulk={
            can('actions:retry')
              ? (rows, clear) => <RetrySelected rows={rows} onDone={clear} />
              : undefined
          }
          empty={(isFiltered) => <NoActions isFiltered={isFiltered} />}
          fileName="actions"
        />
      </Card>
    </Page>
  );
};

const actionsSource = (search: ActionsSearch): ListSource<ActionSummary> => {
  const query = { ...actionsQuery(search), ...(search.sort && { sort: search.sort }) };
  return {
    queryKey: ['get', '/api/v1/actions', query],
    read: ({ limit, cursor, signal }) =>
      answerOf(
        client.GET('/api/v1/actions', {
          params: { query: { ...query, limit, ...(cursor !== undefined && { cursor }) } },
          signal,
        }),
      ),
  };
};

const useActionCount = (search: ActionsSearch) =>
  api.useQuery(
    'get',
    '/api/v1/actions/count',
    { params: { query: actionsQuery(search) } },
    { placeholderData: keepPreviousData },
  ).data;

const useRowActions = (): ((row: ActionSummary) => RowAction[]) => {
  const { actions } = useMessages();
  const navigate = route.useNavigate();
  return ({ id, entite_type: entityType, entite_id: ref }) => {
    const type = oneOf(ACTION_ENTITY_TYPES, entityType);
    return [
      {
        key: 'open',
        label: actions.open,
        icon: IconExternalLink,
        run: () => void navigate({ to: '/actions/$id', params: { id } }),
      },
      ...(type === undefined || ref === null
        ? []
        : [
            {
              key: 'record',
              label: actions.openEntity,
              icon: IconFolder,
              run: () => void navigate(subjectAddress(type, ref)),
            },
          ]),
    ];
  };
};

const NoActions = ({ isFiltered }: { isFiltered: boolean }) => {
  const { actions, navigation } = useMessages();
  const can = useCan();
  if (isFiltered) {
    return (
      <Empty
        icon={IconFilterOff}
        title={actions.emptyFilteredTitle}
        hint={actions.emptyFilteredHint}
      />
    );
  }
  return (
    <Empty
      icon={IconPlus}
      title={actions.emptyTitle}
      hint={actions.emptyHint}
      action={
        can('actions:create') && <LinkButton to="/actions/new">{navigation.newAction}</LinkButton>
      }
    />
  );
};
