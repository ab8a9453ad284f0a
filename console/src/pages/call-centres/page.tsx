import { Button } from '@mantine/core';
import { IconBuilding, IconPlus } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api, compact, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { CursorPager } from '../../parts/cursor-pager.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { amend } from '../../routing/search.ts';
import { DataTable, DataTableSkeleton, type Column } from '../../ui/table/data-table.tsx';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { CentreForm } from './form.tsx';
import { CentreRow } from './row.tsx';

type CallCentre = Schemas['CallCentre'];

const route = getRouteApi('/shell/settings/call-centres');

export const CallCentresPanel = () => {
  const { callCentres } = useMessages();
  const canEdit = useCan()('call_centres:write');
  const [edited, setEdited] = useState<CallCentre | 'new' | null>(null);
  return (
    <Page
      layout="settings"
      title={callCentres.title}
      description={callCentres.description}
      actions={
        canEdit && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setEdited('new')}>
            {callCentres.new}
          </Button>
        )
      }
    >
      <Card isFlush>
        <CentreList canEdit={canEdit} onEdit={setEdited} />
      </Card>
      {edited !== null && (
        <CentreForm centre={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
    </Page>
  );
};

interface CentreListProps {
  canEdit: boolean;
  onEdit: (centre: CallCentre) => void;
}

const CentreList = ({ canEdit, onEdit }: CentreListProps) => {
  const { callCentres } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = api.useQuery(
    'get',
    '/api/v1/call-centres',
    { params: { query: compact({ cursor: search.after?.at(-1) }) } },
    { placeholderData: keepPreviousData },
  );
  const columns: Column<CallCentre>[] = [
    {
      key: 'name',
      header: callCentres.name,
      card: 'title',
      cell: (row) => <CentreRow centre={row} canEdit={canEdit} onEdit={() => onEdit(row)} />,
    },
  ];
  return (
    <QueryView
      query={query}
      skeleton={<DataTableSkeleton label={callCentres.title} columns={columns} />}
    >
      {({ data, next_cursor: nextCursor }) =>
        data.length === 0 ? (
          <Empty icon={IconBuilding} title={callCentres.emptyTitle} hint={callCentres.emptyHint} />
        ) : (
          <>
            <DataTable
              label={callCentres.title}
              columns={columns}
              rows={data}
              rowKey={(row) => row.id}
              isStale={query.isPlaceholderData}
            />
            <CursorPager
              after={search.after}
              nextCursor={nextCursor}
              onChange={(after) => void navigate({ search: amend(search, { after }) })}
            />
          </>
        )
      }
    </QueryView>
  );
};
