import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, client, compact } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { usePageCommands } from '../../../parts/commands.tsx';
import { List } from '../../../parts/list/list.tsx';
import { answerOf, type ListSource } from '../../../parts/list/pages.ts';
import { amend } from '../../../routing/search.ts';
import { Card, Page } from '../../../ui/page/page.tsx';
import { OrganisationForm } from '../form/organisation-form.tsx';
import type { Organisation } from '../kinds.ts';
import { organisationsSearch, type OrganisationsSearch } from '../search.ts';
import { useOrganisationColumns } from './columns.tsx';
import { NoContacts, useContactActions, useLacksFilter } from './parts.tsx';

const route = getRouteApi('/shell/organisations');

export const OrganisationsPage = () => {
  const { contacts: words } = useMessages();
  const canCreate = useCan()('organisations:create');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const showNew = (isShown: boolean): void =>
    void navigate({ search: amend(search, { new: isShown || undefined }), replace: true });
  usePageCommands(
    canCreate
      ? [{ id: 'new', label: words.newOrganisation, icon: IconPlus, run: () => showNew(true) }]
      : [],
  );
  const newButton = canCreate && (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => showNew(true)}>
      {words.newOrganisation}
    </Button>
  );
  return (
    <Page layout="list" title={words.organisations} actions={newButton}>
      <Card isFlush isFilling>
        <List
          list="organisations"
          label={words.organisations}
          search={search}
          parse={organisationsSearch}
          onSearch={(next, { replace }) => void navigate({ search: next, replace })}
          columns={useOrganisationColumns()}
          filters={[useLacksFilter()]}
          textFilter={{ key: 'q', label: words.search }}
          views={[{ key: 'all', label: words.viewAll, filters: {} }]}
          defaultSort="name"
          source={organisationsSource(search)}
          count={useOrganisationCount(search)}
          rowKey={(row) => row.id}
          rowName={(row) => row.name}
          rowActions={useContactActions('organisation')}
          empty={(isFiltered) => (
            <NoContacts kind="organisation" isFiltered={isFiltered} action={newButton} />
          )}
          fileName="organisations"
        />
      </Card>
      {search.new === true && canCreate && (
        <OrganisationForm organisation={null} onClose={() => showNew(false)} />
      )}
    </Page>
  );
};

const filterQuery = ({ q, lacks }: OrganisationsSearch) => compact({ q, lacks });

const organisationsSource = (search: OrganisationsSearch): ListSource<Organisation> => {
  const query = { ...filterQuery(search), ...(search.sort && { sort: search.sort }) };
  return {
    queryKey: ['get', '/api/v1/organisations', query],
    read: ({ limit, cursor, signal }) =>
      answerOf(
        client.GET('/api/v1/organisations', {
          params: { query: { ...query, limit, ...(cursor !== undefined && { cursor }) } },
          signal,
        }),
      ),
  };
};

const useOrganisationCount = (search: OrganisationsSearch) =>
  api.useQuery(
    'get',
    '/api/v1/organisations/count',
    { params: { query: filterQuery(search) } },
    { placeholderData: keepPreviousData },
  ).data;
