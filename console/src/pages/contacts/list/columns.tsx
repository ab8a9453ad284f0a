import { Link } from '@tanstack/react-router';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import type { Column } from '../../../ui/table/column.ts';
import { timeColumns } from '../../../ui/table/time-columns.tsx';
import { groupedPhone } from '../../entities/phone.ts';
import type { Contact, Organisation, Person } from '../kinds.ts';

/** The columns of the lists of people and of organisations. */

export const usePeopleColumns = (): Column<Person>[] => {
  const { contacts: words } = useMessages();
  return [
    {
      key: 'name',
      header: words.name,
      card: 'title',
      width: '22%',
      widthMinPx: 150,
      sortKey: 'name',
      cell: (row) => (
        <Link to="/people/$id" params={{ id: String(row.id) }} title={row.name}>
          {row.name}
        </Link>
      ),
      text: (row) => row.name,
    },
    {
      key: 'organisation',
      header: words.organisation,
      card: 'aside',
      widthMinPx: 140,
      cell: ({ organisation }) =>
        organisation && (
          <LinkText
            to="/organisations/$id"
            params={{ id: String(organisation.id) }}
            title={organisation.name}
            inherit
          >
            {organisation.name}
          </LinkText>
        ),
      text: ({ organisation }) => organisation?.name ?? '',
    },
    {
      key: 'job_title',
      header: words.jobTitle,
      isOptional: true,
      cell: ({ job_title: title }) => title !== null && <span title={title}>{title}</span>,
      text: (row) => row.job_title ?? '',
    },
    ...usePointColumns<Person>(),
    ...timeColumns<Person>(words),
  ];
};

export const useOrganisationColumns = (): Column<Organisation>[] => {
  const { contacts: words } = useMessages();
  return [
    {
      key: 'name',
      header: words.name,
      card: 'title',
      width: '26%',
      widthMinPx: 160,
      sortKey: 'name',
      cell: (row) => (
        <Link to="/organisations/$id" params={{ id: String(row.id) }} title={row.name}>
          {row.name}
        </Link>
      ),
      text: (row) => row.name,
    },
    ...usePointColumns<Organisation>(),
    {
      key: 'website',
      header: words.website,
      isOptional: true,
      cell: ({ website }) => website !== null && <span title={website}>{website}</span>,
      text: (row) => row.website ?? '',
    },
    {
      key: 'people',
      header: words.peopleCount,
      align: 'right',
      card: 'aside',
      width: '104px',
      cell: ({ people_count: count }) => count > 0 && count,
      text: (row) => String(row.people_count),
    },
    ...timeColumns<Organisation>(words),
  ];
};

/** The main e-mail address and telephone number; the CSV file has all of them. */
const usePointColumns = <Row extends Contact>(): Column<Row>[] => {
  const { contacts: words } = useMessages();
  return [
    {
      key: 'email',
      header: words.email,
      widthMinPx: 180,
      cell: ({ emails: [first] }) => first && <span title={first.value}>{first.value}</span>,
      text: ({ emails }) => emails.map(({ value }) => value).join(', '),
    },
    {
      key: 'phone',
      header: words.phone,
      width: '136px',
      cell: ({ phones: [first] }) => first && groupedPhone(first.value),
      text: ({ phones }) => phones.map(({ value }) => groupedPhone(value)).join(', '),
    },
  ];
};
