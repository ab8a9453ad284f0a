import { Button } from '@mantine/core';
import { IconBriefcase, IconPencil, IconPlus, IconSearchOff } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { usePageCommands } from '../../parts/commands.tsx';
import { List } from '../../parts/list/list.tsx';
import { amend } from '../../routing/search.ts';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import type { Filter } from '../../ui/table/filters/filter.ts';
import { ContactName, ContactSelect } from '../contacts/select.tsx';
import type { Kind } from '../contacts/kinds.ts';
import { useProjectColumns } from './columns.tsx';
import { ProjectForm } from './form.tsx';
import { projectsSource } from './query.ts';
import { projectsSearch, type ProjectsSearch } from './search.ts';

const route = getRouteApi('/shell/projects');

export const ProjectsPage = () => {
  const { navigation, projects: words } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const canWrite = useCan()('projects:write');
  const show = (form: { project?: number | undefined; new?: true | undefined }): void =>
    void navigate({
      search: amend(search, { project: undefined, new: undefined, ...form }),
      replace: true,
    });
  const close = (): void => show({});
  usePageCommands(
    canWrite
      ? [{ id: 'new', label: words.new, icon: IconPlus, run: () => show({ new: true }) }]
      : [],
  );
  const newButton = canWrite && (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => show({ new: true })}>
      {words.new}
    </Button>
  );
  return (
    <Page layout="list" title={navigation.projects} actions={newButton}>
      <Card isFlush isFilling>
        <List
          list="projects"
          label={navigation.projects}
          search={search}
          parse={projectsSearch}
          onSearch={(next, { replace }) => void navigate({ search: next, replace })}
          columns={useProjectColumns(search)}
          filters={useProjectFilters(search)}
          textFilter={{ key: 'q', label: words.search }}
          views={[
            { key: 'all', label: words.viewAll, filters: {} },
            { key: 'open', label: words.viewOpen, filters: { is_closed: 'false' } },
          ]}
          source={projectsSource(search)}
          count={undefined}
          rowKey={(row) => row.id}
          rowName={(row) => row.name}
          rowActions={(row) => [
            {
              key: 'edit',
              label: words.edit,
              icon: IconPencil,
              isEdit: true,
              run: () => show({ project: row.id }),
            },
          ]}
          empty={(isFiltered) => <NoProjects isFiltered={isFiltered} action={newButton} />}
          fileName="projets"
        />
      </Card>
      {search.new === true && canWrite && <ProjectForm project={null} onClose={close} />}
      {search.project !== undefined && <OpenProject id={search.project} onClose={close} />}
    </Page>
  );
};

const useProjectFilters = (search: ProjectsSearch): Filter[] => {
  const { projects: words } = useMessages();
  return [
    {
      kind: 'select',
      key: 'is_closed',
      label: words.columnState,
      options: [
        { value: 'false', label: words.open },
        { value: 'true', label: words.closed },
      ],
    },
    contactFilter('person', words.person, search.person_id),
    contactFilter('organisation', words.organisation, search.organisation_id),
  ];
};

const contactFilter = (kind: Kind, label: string, id: number | undefined): Filter => ({
  kind: 'custom',
  key: `${kind}_id`,
  label,
  shown: id !== undefined && <ContactName kind={kind} id={id} />,
  field: (onChange) => (
    <ContactSelect
      kind={kind}
      size="xs"
      label={label}
      // A click on a name outside of the popover would close it.
      comboboxProps={{ withinPortal: false }}
      value={id}
      onChange={onChange}
    />
  ),
});

/** The form opens with the project as it is now: the list may be older. */
const OpenProject = ({ id, onClose }: { id: number; onClose: () => void }) => {
  const query = api.useQuery('get', '/inbox/projects/{id}', { params: { path: { id } } });
  return query.data === undefined ? null : (
    <ProjectForm key={query.data.id} project={query.data} onClose={onClose} />
  );
};

const NoProjects = ({ isFiltered, action }: { isFiltered: boolean; action: ReactNode }) => {
  const { projects: words } = useMessages();
  return (
    <Empty
      icon={isFiltered ? IconSearchOff : IconBriefcase}
      title={isFiltered ? words.emptyFilteredTitle : words.emptyTitle}
      hint={isFiltered ? words.emptyFilteredHint : words.emptyHint}
      action={!isFiltered && action}
    />
  );
};
