import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../api/client.ts';
import { useFormat, useLanguage, useMessages, type Messages } from '../../i18n/index.tsx';
import { fieldWord, valueWord } from '../../parts/code-words.ts';
import type { Column } from '../../ui/table/column.ts';
import { timeColumns } from '../../ui/table/time-columns.tsx';
import { groupedPhone } from './phone.ts';
import { EntityStatusBadge } from './status-badge.tsx';
import { useEntityStatus } from './statuses.ts';
import type { EntityType } from './types.ts';

/** The columns of a list of records. */

export type Entity = Schemas['Entity'];

export const useEntityColumns = (type: EntityType): Column<Entity>[] => {
  const { entities } = useMessages();
  const statusOf = useEntityStatus(type);
  const fields = useFieldColumns(type);
  return [
    {
      key: 'name',
      header: entities.columnName,
      card: 'title',
      width: NAME_WIDTHS[type] ?? '18.5%',
      widthMinPx: 150,
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
      width: '168px',
      sortKey: 'statut_dossier',
      cell: (row) =>
        row.statut_dossier !== null && <EntityStatusBadge type={type} code={row.statut_dossier} />,
      text: (row) => (row.statut_dossier === null ? '' : statusOf(row.statut_dossier).label),
    },
    {
      key: 'ref',
      header: entities.columnRef,
      width: '132px',
      sortKey: 'ref',
      cell: (row) => <span title={row.ref}>{row.ref}</span>,
      text: (row) => row.ref,
    },
    ...FIELDS[type].map((name) => fields[name]),
    ...timeColumns<Entity>({ created: entities.columnCreated, updated: entities.columnUpdated }),
  ];
};

/** The fields of the records that no column of the list shows, for the CSV file. */
export const useMoreColumns = (
  type: EntityType,
): ((rows: readonly Entity[]) => readonly Column<Entity>[]) => {
  const messages = useMessages();
  const { locale } = useLanguage();
  const decimalSign = locale === 'fr' ? ',' : '.';
  const listed = ['statutDossier', 'telephone', 'candidatEmail', ...FIELDS[type]];
  /** The first column is the whole name. */
  const headerOf = (name: string): string => {
    const word = fieldWord(messages, name);
    return word === messages.entities.columnName ? `${word} (${name})` : word;
  };
  return (rows) =>
    [...new Set(rows.flatMap(({ data }) => Object.keys(data)))]
      .filter((name) => !listed.includes(name))
      .map((name) => ({
        key: `data.${name}`,
        header: headerOf(name),
        cell: () => null,
        text: ({ data }) =>
          csvText(messages, data[name]).replace(/^(-?\d+)\.(\d+)$/, `$1${decimalSign}$2`),
      }));
};

const csvText = (messages: Messages, value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return valueWord(messages, value);
  if (typeof value === 'boolean') return value ? messages.common.yes : messages.common.no;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map((item) => csvText(messages, item)).join(', ');
  return JSON.stringify(value);
};

/** A document is named by its kind and its owner, a session by its month. */
const NAME_WIDTHS: Partial<Record<EntityType, string>> = { document: '30%', session: '16%' };

type FieldColumn =
  | 'email'
  | 'phone'
  | 'formation'
  | 'session'
  | 'specialite'
  | 'ville'
  | 'origine'
  | 'dateDebut'
  | 'places';

/** What tells the records of a type apart. */
const FIELDS: Record<EntityType, readonly FieldColumn[]> = {
  prospect: ['email', 'phone', 'ville', 'origine'],
  candidat: ['email', 'phone', 'formation', 'session'],
  eleve: ['email', 'phone', 'formation'],
  formateur: ['email', 'phone', 'specialite'],
  session: ['formation', 'dateDebut', 'places'],
  document: ['email'],
};

const useFieldColumns = (type: EntityType): Record<FieldColumn, Column<Entity>> => {
  const messages = useMessages();
  const format = useFormat();
  const { entities } = messages;
  const columnOf = (name: string, column: Partial<Column<Entity>> = {}): Column<Entity> => {
    const textOf = column.text ?? (({ data }) => valueWord(messages, text(data[name])));
    return {
      key: name,
      header: fieldWord(messages, name),
      cell: (row) => textOf(row) !== '' && <span title={textOf(row)}>{textOf(row)}</span>,
      text: textOf,
      ...column,
    };
  };
  const dayOf = ({ data }: Entity): string => {
    const day = text(data['dateDebut']);
    return /^\d{4}-\d{2}-\d{2}$/.test(day) ? format.date(new Date(`${day}T00:00:00`)) : day;
  };
  return {
    email: columnOf('email', { header: entities.columnEmail, widthMinPx: 180, text: emailOf }),
    phone: columnOf('phone', { header: entities.columnPhone, width: '126px', text: phoneOf }),
    formation: columnOf('formation', { isOptional: type !== 'session' }),
    session: columnOf('session', { isOptional: true }),
    specialite: columnOf('specialite', { isOptional: true }),
    ville: columnOf('ville', { isOptional: true }),
    origine: columnOf('origine', { isOptional: true }),
    dateDebut: columnOf('dateDebut', { width: '118px', text: dayOf }),
    places: columnOf('places', {
      width: '84px',
      align: 'right',
      text: ({ data }) =>
        typeof data['places'] === 'number' ? format.number(data['places']) : text(data['places']),
    }),
  };
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const emailOf = ({ data }: Entity): string => text(data['email']) || text(data['candidatEmail']);

const phoneOf = ({ data }: Entity): string => groupedPhone(text(data['telephone']));
