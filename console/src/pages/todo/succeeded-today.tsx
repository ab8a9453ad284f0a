import { api } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { LinkText } from '../../parts/links.tsx';
import classes from './todo.module.css';

/** The successes of today in one line: they ask for nothing. */
export const SucceededToday = () => {
  const { todo } = useMessages();
  const isEnabled = useCan()('actions:read');
  const [today] =
    api.useQuery(
      'get',
      '/api/v1/actions/statistics',
      {
        params: {
          query: { days: 1, time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
        },
      },
      { enabled: isEnabled },
    ).data?.days ?? [];
  const count = today?.counts.succeeded ?? 0;
  if (today === undefined || count === 0) return null;
  return (
    <div className={classes['footer']}>
      <LinkText
        to="/actions"
        search={{ status: ['succeeded'], from: today.day, to: today.day }}
        inherit
      >
        {todo.succeededToday(count)}
      </LinkText>
    </div>
  );
};
