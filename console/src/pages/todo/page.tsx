import { SegmentedControl } from '@mantine/core';
import { IconBell, IconChecklist } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, compact } from '../../api/client.ts';
import { useMe } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { CursorPager } from '../../parts/cursor-pager.tsx';
import { LinkButton } from '../../parts/links.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { amend, refine } from '../../routing/search.ts';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { ToApprove } from '../auto-replies/to-approve.tsx';
import { TodoList } from './list.tsx';
import { SucceededToday } from './succeeded-today.tsx';

const route = getRouteApi('/shell/todo');

export const TodoPage = () => {
  const { todo, navigation, notifications } = useMessages();
  // An agent's list is their own anyway.
  const seesOthers = useMe().permissions['actions:read'] !== 'own';
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = api.useQuery(
    'get',
    '/api/v1/todo',
    {
      params: {
        query: compact({
          cursor: search.after?.at(-1),
          is_mine: search.mine && ('true' as const),
        }),
      },
    },
    { placeholderData: keepPreviousData },
  );
  return (
    <Page
      layout="record"
      title={navigation.todo}
      description={todo.description}
      actions={
        <LinkButton to="/notifications" variant="default" leftSection={<IconBell size={16} />}>
          {notifications.seeAll}
        </LinkButton>
      }
    >
      {seesOthers && (
        <SegmentedControl
          aria-label={todo.whose}
          value={search.mine === true ? 'mine' : 'all'}
          onChange={(value) =>
            void navigate({
              search: refine(search, { mine: value === 'mine' || undefined }),
              replace: true,
            })
          }
          data={[
            { value: 'all', label: todo.all },
            { value: 'mine', label: todo.mine },
          ]}
          style={{ justifySelf: 'start' }}
        />
      )}
      <ToApprove />
      <Card isFlush>
        <QueryView query={query} skeleton={<PageSkeleton />}>
          {({ data, next_cursor: nextCursor }) => (
            <>
              <TodoList
                label={todo.list}
                items={data}
                empty={<Empty icon={IconChecklist} title={todo.emptyTitle} hint={todo.emptyHint} />}
              />
              {(nextCursor !== null || search.after !== undefined) && (
                <CursorPager
                  after={search.after}
                  nextCursor={nextCursor}
                  onChange={(after) => void navigate({ search: amend(search, { after }) })}
                />
              )}
            </>
          )}
        </QueryView>
      </Card>
      <SucceededToday />
    </Page>
  );
};
