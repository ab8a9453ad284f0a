import { IconBell, IconChecklist } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, compact } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { CursorPager } from '../../parts/cursor-pager.tsx';
import { LinkButton } from '../../parts/links.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { amend } from '../../routing/search.ts';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { TodoList } from './list.tsx';
import { SucceededToday } from './succeeded-today.tsx';

const route = getRouteApi('/shell/todo');

export const TodoPage = () => {
  const { todo, navigation, notifications } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = api.useQuery(
    'get',
    '/api/v1/todo',
    { params: { query: compact({ cursor: search.after?.at(-1) }) } },
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
