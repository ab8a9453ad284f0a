import { getRouteApi } from '@tanstack/react-router';
import { api } from '../../../api/client.ts';
import { problemOf } from '../../../api/problem.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { RecordNotFound } from '../../../parts/record-not-found.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { ClientBilling } from '../../case-modules/billing.tsx';
import { PersonCases } from '../../cases/of-record.tsx';
import { PersonForm } from '../form/person-form.tsx';
import type { Person } from '../kinds.ts';
import { BackToList, ContactView } from './view.tsx';

const route = getRouteApi('/shell/people/$id');

export const PersonPage = () => {
  const id = Number(route.useParams().id);
  const query = api.useQuery('get', '/api/v1/people/{id}', { params: { path: { id } } });
  if (problemOf(query.error).status === 404)
    return <RecordNotFound back={<BackToList kind="person" />} />;
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(person) => <PersonView key={id} person={person} />}
    </QueryView>
  );
};

const PersonView = ({ person }: { person: Person }) => {
  const { contacts: words } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const mayReadCases = useCan()('cases:read');
  const { organisation, job_title: jobTitle } = person;
  const link = organisation && (
    <LinkText to="/organisations/$id" params={{ id: String(organisation.id) }} inherit>
      {organisation.name}
    </LinkText>
  );
  return (
    <ContactView
      kind="person"
      contact={person}
      description={
        <>
          {jobTitle}
          {jobTitle !== null && link !== null && ' · '}
          {link}
        </>
      }
      facts={[
        { label: words.organisation, value: link },
        { label: words.jobTitle, value: jobTitle },
      ]}
      editor={(close) => <PersonForm person={person} onClose={close} />}
      search={search}
      onSearch={(next) => void navigate({ search: next, replace: true })}
    >
      {mayReadCases && <PersonCases personId={person.id} />}
      {person.deleted_at === null && <ClientBilling id={person.id} />}
    </ContactView>
  );
};
