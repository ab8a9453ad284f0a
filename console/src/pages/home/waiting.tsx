import { IconConfetti } from '@tabler/icons-react';
import { api } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { LinkButton } from '../../parts/links.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Card } from '../../ui/page/page.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { useTodoCount } from '../todo/count.ts';
import { TodoList } from '../todo/list.tsx';

const SHOWN_COUNT = 5;

/** The worst of what waits for the user. */
export const Waiting = () => {
  const { home, navigation, todo } = useMessages();
  const count = useTodoCount()?.count ?? 0;
  const query = api.useQuery('get', '/api/v1/todo', {
    params: { query: { limit: SHOWN_COUNT } },
  });
  return (
    <Card
      isFlush
      title={navigation.todo}
      actions={
        count > SHOWN_COUNT && (
          <LinkButton to="/todo" variant="subtle" size="compact-sm">
            {home.seeAllTodo(count)}
          </LinkButton>
        )
      }
    >
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {({ data }) => (
          <TodoList
            label={todo.list}
            items={data}
            isPart
            empty={
              <Empty
                icon={IconConfetti}
                title={home.attentionEmpty}
                hint={home.attentionEmptyHint}
              />
            }
          />
        )}
      </QueryView>
    </Card>
  );
};
