import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, client, compact } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { List } from '../../../parts/list/list.tsx';
import { answerOf, type ListSource } from '../../../parts/list/pages.ts';
import { usePageCommands } from '../../../parts/commands.tsx';
import { amend } from '../../../routing/search.ts';
import { Card, Page } from '../../../ui/page/page.tsx';
import type { Filter } from '../../../ui/table/filters/filter.ts';
import { PersonForm } from '../form/person-form.tsx';
import type { Person } from '../kinds.ts';
import { peopleSearch, type PeopleSearch } from '../search.ts';
import { ContactName, ContactSelect } from '../select.tsx';
import { usePeopleColumns } from './columns.tsx';
import { NoContacts, useContactActions, useLacksFilter } from './parts.tsx';

const route = getRouteApi('/shell/people');

export const PeoplePage = () => {
  const { contacts: words } = useMessages();
  const canCreate = useCan()('people:create');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const showNew = (isShown: boolean): void =>
    void navigate({ search: amend(search, { new: isShown || undefined }), replace: true });
  usePageCommands(
    canCreate
      ? [{ id: 'new', label: words.newPerson, icon: IconPlus, run: () => showNew(true) }]
      : [],
  );
  const newButton = canCreate && (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => showNew(true)}>
      {words.newPerson}
    </Button>
  );
  return (
    <Page layout="list" title={words.people} actions={newButton}>
      <Card isFlush isFilling>
        <List
          list="people"
          label={words.people}
          search={search}
          parse={peopleSearch}
          onSearch={(next, { replace }) => void navigate({ search: next, replace })}
          columns={usePeopleColumns()}
          filters={usePeopleFilters(search)}
          textFilter={{ key: 'q', label: words.search }}
          views={[{ key: 'all', label: words.viewAll, filters: {} }]}
          defaultSort="name"
          source={peopleSource(search)}
          count={usePeopleCount(search)}
          rowKey={(row) => row.id}
          rowName={(row) => row.name}
          rowActions={useContactActions('person')}
          empty={(isFiltered) => (
            <NoContacts kind="person" isFiltered={isFiltered} action={newButton} />
          )}
          fileName="personnes"
        />
      </Card>
      {search.new === true && canCreate && (
        <PersonForm
          person={null}
          organisationId={search.organisation_id}
          onClose={() => showNew(false)}
        />
      )}
    </Page>
  );
};

const usePeopleFilters = ({ organisation_id: organisationId }: PeopleSearch): Filter[] => {
  const { contacts: words } = useMessages();
  return [
    {
      kind: 'custom',
      key: 'organisation_id',
      label: words.filterOrganisation,
      shown: organisationId !== undefined && (
        <ContactName kind="organisation" id={organisationId} />
      ),
      field: (onChange) => (
        <ContactSelect
          kind="organisation"
          label={words.filterOrganisation}
          value={organisationId}
          onChange={onChange}
          comboboxProps={{ withinPortal: false }}
        />
      ),
    },
    useLacksFilter(),
  ];
};

const filterQuery = ({ q, lacks, organisation_id }: PeopleSearch) =>
  compact({ q, lacks, organisation_id });

const peopleSource = (search: PeopleSearch): ListSource<Person> => {
  const query = { ...filterQuery(search), ...(search.sort && { sort: search.sort }) };
  return {
    queryKey: ['get', '/api/v1/people', query],
    read: ({ limit, cursor, signal }) =>
      answerOf(
        client.GET('/api/v1/people', {
          params: { query: { ...query, limit, ...(cursor !== undefined && { cursor }) } },
          signal,
        }),
      ),
  };
};

const usePeopleCount = (search: PeopleSearch) =>
  api.useQuery(
    'get',
    '/api/v1/people/count',
    { params: { query: filterQuery(search) } },
    { placeholderData: keepPreviousData },
  ).data;
