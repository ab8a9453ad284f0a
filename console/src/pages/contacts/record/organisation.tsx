import { Button, Group } from '@mantine/core';
import { IconPlus, IconUsers } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { api } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { RecordNotFound } from '../../../parts/record-not-found.tsx';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { Card } from '../../../ui/page/page.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../ui/table/data-table.tsx';
import { OrganisationForm } from '../form/organisation-form.tsx';
import type { Organisation } from '../kinds.ts';
import { usePeopleColumns } from '../list/columns.tsx';
import { WebsiteLink } from './value.tsx';
import { BackToList, ContactView } from './view.tsx';

const route = getRouteApi('/shell/organisations/$id');

export const OrganisationPage = () => {
  const id = Number(route.useParams().id);
  const query = api.useQuery('get', '/api/v1/organisations/{id}', { params: { path: { id } } });
  if (problemOf(query.error).status === 404)
    return <RecordNotFound back={<BackToList kind="organisation" />} />;
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(organisation) => <OrganisationView key={id} organisation={organisation} />}
    </QueryView>
  );
};

const OrganisationView = ({ organisation }: { organisation: Organisation }) => {
  const { contacts: words } = useMessages();
  const can = useCan();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const website = organisation.website !== null && <WebsiteLink value={organisation.website} />;
  return (
    <ContactView
      kind="organisation"
      contact={organisation}
      description={website}
      facts={[{ label: words.website, value: website === false ? null : website }]}
      editor={(close) => <OrganisationForm organisation={organisation} onClose={close} />}
      search={search}
      onSearch={(next) => void navigate({ search: next, replace: true })}
    >
      {can('people:read') && <People organisation={organisation} />}
    </ContactView>
  );
};

const SHOWN_COUNT = 10;

/** The first people of the organisation by name, and the way to all of them. */
const People = ({ organisation }: { organisation: Organisation }) => {
  const { contacts: words } = useMessages();
  const canCreate = useCan()('people:create') && organisation.deleted_at === null;
  const columns = usePeopleColumns().filter(({ key }) => ['name', 'email', 'phone'].includes(key));
  const query = api.useQuery('get', '/api/v1/people', {
    params: { query: { organisation_id: organisation.id, limit: SHOWN_COUNT } },
  });
  const ofThis = { organisation_id: organisation.id };
  return (
    <Card
      isFlush
      title={words.people}
      actions={
        <Group gap="xs">
          {organisation.people_count > SHOWN_COUNT && (
            <LinkText to="/people" search={ofThis} size="sm">
              {words.allPeople(organisation.people_count)}
            </LinkText>
          )}
          {canCreate && <AddPerson organisationId={organisation.id} />}
        </Group>
      }
    >
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty icon={IconUsers} title={words.noPeople} />
          ) : (
            <DataTable
              label={words.people}
              columns={columns}
              rows={data}
              rowKey={(row) => row.id}
              rowName={(row) => row.name}
            />
          )
        }
      </QueryView>
    </Card>
  );
};

const AddPerson = ({ organisationId }: { organisationId: number }) => {
  const { contacts: words } = useMessages();
  const navigate = route.useNavigate();
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      leftSection={<IconPlus size={15} />}
      onClick={() =>
        void navigate({ to: '/people', search: { organisation_id: organisationId, new: true } })
      }
    >
      {words.addPersonHere}
    </Button>
  );
};
