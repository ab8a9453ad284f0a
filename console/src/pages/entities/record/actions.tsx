import { Group, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { api, type Schemas } from '../../../api/client.ts';
import { useCan, useMe } from '../../../api/session.ts';
import { humanise } from '../../../i18n/humanise.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { useCodeWords } from '../../../parts/code-words.ts';
import { LinkButton } from '../../../parts/links.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { Card } from '../../../ui/page/page.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { useTypeLabels } from '../../action-types/catalogue.ts';
import { ActionStatusBadge } from '../../actions/status.tsx';
import classes from './actions.module.css';

type Entity = Schemas['Entity'];

const ACTION_COUNT = 10;

/** The latest actions on the record, each with its outcome. */
export const EntityActions = ({ entity }: { entity: Entity }) => {
  const { entity: words, home } = useMessages();
  const can = useCan();
  // Those of colleagues exist, although this user can't see them.
  const isOwn = useMe().permissions['actions:read'] === 'own';
  const search = { entite_type: entity.type, entite_id: entity.ref };
  const query = api.useQuery(
    'get',
    '/api/v1/actions',
    { params: { query: { ...search, limit: ACTION_COUNT } } },
    { enabled: can('actions:read') },
  );
  if (!can('actions:read')) return null;
  return (
    <Card
      isFlush
      title={isOwn ? words.ownActions : words.actions}
      actions={
        <LinkButton to="/actions" search={search} variant="subtle" size="compact-sm">
          {home.seeAll}
        </LinkButton>
      }
    >
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty
              icon={IconPlus}
              title={isOwn ? words.ownActionsEmpty : words.actionsEmpty}
              hint={words.actionsEmptyHint}
            />
          ) : (
            <ul className={classes['list']} aria-label={words.actions}>
              {data.map((action) => (
                <ActionItem key={action.id} action={action} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  );
};

const ActionItem = ({ action }: { action: Schemas['ActionSummary'] }) => {
  const { outcomeWord } = useCodeWords();
  const label = useTypeLabels()(action.action_type) ?? humanise(action.action_type);
  const { outcome_code: code, outcome_message: message } = action;
  return (
    <li className={classes['item']}>
      <Stack gap={2} miw={0} flex={1}>
        <Link to="/actions/$id" params={{ id: action.id }} className={classes['link']}>
          {label}
        </Link>
        {code !== null && (
          <Text size="sm" c="dimmed">
            {message ?? outcomeWord(code)}
          </Text>
        )}
        <Text size="xs" c="dimmed">
          {action.decide_par_name} · <RelativeTime at={action.created_at} />
        </Text>
      </Stack>
      <Group gap={0} style={{ flex: 'none' }}>
        <ActionStatusBadge status={action.status} />
      </Group>
    </li>
  );
};
