import { Badge } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMessages } from '../../i18n/index.tsx';
import { LinkText } from '../../parts/links.tsx';
import type { Column } from '../../ui/table/column.ts';
import { timeColumns } from '../../ui/table/time-columns.tsx';
import type { Project } from './query.ts';
import type { ProjectsSearch } from './search.ts';

/** The columns of the list of projects. */
export const useProjectColumns = (search: ProjectsSearch): Column<Project>[] => {
  const { projects: words } = useMessages();
  return [
    {
      key: 'name',
      header: words.columnName,
      card: 'title',
      width: '34%',
      widthMinPx: 180,
      cell: (row) => (
        <Link to="/projects" search={{ ...search, project: row.id }} title={row.name}>
          {row.name}
        </Link>
      ),
      text: (row) => row.name,
    },
    {
      key: 'state',
      header: words.columnState,
      card: 'aside',
      width: '104px',
      cell: ({ is_closed: isClosed }) => (
        <Badge variant="light" color={isClosed ? 'gray' : 'moss'}>
          {isClosed ? words.closed : words.open}
        </Badge>
      ),
      text: ({ is_closed: isClosed }) => (isClosed ? words.closed : words.open),
    },
    {
      key: 'contact',
      header: words.columnContact,
      widthMinPx: 160,
      cell: (row) => <Contact project={row} />,
      text: (row) => row.person_name ?? row.organisation_name ?? '',
    },
    {
      key: 'conversations',
      header: words.columnConversations,
      align: 'right',
      width: '120px',
      cell: ({ conversation_count: count }) => count > 0 && count,
      text: (row) => String(row.conversation_count),
    },
    ...timeColumns<Project>({ created: words.createdAt, updated: words.updatedAt }),
  ];
};

const Contact = ({ project }: { project: Project }) => {
  const { person_id: personId, organisation_id: organisationId } = project;
  if (personId !== null)
    return (
      <LinkText to="/people/$id" params={{ id: String(personId) }} inherit>
        {project.person_name ?? `#${personId}`}
      </LinkText>
    );
  if (organisationId === null) return null;
  return (
    <LinkText to="/organisations/$id" params={{ id: String(organisationId) }} inherit>
      {project.organisation_name ?? `#${organisationId}`}
    </LinkText>
  );
};
