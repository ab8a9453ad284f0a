import { Badge, Tooltip } from '@mantine/core';
import { IconRoute2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../../api/client.ts';
import { useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { useCodeWords } from '../../../parts/code-words.ts';
import { oneOf } from '../../../routing/search.ts';
import type { Column } from '../../../ui/table/column.ts';
import { csvInstant } from '../../../ui/table/csv.ts';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { useTypeLabels } from '../../action-types/catalogue.ts';
import { EntityIcon } from '../../entities/icon.tsx';
import { ACTION_ENTITY_TYPES } from '../../entities/types.ts';
import { useNotificationText } from '../../notifications/parts/text.ts';
import { ActionStatusBadge } from '../status.tsx';
import { SubjectLink } from '../subject-link.tsx';

/** The columns of every list of actions. */

export type ActionSummary = Schemas['ActionSummary'];
type Summary = ActionSummary;

export const useActionColumns = (): Column<Summary>[] => {
  const { actions, statuses } = useMessages();
  const labelOf = useTypeLabels();
  const outcomeOf = useOutcome();
  const seesOthers = useMe().permissions['actions:read'] !== 'own';
  const typeOf = ({ action_type: code }: Summary): string => labelOf(code) ?? code;
  return [
    {
      key: 'action',
      header: actions.columnAction,
      card: 'title',
      width: '22.5%',
      widthMinPx: 220,
      cell: (row) => (
        <Link to="/actions/$id" params={{ id: row.id }} title={typeOf(row)}>
          {typeOf(row)}
        </Link>
      ),
      text: typeOf,
    },
    {
      key: 'status',
      header: actions.columnStatus,
      card: 'aside',
      width: '172px',
      cell: (row) => <ActionStatusBadge status={row.status} />,
      text: (row) => statuses[row.status],
    },
    {
      key: 'outcome',
      header: actions.columnOutcome,
      widthMinPx: 140,
      cell: (row) => <OutcomeCell row={row} text={outcomeOf(row)} />,
      text: outcomeOf,
    },
    {
      key: 'entity',
      header: actions.columnEntity,
      width: '146px',
      cell: (row) => <EntityCell row={row} />,
      text: (row) => row.entite_label ?? '',
    },
    {
      key: 'decider',
      header: actions.columnDecider,
      width: '114px',
      isOptional: !seesOthers,
      cell: (row) => row.decide_par_name,
      text: (row) => row.decide_par_name,
    },
    {
      key: 'route',
      header: actions.columnRoute,
      width: '200px',
      isOptional: true,
      cell: (row) => <span title={row.route.workflow}>{row.route.workflow}</span>,
      text: (row) => row.route.workflow,
    },
    {
      key: 'settled',
      header: actions.columnSettled,
      align: 'right',
      width: '116px',
      isOptional: true,
      cell: (row) => row.settled_at !== null && <RelativeTime at={row.settled_at} />,
      text: (row) => (row.settled_at === null ? '' : csvInstant(row.settled_at)),
    },
    {
      key: 'attempts',
      header: actions.columnAttempts,
      align: 'right',
      width: '80px',
      isOptional: true,
      cell: (row) => row.attempt_count,
      text: (row) => String(row.attempt_count),
    },
    {
      key: 'reference',
      header: actions.columnReference,
      width: '132px',
      isOptional: true,
      cell: (row) => row.entite_id,
      text: (row) => row.entite_id ?? '',
    },
    {
      key: 'created',
      header: actions.columnCreated,
      align: 'right',
      card: 'foot',
      width: '100px',
      sortKey: 'created_at',
      firstOrder: 'descending',
      cell: (row) => <RelativeTime at={row.created_at} />,
      text: (row) => csvInstant(row.created_at),
    },
  ];
};

/** The columns of a small table of actions on another page. It has no checkboxes and no menus. */
export const useFewActionColumns = (): Column<Summary>[] =>
  useActionColumns()
    .filter(({ isOptional }) => isOptional !== true)
    .map((column) => ({ ...column, ...WIDTHS_OF_FEW[column.key] }));

const WIDTHS_OF_FEW: Readonly<Record<string, Pick<Column<Summary>, 'width'>>> = {
  action: { width: '26%' },
  created: { width: '120px' },
};

/** What n8n answered; else why there is no answer. */
const useOutcome = (): ((row: Summary) => string) => {
  const { outcomeWord } = useCodeWords();
  const { actions } = useMessages();
  const textOf = useNotificationText();
  return ({ outcome_message: message, outcome_code: code, is_unrouted: isUnrouted }) => {
    // What the fallback route answers is in French.
    if (isUnrouted && message !== null) return actions.noRoute;
    if (message !== null) return textOf(message);
    return code === null ? '' : outcomeWord(code);
  };
};

const EntityCell = ({ row }: { row: Summary }) => {
  const { actions } = useMessages();
  const type = oneOf(ACTION_ENTITY_TYPES, row.entite_type);
  if (type === undefined || row.entite_id === null) return <span>{actions.noEntity}</span>;
  return (
    <SubjectLink type={type} reference={row.entite_id} size="sm" c="inherit">
      <span style={{ display: 'inline-block', marginInlineEnd: 6, verticalAlign: '-2px' }}>
        <EntityIcon type={type} />
      </span>
      {row.entite_label}
    </SubjectLink>
  );
};

const OutcomeCell = ({ row, text }: { row: Summary; text: string }) =>
  (row.is_unrouted || text !== '') && (
    <span title={text}>
      {row.is_unrouted && <Unrouted />} {text}
    </span>
  );

const Unrouted = () => {
  const { actions } = useMessages();
  return (
    <Tooltip label={actions.unroutedHint} multiline w={260}>
      <Badge
        color="saffron"
        variant="light"
        leftSection={<IconRoute2 size={12} />}
        style={{ verticalAlign: 'middle' }}
      >
        {actions.unrouted}
      </Badge>
    </Tooltip>
  );
};
