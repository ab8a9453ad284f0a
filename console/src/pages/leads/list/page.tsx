import { Button } from '@mantine/core';
import {
  IconExternalLink,
  IconFileImport,
  IconHandGrab,
  IconPlus,
  IconSearchOff,
  IconUserOff,
} from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { useCan, useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkButton } from '../../../parts/links.tsx';
import { List } from '../../../parts/list/list.tsx';
import { amend } from '../../../routing/search.ts';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { Card, Page } from '../../../ui/page/page.tsx';
import type { RowAction } from '../../../ui/table/column.ts';
import { isFree, useGiveLead } from '../assign.ts';
import { NewLead } from '../new.tsx';
import { exportHref, leadsSource, useLeadCount, type Lead } from '../query.ts';
import { leadsSearch } from '../search.ts';
import { BulkButtons } from './bulk.tsx';
import { useLeadColumns, useMoreLeadColumns } from './columns.tsx';
import { useLeadFilters, useLeadViews } from './filters.tsx';
import { rememberLeads } from './left.ts';

const route = getRouteApi('/shell/leads');

export const LeadsPage = () => {
  const { leads, navigation } = useMessages();
  const can = useCan();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const canCreate = can('leads:create');
  const count = useLeadCount(search);
  useEffect(() => rememberLeads(amend(search, { new: undefined })), [search]);
  const showNew = (isShown: boolean): void =>
    void navigate({ search: amend(search, { new: isShown || undefined }), replace: true });
  const newButton = canCreate && (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => showNew(true)}>
      {leads.new}
    </Button>
  );
  return (
    <Page
      layout="list"
      title={navigation.leads}
      actions={
        <>
          {can('leads:import') && (
            <LinkButton
              to="/leads/imports"
              size="xs"
              variant="default"
              leftSection={<IconFileImport size={15} />}
            >
              {leads.import}
            </LinkButton>
          )}
          {newButton}
        </>
      }
    >
      <Card isFlush isFilling>
        <List
          list="leads"
          label={navigation.leads}
          search={search}
          parse={leadsSearch}
          onSearch={(next, { replace }) => void navigate({ search: next, replace })}
          columns={useLeadColumns()}
          filters={useLeadFilters(search)}
          textFilter={{ key: 'q', label: leads.search }}
          views={useLeadViews()}
          defaultSort="-created_at"
          source={leadsSource(search)}
          count={count}
          rowKey={(row) => row.id}
          rowName={(row) => (row.label === '' ? leads.nameless : row.label)}
          rowActions={useRowActions()}
          bulk={
            can('leads:assign') || can('leads:update')
              ? (rows, clear) => (
                  <BulkButtons rows={rows} search={search} count={count} onDone={clear} />
                )
              : undefined
          }
          empty={(isFiltered) => <NoLeads isFiltered={isFiltered} newButton={newButton} />}
          fileName="leads"
          fullCsvHref={can('leads:export') ? exportHref(search) : undefined}
          moreCsvColumns={useMoreLeadColumns()}
        />
      </Card>
      <NewLead isOpen={search.new === true && canCreate} onClose={() => showNew(false)} />
    </Page>
  );
};

interface NoLeadsProps {
  isFiltered: boolean;
  newButton: ReactNode;
}

const NoLeads = ({ isFiltered, newButton }: NoLeadsProps) => {
  const { leads } = useMessages();
  return (
    <Empty
      icon={isFiltered ? IconSearchOff : IconPlus}
      title={isFiltered ? leads.emptyFilteredTitle : leads.emptyTitle}
      hint={isFiltered ? leads.emptyFilteredHint : leads.emptyHint}
      action={!isFiltered && newButton}
    />
  );
};

const useRowActions = (): ((row: Lead) => RowAction[]) => {
  const { leads } = useMessages();
  const navigate = route.useNavigate();
  const { user } = useMe();
  const canAssign = useCan()('leads:assign');
  const { give } = useGiveLead();
  return (row) => [
    {
      key: 'open',
      label: leads.open,
      icon: IconExternalLink,
      run: () => void navigate({ to: '/leads/$id', params: { id: String(row.id) } }),
    },
    ...(canAssign && isFree(row)
      ? [{ key: 'take', label: leads.take, icon: IconHandGrab, run: () => give(row, user.id) }]
      : []),
    ...(canAssign && row.assigned_to === user.id
      ? [{ key: 'back', label: leads.handBack, icon: IconUserOff, run: () => give(row, null) }]
      : []),
  ];
};
