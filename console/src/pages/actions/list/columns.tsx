import { Badge, Tooltip } from '@mantine/core';
import { IconRoute2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { ENTITY_TYPES } from '../../entities/types.ts';
import { oneOf } from '../../../routing/search.ts';
import type { Column } from '../../../ui/table/data-table.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { SmallCode } from '../../../ui/values/small-code.tsx';
import { ActionStatusBadge } from '../status.tsx';
import { useTypeLabels } from '../../action-types/catalogue.ts';
import { EntityIcon } from '../../entities/icon.tsx';
import { LinkText } from '../../../parts/links.tsx';

/** The columns of every list of actions. */

type Summary = Schemas['ActionSummary'];

export const useActionColumns = (): Column<Summary>[] => {
  const { actions } = useMessages();
  return [
    {
      key: 'action',
      header: actions.columnAction,
      card: 'title',
      width: '26%',
      cell: (row) => <ActionCell row={row} />,
    },
    {
      key: 'status',
      header: actions.columnStatus,
      card: 'aside',
      cell: (row) => <ActionStatusBadge status={row.status} />,
    },
    {
      key: 'entity',
      header: actions.columnEntity,
      width: '24%',
      cell: (row) => <EntityCell row={row} />,
    },
    { key: 'decider', header: actions.columnDecider, cell: (row) => row.decide_par_name },
    {
      key: 'route',
      header: actions.columnRoute,
      width: '23%',
      cell: (row) => <RouteCell row={row} />,
    },
    {
      key: 'created',
      header: actions.columnCreated,
      align: 'right',
      card: 'foot',
      cell: (row) => <RelativeTime at={row.created_at} />,
    },
  ];
};

const ActionCell = ({ row }: { row: Summary }) => {
  const label = useTypeLabels()(row.action_type);
  return (
    <>
      <Link to="/actions/$id" params={{ id: row.id }}>
        {label ?? row.action_type}
      </Link>
      {label !== undefined && <SmallCode code={row.action_type} />}
    </>
  );
};

const EntityCell = ({ row }: { row: Summary }) => {
  const { actions } = useMessages();
  const type = oneOf(ENTITY_TYPES, row.entite_type);
  if (type === undefined || row.entite_id === null) return <span>{actions.noEntity}</span>;
  return (
    <LinkText
      to="/entities/$type/$ref"
      params={{ type, ref: row.entite_id }}
      size="sm"
      c="inherit"
      style={{
        display: 'inline-flex',
        gap: 6,
        alignItems: 'center',
        verticalAlign: 'middle',
        position: 'relative',
        zIndex: 1,
      }}
    >
      <EntityIcon type={type} />
      {row.entite_label}
    </LinkText>
  );
};

const RouteCell = ({ row }: { row: Summary }) => {
  const { actions } = useMessages();
  return row.is_unrouted ? (
    <Tooltip label={actions.unroutedHint} multiline w={260}>
      <Badge color="saffron" variant="light" leftSection={<IconRoute2 size={12} />}>
        {actions.unrouted}
      </Badge>
    </Tooltip>
  ) : (
    <span>{row.route.workflow}</span>
  );
};
