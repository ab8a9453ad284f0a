import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, client, compact } from '../../../api/client.ts';
import { answerOf, type ListSource } from '../../../parts/list/pages.ts';
import { amend } from '../../../routing/search.ts';
import { OrganisationForm } from '../form/organisation-form.tsx';
import type { Organisation } from '../kinds.ts';
import { organisationsSearch, type OrganisationsSearch } from '../search.ts';
import { useOrganisationColumns } from './columns.tsx';
import { ContactList } from './view.tsx';

const route = getRouteApi('/shell/organisations');

export const OrganisationsPage = () => {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <ContactList
      kind="organisation"
      search={search}
      parse={organisationsSearch}
      onSearch={(next, { replace }) => void navigate({ search: next, replace })}
      columns={useOrganisationColumns()}
      source={organisationsSource(search)}
      count={useOrganisationCount(search)}
      fileName="organisations"
      showNew={(isShown) =>
        void navigate({ search: amend(search, { new: isShown || undefined }), replace: true })
      }
      creator={(close) => <OrganisationForm organisation={null} onClose={close} />}
    />
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
