import {
  IconExternalLink,
  IconFilterOff,
  IconPencil,
  IconPlus,
  IconWebhook,
} from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { client, compact } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { usePageCommands } from '../../../parts/commands.tsx';
import { LinkButton } from '../../../parts/links.tsx';
import { List } from '../../../parts/list/list.tsx';
import { answerOf, type ListSource } from '../../../parts/list/pages.ts';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { Card, Page } from '../../../ui/page/page.tsx';
import type { RowAction } from '../../../ui/table/column.ts';
import { GuideLink } from '../guide.tsx';
import { webhooksSearch, type WebhooksSearch } from '../search.ts';
import type { Webhook } from '../types.ts';
import { useWebhookColumns } from './columns.tsx';
import { useWebhookFilters, useWebhookViews } from './filters.ts';

const route = getRouteApi('/shell/webhooks');

export const WebhooksPage = () => {
  const { webhooks, navigation } = useMessages();
  const canWrite = useCan()('webhooks:write');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const create = { id: 'new-webhook', label: webhooks.new, icon: IconPlus };
  usePageCommands(
    canWrite ? [{ ...create, run: () => void navigate({ to: '/webhooks/new' }) }] : [],
  );
  return (
    <Page
      layout="list"
      title={navigation.webhooks}
      description={
        <>
          {webhooks.description} <GuideLink />
        </>
      }
      actions={
        canWrite && (
          <LinkButton to="/webhooks/new" size="xs" leftSection={<IconPlus size={15} />}>
            {webhooks.new}
          </LinkButton>
        )
      }
    >
      <Card isFlush isFilling>
        <List
          list="webhooks"
          label={webhooks.listLabel}
          search={search}
          parse={webhooksSearch}
          onSearch={(next, { replace }) => void navigate({ search: next, replace })}
          columns={useWebhookColumns()}
          filters={useWebhookFilters()}
          views={useWebhookViews()}
          source={webhooksSource(search)}
          count={undefined}
          rowKey={(row) => row.id}
          rowName={(row) => row.name}
          rowActions={useRowActions()}
          empty={(isFiltered) => <NoWebhooks isFiltered={isFiltered} />}
          fileName="webhooks"
        />
      </Card>
    </Page>
  );
};

const webhooksSource = ({
  is_active: isActive,
  form_id,
  call_center_id,
}: WebhooksSearch): ListSource<Webhook> => {
  const query = compact({
    is_active: isActive === undefined ? undefined : isActive === 'true',
    form_id,
    call_center_id,
  });
  return {
    queryKey: ['get', '/api/webhooks', query],
    read: ({ limit, cursor, signal }) =>
      answerOf(
        client.GET('/api/webhooks', {
          params: { query: { ...query, limit, ...(cursor !== undefined && { cursor }) } },
          signal,
        }),
      ),
  };
};

const useRowActions = (): ((row: Webhook) => RowAction[]) => {
  const { webhooks } = useMessages();
  const canWrite = useCan()('webhooks:write');
  const navigate = route.useNavigate();
  return ({ id }) => {
    const params = { id: String(id) };
    const edit = {
      key: 'edit',
      label: webhooks.edit,
      icon: IconPencil,
      isEdit: true,
      run: () => void navigate({ to: '/webhooks/$id/edit', params }),
    };
    return [
      {
        key: 'open',
        label: webhooks.open,
        icon: IconExternalLink,
        run: () => void navigate({ to: '/webhooks/$id', params }),
      },
      ...(canWrite ? [edit] : []),
    ];
  };
};

const NoWebhooks = ({ isFiltered }: { isFiltered: boolean }) => {
  const { webhooks } = useMessages();
  const canWrite = useCan()('webhooks:write');
  if (isFiltered) {
    return (
      <Empty
        icon={IconFilterOff}
        title={webhooks.emptyFilteredTitle}
        hint={webhooks.emptyFilteredHint}
      />
    );
  }
  return (
    <Empty
      icon={IconWebhook}
      title={webhooks.emptyTitle}
      hint={webhooks.emptyHint}
      action={canWrite && <LinkButton to="/webhooks/new">{webhooks.new}</LinkButton>}
    />
  );
};
