import { ActionIcon, Group, Text } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { Breakable } from '../../ui/values/breakable.tsx';
import { useActionTypes } from '../action-types/catalogue.ts';
import { RouteState, type Probe } from './probe.tsx';
import { takerOf, type Route } from './rows.ts';

/** The columns of the routing table. */

const SECOND_MS = 1000;

interface RouteColumnsInput {
  routes: readonly Route[];
  /** Undefined until the user has asked. */
  probe: Probe | undefined;
  onEdit: (route: Route) => void;
  onRemove: (route: Route) => void;
}

export const useRouteColumns = (input: RouteColumnsInput): Column<Route>[] => {
  const { routes: words } = useMessages();
  const { routes, probe } = input;
  return [
    {
      key: 'prefix',
      header: words.prefix,
      card: 'title',
      width: '22%',
      cell: ({ prefix }) => (
        <Text span size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          <Breakable text={prefix} />
        </Text>
      ),
    },
    {
      key: 'types',
      header: words.types,
      cell: (route) => <Types route={route} routes={routes} />,
    },
    {
      key: 'workflow',
      header: words.workflow,
      width: '22%',
      cell: (route) => <Workflow route={route} />,
    },
    ...(probe === undefined
      ? []
      : [
          {
            key: 'state',
            header: words.state,
            width: '16%',
            cell: ({ prefix }: Route) => (
              <RouteState found={probe.routes.find((found) => found.prefix === prefix)} />
            ),
          },
        ]),
    {
      key: 'menu',
      header: words.settings,
      isHeaderHidden: true,
      align: 'right',
      card: 'foot',
      width: '84px',
      cell: (route) => <RowButtons route={route} {...input} />,
    },
  ];
};

/** The types of the catalogue that take this route, in the reader's language. */
const Types = ({ route, routes }: { route: Route; routes: readonly Route[] }) => {
  const { routes: words } = useMessages();
  const format = useFormat();
  const labels = useActionTypes()
    .filter(({ code }) => takerOf(routes, code)?.prefix === route.prefix)
    .map(({ label }) => label);
  return (
    <Text span size="sm" c={labels.length === 0 ? 'dimmed' : 'inherit'}>
      {labels.length === 0 ? words.noTypes : format.list(labels)}
    </Text>
  );
};

const Workflow = ({ route }: { route: Route }) => {
  const { routes: words } = useMessages();
  const format = useFormat();
  const parts = [
    route.expects_callback
      ? words.answerWithin(format.duration(route.callback_timeout_seconds * SECOND_MS))
      : words.noAnswer,
    route.url === null ? null : (URL.parse(route.url)?.host ?? route.url),
    route.has_api_key ? words.ownKey : null,
  ];
  return (
    <div>
      <Breakable text={route.workflow} />
      <Text size="xs" c="dimmed">
        {parts.filter((part) => part !== null).join(' · ')}
      </Text>
    </div>
  );
};

interface RowButtonsProps extends Pick<RouteColumnsInput, 'onEdit' | 'onRemove'> {
  route: Route;
}

const RowButtons = ({ route, onEdit, onRemove }: RowButtonsProps) => {
  const { routes: words } = useMessages();
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={words.editRoute(route.prefix)}
        onClick={() => onEdit(route)}
      >
        <IconPencil size={16} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={words.removeRoute(route.prefix)}
        onClick={() => onRemove(route)}
      >
        <IconTrash size={16} />
      </ActionIcon>
    </Group>
  );
};
