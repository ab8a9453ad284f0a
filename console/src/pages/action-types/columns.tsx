import { Badge, Group, Text } from '@mantine/core';
import { IconRouteOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { ROLES, type Role } from '../users/roles.ts';
import type { Column } from '../../ui/table/data-table.tsx';

type ActionType = Schemas['ActionType'];

/** The columns of the catalogue of action types. */
export const useTypeColumns = (canEdit: boolean): Column<ActionType>[] => {
  const { actionTypes, entityTypes, roles, actions } = useMessages();
  return [
    {
      key: 'label',
      header: actionTypes.label,
      card: 'title',
      width: '40%',
      cell: (row) => <TypeName type={row} canEdit={canEdit} />,
    },
    {
      key: 'entities',
      header: actionTypes.entityTypes,
      width: '18%',
      cell: (row) => row.entity_types.map((type) => entityTypes[type]).join(', '),
    },
    {
      key: 'roles',
      header: actionTypes.roles,
      width: '17%',
      cell: (row) => {
        if (row.roles.length === ROLES.length) return actionTypes.everyone;
        const lowest = lowestOf(row.roles);
        return lowest === null
          ? row.roles.map((role) => roles[role]).join(', ')
          : actionTypes.andUp(roles[lowest]);
      },
    },
    {
      key: 'route',
      header: actionTypes.route,
      width: '25%',
      cell: ({ route: { is_unrouted: isUnrouted, workflow } }) =>
        isUnrouted ? (
          <Badge color="saffron" variant="light" leftSection={<IconRouteOff size={12} />}>
            {actions.unrouted}
          </Badge>
        ) : (
          workflow
        ),
    },
  ];
};

/** The lowest of the roles if all higher ones are given too; else null. */
const lowestOf = (given: readonly Role[]): Role | null => {
  const [lowest, ...others] = ROLES.filter((role) => given.includes(role));
  if (lowest === undefined || others.length === 0) return null;
  return others.length === ROLES.length - 1 - ROLES.indexOf(lowest) ? lowest : null;
};

const TypeName = ({ type, canEdit }: { type: ActionType; canEdit: boolean }) => {
  const { actionTypes } = useMessages();
  const fieldCount = Object.keys(type.metadata_schema?.properties ?? {}).length;
  return (
    <>
      <Group gap={8}>
        {canEdit ? (
          <Link
            from="/settings/action-types"
            to="/settings/action-types"
            search={(search) => ({ ...search, edit: type.code })}
            replace
          >
            {type.label}
          </Link>
        ) : (
          <Text span size="sm" fw={500}>
            {type.label}
          </Text>
        )}
        {(type.is_own || type.is_customised) && (
          <Badge miw="max-content" variant="light" color={type.is_own ? 'petrol' : 'plum'}>
            {type.is_own ? actionTypes.own : actionTypes.customised}
          </Badge>
        )}
      </Group>
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        <Text span inherit ff="monospace">
          {type.code}
        </Text>
        {fieldCount > 0 && ` · ${actionTypes.fieldCount(fieldCount)}`}
      </Text>
    </>
  );
};
