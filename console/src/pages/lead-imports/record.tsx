import { IconArrowLeft } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useCan } from '../../api/session.ts';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { Forbidden } from '../../parts/forbidden.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { RecordNotFound } from '../../parts/record-not-found.tsx';
import { backLinkClass, Card, Page } from '../../ui/page/page.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import classes from '../entities/record/page.module.css';
import { ImportFormat } from './mapping/format.tsx';
import { ImportMapping } from './mapping/mapping.tsx';
import { ImportProgress } from './progress.tsx';
import { ImportResult } from './result.tsx';
import { ImportStatusBadge, isRunning, type LeadImport } from './status.tsx';

const route = getRouteApi('/shell/leads/imports/$importId');

/** One import: its columns until it is started, then its progress, then what came of it. */
export const LeadImportPage = () => {
  const { importId: id } = route.useParams();
  const { leadImports } = useMessages();
  const mayImport = useCan()('leads:import');
  const query = api.useQuery(
    'get',
    '/api/lead-imports/{id}',
    { params: { path: { id } } },
    { enabled: mayImport },
  );
  if (!mayImport)
    return (
      <Page layout="form" title={leadImports.title} back={<Back />}>
        <Card>
          <Forbidden />
        </Card>
      </Page>
    );
  // An address with another text than an id is refused with 422.
  if ([404, 422].includes(problemOf(query.error).status)) return <RecordNotFound back={<Back />} />;
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(row) => (
        <Page
          key={row.id}
          layout={row.status === 'uploaded' ? 'record' : 'form'}
          title={row.file_name}
          badge={<ImportStatusBadge status={row.status} size="lg" />}
          description={<Description row={row} />}
          back={<Back />}
        >
          {row.status === 'uploaded' && (
            <>
              <ImportFormat row={row} />
              <ImportMapping key={`${row.encoding} ${row.delimiter}`} row={row} />
            </>
          )}
          {isRunning(row.status) && <ImportProgress row={row} />}
          {row.status !== 'uploaded' && !isRunning(row.status) && <ImportResult row={row} />}
        </Page>
      )}
    </QueryView>
  );
};

const Back = () => (
  <Link to="/leads/imports" className={backLinkClass}>
    <IconArrowLeft size={14} aria-hidden />
    {useMessages().leadImports.title}
  </Link>
);

const BYTES_PER_KB = 1000;

/** How the file was read. */
const Description = ({ row }: { row: LeadImport }) => {
  const { leadImports } = useMessages();
  const format = useFormat();
  return (
    <div className={classes['facts']}>
      <div className={classes['line']}>
        <span>
          {leadImports.size(format.number(Math.ceil(row.file_size_bytes / BYTES_PER_KB)))}
        </span>
        <span>{leadImports.columnCount(row.header.length)}</span>
        {row.status !== 'uploaded' && (
          <>
            <span>{leadImports.encodings[row.encoding]}</span>
            <span>{leadImports.delimiters[row.delimiter]}</span>
          </>
        )}
        <span>
          {leadImports.uploadedBy(row.user_name)} <RelativeTime at={row.created_at} />
        </span>
      </div>
    </div>
  );
};
