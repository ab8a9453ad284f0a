import { Box, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCopy } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { ProblemAlert } from '../../../parts/problem-alert.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { DataTable, type Column } from '../../../ui/table/data-table.tsx';
import { groupedPhone } from '../../entities/phone.ts';
import { useLeadStatus } from '../../leads/statuses.tsx';
import type { LeadImport } from '../status.tsx';
import classes from './mapping.module.css';
import type { Target } from './targets.ts';
import type { Preview } from './use-preview.ts';

type PreviewRow = Schemas['LeadImportPreview']['rows'][number];

interface ImportPreviewProps {
  preview: Preview;
  /** What the columns of the file fill: other fields of the lead are not shown. */
  targets: readonly Target[];
  duplicates: LeadImport['duplicates'];
}

/** The first rows as leads, each with what would keep it from being imported. */
export const ImportPreview = ({ preview, targets, duplicates }: ImportPreviewProps) => {
  const { leadImports } = useMessages();
  const columns = useColumns(targets, duplicates);
  const { rows, error, retry, isCurrent } = preview;
  if (error !== null)
    return (
      <Box p="md">
        <ProblemAlert error={error} onRetry={retry} />
      </Box>
    );
  if (rows === undefined) return <PageSkeleton />;
  if (rows.length === 0) return <Text p="md">{leadImports.noRows}</Text>;
  const faultyCount = rows.filter(({ errors }) => errors.length > 0).length;
  return (
    <>
      <Text size="sm" c="dimmed" className={classes['line'] ?? ''} aria-live="polite">
        {leadImports.previewOf(rows.length, faultyCount)}
      </Text>
      <DataTable
        label={leadImports.preview}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.row_number}
        rowName={(row) => leadImports.rowNumber(row.row_number)}
        isStale={!isCurrent}
      />
    </>
  );
};

const useColumns = (
  mapped: readonly Target[],
  duplicates: LeadImport['duplicates'],
): Column<PreviewRow>[] => {
  const { common, leadImports } = useMessages();
  const statusOf = useLeadStatus();
  const { targets } = leadImports;
  const column = (key: string, header: string, text: (row: PreviewRow) => string) => ({
    key,
    header,
    cell: (row: PreviewRow) => <span title={text(row)}>{text(row)}</span>,
  });
  const isFilled = (...names: Target['target'][]): boolean =>
    mapped.some(({ target }) => names.includes(target));
  const when = (isShown: boolean, shown: Column<PreviewRow>) => (isShown ? [shown] : []);
  return [
    { ...column('row', leadImports.row, (row) => String(row.row_number)), width: '70px' },
    {
      ...column('name', targets.name, ({ lead }) => lead.name ?? '—'),
      card: 'title',
    },
    ...when(
      isFilled('email'),
      column('email', targets.email, ({ lead }) => lead.email ?? ''),
    ),
    ...when(isFilled('phone'), {
      ...column('phone', targets.phone, ({ lead }) => groupedPhone(lead.phone ?? '')),
      width: '130px',
    }),
    ...when(
      isFilled('company_name'),
      column('company', targets.company_name, ({ lead }) => lead.company_name ?? ''),
    ),
    ...when(isFilled('status'), {
      ...column('status', targets.status, ({ lead }) =>
        lead.status === null ? '' : statusOf(lead.status).label,
      ),
      width: '110px',
    }),
    ...when(
      isFilled('data'),
      column('data', leadImports.others, ({ lead }) =>
        Object.entries(lead.data)
          .map(([key, value]) => common.labelled(key, value))
          .join(' · '),
      ),
    ),
    {
      key: 'errors',
      header: leadImports.check,
      card: 'foot',
      width: '190px',
      cell: (row) =>
        row.is_duplicate ? (
          <div className={classes['duplicate']}>
            <IconCopy size={15} aria-hidden />
            <span>{leadImports.isDuplicate[duplicates]}</span>
          </div>
        ) : (
          <Check errors={row.errors} />
        ),
    },
  ];
};

const Check = ({ errors }: Pick<PreviewRow, 'errors'>) => {
  const { leadImports } = useMessages();
  if (errors.length === 0)
    return (
      <IconCircleCheck
        size={16}
        className={classes['ok']}
        role="img"
        aria-label={leadImports.good}
      />
    );
  return (
    <div>
      {errors.map(({ column, code, message }) => (
        <div key={`${column}/${code}`} className={classes['fault']}>
          <IconAlertTriangle size={15} aria-hidden />
          <span>{message}</span>
        </div>
      ))}
    </div>
  );
};
