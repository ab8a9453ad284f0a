import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../api/client.ts';
import { useLanguage } from '../../i18n/index.tsx';
import type { Column } from '../../ui/table/column.ts';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { EntityStatusBadge } from './status-badge.tsx';
import { useEntityStatus } from './statuses.ts';
import type { EntityType } from './types.ts';

/** The columns of a list of records. */

export type Entity = Schemas['Entity'];

export const useEntityColumns = (type: EntityType): Column<Entity>[] => {
  const { messages, format } = useLanguage();
  const { entities } = messages;
  const statusOf = useEntityStatus(type);
  return [
    {
      key: 'name',
      header: entities.columnName,
      card: 'title',
      width: '26%',
      sortKey: 'label',
      cell: (row) => (
        <Link to="/entities/$type/$ref" params={{ type: row.type, ref: row.ref }} title={row.label}>
          {row.label}
        </Link>
      ),
      text: (row) => row.label,
    },
    {
      key: 'status',
      header: entities.columnStatus,
      card: 'aside',
      width: '18%',
      sortKey: 'statut_dossier',
      cell: (row) =>
        row.statut_dossier !== null && <EntityStatusBadge type={type} code={row.statut_dossier} />,
      text: (row) => (row.statut_dossier === null ? '' : statusOf(row.statut_dossier).label),
    },
    {
      key: 'ref',
      header: entities.columnRef,
      width: '15%',
      sortKey: 'ref',
      cell: (row) => row.ref,
      text: (row) => row.ref,
    },
    {
      key: 'email',
      header: entities.columnEmail,
      cell: (row) => <span title={emailOf(row)}>{emailOf(row)}</span>,
      text: emailOf,
    },
    {
      key: 'phone',
      header: entities.columnPhone,
      width: '130px',
      cell: (row) => phoneOf(row),
      text: phoneOf,
    },
    {
      key: 'created',
      header: entities.columnCreated,
      align: 'right',
      width: '116px',
      sortKey: 'created_at',
      firstOrder: 'descending',
      isOptional: true,
      cell: (row) => <RelativeTime at={row.created_at} />,
      text: (row) => format.instant(row.created_at),
    },
    {
      key: 'updated',
      header: entities.columnUpdated,
      align: 'right',
      card: 'foot',
      width: '116px',
      sortKey: 'updated_at',
      firstOrder: 'descending',
      cell: (row) => <RelativeTime at={row.updated_at} />,
      text: (row) => format.instant(row.updated_at),
    },
  ];
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const emailOf = ({ data }: Entity): string => text(data['email']) || text(data['candidatEmail']);

const phoneOf = ({ data }: Entity): string => text(data['telephone']);
