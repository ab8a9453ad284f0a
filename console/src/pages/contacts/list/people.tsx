import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, client, compact } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { answerOf, type ListSource } from '../../../parts/list/pages.ts';
import { amend } from '../../../routing/search.ts';
import type { Filter } from '../../../ui/table/filters/filter.ts';
import { PersonForm } from '../form/person-form.tsx';
import type { Person } from '../kinds.ts';
import { peopleSearch, type PeopleSearch } from '../search.ts';
import { ContactName, ContactSelect } from '../select.tsx';
import { usePeopleColumns } from './columns.tsx';
import { ContactList } from './view.tsx';

const route = getRouteApi('/shell/people');

export const PeoplePage = () => {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <ContactList
      kind="person"
      search={search}
      parse={peopleSearch}
      onSearch={(next, { replace }) => void navigate({ search: next, replace })}
      columns={usePeopleColumns()}
      filters={[useOrganisationFilter(search)]}
      source={peopleSource(search)}
      count={usePeopleCount(search)}
      fileName="personnes"
      showNew={(isShown) =>
        void navigate({ search: amend(search, { new: isShown || undefined }), replace: true })
      }
      creator={(close) => (
        <PersonForm person={null} organisationId={search.organisation_id} onClose={close} />
      )}
    />
  );
};

const useOrganisationFilter = ({ organisation_id: organisationId }: PeopleSearch): Filter => {
  const { contacts: words } = useMessages();
  return {
    kind: 'custom',
    key: 'organisation_id',
    label: words.filterOrganisation,
    shown: organisationId !== undefined && <ContactName kind="organisation" id={organisationId} />,
    field: (onChange) => (
      <ContactSelect
        kind="organisation"
        label={words.filterOrganisation}
        value={organisationId}
        onChange={onChange}
        comboboxProps={{ withinPortal: false }}
      />
    ),
  };
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
