import { Anchor, Text, Tooltip } from '@mantine/core';
import { IconMailCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMessages, type Messages } from '../../../i18n/index.tsx';
import { fieldWord } from '../../../parts/code-words.ts';
import type { Column } from '../../../ui/table/column.ts';
import { csvInstant } from '../../../ui/table/csv.ts';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { groupedPhone } from '../../entities/phone.ts';
import type { Lead } from '../query.ts';
import { LeadStatusBadge, useLeadStatus } from '../statuses.tsx';
import { TakeButton } from './take.tsx';

/** The columns of the list of leads. */

export const useLeadColumns = (): Column<Lead>[] => {
  const { leads } = useMessages();
  const statusOf = useLeadStatus();
  const nameOf = (row: Lead): string => (row.label === '' ? leads.nameless : row.label);
  return [
    {
      key: 'name',
      header: leads.columnName,
      card: 'title',
      width: '16%',
      widthMinPx: 150,
      sortKey: 'name',
      cell: (row) => (
        <Link to="/leads/$id" params={{ id: String(row.id) }} title={nameOf(row)}>
          {nameOf(row)}
        </Link>
      ),
      text: nameOf,
    },
    {
      key: 'status',
      header: leads.columnStatus,
      card: 'aside',
      width: '118px',
      sortKey: 'status',
      cell: (row) => <LeadStatusBadge code={row.status} />,
      text: (row) => statusOf(row.status).label,
    },
    {
      key: 'assignee',
      header: leads.columnAssignee,
      width: '128px',
      cell: (row) => <Assignee lead={row} />,
      text: (row) => row.assigned_to_name ?? '',
    },
    {
      key: 'phone',
      header: leads.columnPhone,
      width: '124px',
      cell: (row) =>
        row.phone !== null && (
          <Anchor href={`tel:${row.phone}`} inherit c="inherit">
            {groupedPhone(row.phone)}
          </Anchor>
        ),
      text: (row) => (row.phone === null ? '' : groupedPhone(row.phone)),
    },
    {
      key: 'email',
      header: leads.columnEmail,
      width: '17%',
      widthMinPx: 160,
      cell: (row) => <Email lead={row} />,
      text: (row) => row.email ?? '',
    },
    ...useOriginColumns(leads),
    ...useInstantColumns(leads),
  ];
};

type Words = Messages['leads'];

/** Where a lead comes from, and whose it is. */
const useOriginColumns = (leads: Words): Column<Lead>[] => {
  const originOf = (row: Lead): string => row.form_name ?? leads.sources[row.source];
  return [
    {
      key: 'company',
      header: leads.columnCompany,
      widthMinPx: 130,
      isOptional: true,
      cell: (row) => row.company_name !== null && <Cut text={row.company_name} />,
      text: (row) => row.company_name ?? '',
    },
    {
      key: 'origin',
      header: leads.columnOrigin,
      widthMinPx: 96,
      cell: (row) => <Cut text={originOf(row)} />,
      text: originOf,
    },
    {
      key: 'centre',
      header: leads.columnCentre,
      widthMinPx: 120,
      isOptional: true,
      cell: (row) => row.call_centre_name !== null && <Cut text={row.call_centre_name} />,
      text: (row) => row.call_centre_name ?? '',
    },
  ];
};

const useInstantColumns = (leads: Words): Column<Lead>[] => {
  const instant = (
    key: string,
    header: string,
    at: (row: Lead) => string | null,
    column: Partial<Column<Lead>>,
  ): Column<Lead> => ({
    key,
    header,
    align: 'right',
    width: '96px',
    cell: (row) => <Instant at={at(row)} />,
    text: (row) => instantText(at(row)),
    ...column,
  });
  return [
    instant('confirmed', leads.columnConfirmed, (row) => row.email_confirmed_at, {
      isOptional: true,
    }),
    instant('called', leads.columnCalled, (row) => row.called_at, { isOptional: true }),
    instant('updated', leads.columnUpdated, (row) => row.updated_at, {
      isOptional: true,
      sortKey: 'updated_at',
      firstOrder: 'descending',
    }),
    instant('created', leads.columnCreated, (row) => row.created_at, {
      card: 'foot',
      sortKey: 'created_at',
      firstOrder: 'descending',
    }),
  ];
};

/** The fields of forms that no column shows, for the CSV file. */
export const useMoreLeadColumns = (): ((rows: readonly Lead[]) => readonly Column<Lead>[]) => {
  const messages = useMessages();
  return (rows) =>
    [...new Set(rows.flatMap(({ data }) => Object.keys(data)))].map((name) => ({
      key: `data.${name}`,
      header: fieldWord(messages, name),
      cell: () => null,
      text: ({ data }) => plainText(messages, data[name]),
    }));
};

const plainText = ({ common }: Messages, value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? common.yes : common.no;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const instantText = (at: string | null): string => (at === null ? '' : csvInstant(at));

const Instant = ({ at }: { at: string | null }) => at !== null && <RelativeTime at={at} />;

const Cut = ({ text }: { text: string }) => <span title={text}>{text}</span>;

const Assignee = ({ lead }: { lead: Lead }) => {
  const { assigned_to_name: name } = lead;
  return name === null ? <TakeButton lead={lead} /> : <Cut text={name} />;
};

const Email = ({ lead: { email, email_confirmed_at: at } }: { lead: Lead }) => {
  const { leads } = useMessages();
  if (email === null) return null;
  return (
    <span title={email}>
      {at !== null && (
        <Tooltip label={leads.confirmed}>
          <Text span c="moss" me={5} role="img" aria-label={leads.confirmed}>
            <IconMailCheck size={15} style={{ verticalAlign: '-2px' }} aria-hidden />
          </Text>
        </Tooltip>
      )}
      {email}
    </span>
  );
};
