import { useFormat, useMessages } from '../../i18n/index.tsx';
import classes from './counts.module.css';
import type { LeadImport } from './status.tsx';

/** What became of the rows so far. */
export const ImportCounts = ({ row }: { row: LeadImport }) => {
  const { leadImports } = useMessages();
  const format = useFormat();
  const counts = [
    { label: leadImports.createdCount, count: row.created_count },
    { label: leadImports.duplicateCount[row.duplicates], count: row.duplicate_count },
    { label: leadImports.unchangedCount, count: row.unchanged_count },
    { label: leadImports.errorCount, count: row.error_count },
  ];
  return (
    <dl className={classes['counts']}>
      {counts.map(({ label, count }) => (
        <div key={label} className={classes['count']}>
          <dt>{label}</dt>
          <dd>{format.number(count)}</dd>
        </div>
      ))}
    </dl>
  );
};
