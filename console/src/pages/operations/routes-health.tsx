import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { api, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { LinkText } from '../../parts/links.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Card } from '../../ui/page/page.tsx';
import { DataTableSkeleton } from '../../ui/table/data-table.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { StatusBadge } from '../../ui/values/status-badge.tsx';
import type { Tone } from '../../ui/values/tones.ts';
import classes from './routes-health.module.css';

/** What n8n answers on each route, from the attempts of the last day. */

type RouteHealth = Schemas['RoutesHealth']['data'][number];

const STATE_TONES: Record<RouteHealth['state'], Tone> = {
  fine: 'good',
  silent: 'bad',
  errors: 'bad',
  inactive: 'bad',
  refuses_key: 'bad',
  refuses: 'bad',
  misdirected: 'bad',
};

interface RoutesHealthProps {
  /** Only the routes in trouble; if there are none, one line says so. */
  isBrief?: boolean;
}

/** Shows nothing to users who may not see operations. */
export const RoutesHealth = ({ isBrief = false }: RoutesHealthProps) => {
  const { operations } = useMessages();
  const mayRead = useCan()('operations:read');
  const query = api.useQuery('get', '/api/v1/operations/routes', {}, { enabled: mayRead });
  if (!mayRead) return null;
  return (
    <Card title={operations.routes}>
      <QueryView
        query={query}
        skeleton={<DataTableSkeleton label={operations.routes} columns={[]} />}
      >
        {({ data }) => <List routes={data} isBrief={isBrief} />}
      </QueryView>
    </Card>
  );
};

const List = ({ routes, isBrief }: { routes: readonly RouteHealth[]; isBrief: boolean }) => {
  const { operations } = useMessages();
  const troubled = routes.filter(({ state }) => state !== 'fine');
  const shown = isBrief ? troubled : routes;
  if (shown.length === 0) {
    return (
      <Group gap="sm">
        <StatusBadge
          tone={routes.length === 0 ? 'neutral' : 'good'}
          label={routes.length === 0 ? operations.routesUnused : operations.routesFine}
        />
        {routes.length > 0 && (
          <Text size="sm" c="dimmed">
            {operations.routesFineHint(routes.length)}
          </Text>
        )}
      </Group>
    );
  }
  return (
    <ul className={classes['list']} aria-label={operations.routes}>
      {shown.map((route) => (
        <li key={`${route.route.index}/${route.route.workflow}`} className={classes['route']}>
          <RouteLine route={route} />
        </li>
      ))}
    </ul>
  );
};

const RouteLine = ({ route }: { route: RouteHealth }) => {
  const { operations } = useMessages();
  const format = useFormat();
  const { state, hour, day, last } = route;
  return (
    <>
      <Group gap="sm" justify="space-between">
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {route.route.workflow}
        </Text>
        <StatusBadge
          tone={STATE_TONES[state]}
          label={operations.routeStates[state](last.status_code)}
          description={operations.routeHints[state]}
        />
      </Group>
      {state !== 'fine' && <Text size="sm">{operations.routeHints[state]}</Text>}
      <Group gap="4px 12px">
        <Fact>{operations.routeHour(hour.attempts, hour.failures)}</Fact>
        <Fact>{operations.routeDay(day.attempts, day.failures)}</Fact>
        {route.median_ms !== null && (
          <Fact>{operations.routeMedian(format.duration(route.median_ms))}</Fact>
        )}
        <Fact>
          {operations.routeLast} <RelativeTime at={last.at} />
        </Fact>
        {(state === 'refuses' || state === 'refuses_key') && (
          <LinkText
            to="/actions"
            search={{ status: ['failed'], route_workflow: route.route.workflow }}
            size="xs"
          >
            {operations.routeFailed}
          </LinkText>
        )}
        {route.retrying_count > 0 && (
          <LinkText
            to="/actions"
            search={{ status: ['dispatching'], route_workflow: route.route.workflow }}
            size="xs"
          >
            {operations.routeRetrying(route.retrying_count)}
          </LinkText>
        )}
      </Group>
    </>
  );
};

const Fact = ({ children }: { children: ReactNode }) => (
  <Text size="xs" c="dimmed" component="span">
    {children}
  </Text>
);
