import { ActionIcon, Button, Group, Select, Text } from '@mantine/core';
import { IconFolderPlus, IconPlus, IconTrash } from '@tabler/icons-react';
import type { CSSProperties } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import classes from '../folders.module.css';
import type { Rule, RuleGroup } from '../types.ts';
import { ConditionRow } from './condition.tsx';
import { DEPTH_MAX, GROUP_KINDS, isGroup, newCondition, newGroup } from './draft.ts';
import type { RuleProps } from './rule-props.ts';

/** A group of rules, with the groups in it. */

/** Nested groups look different from the one around them. */
const COLOURS = { all: 'petrol', any: 'saffron', none: 'brick' } as const;

const colourOf = (kind: RuleGroup['kind']): CSSProperties =>
  Object.fromEntries([['--group-colour', `var(--mantine-color-${COLOURS[kind]}-5)`]]);

export const GroupEditor = ({ depth, ...props }: RuleProps<RuleGroup> & { depth: number }) => {
  const { inboxFolders: words } = useMessages();
  const { rule, path, onChange } = props;
  const setRules = (rules: Rule[]): void => onChange({ ...rule, rules });
  const fault = props.faultOf(`${path}.rules`);
  return (
    <div
      className={classes['group']}
      style={colourOf(rule.kind)}
      role="group"
      aria-label={words.groupKinds[rule.kind]}
    >
      <GroupHead {...props} />
      <ul className={classes['rules']}>
        {rule.rules.map((child, place) => {
          const shared = {
            path: `${path}.rules.${place}`,
            faultOf: props.faultOf,
            onChange: (next: Rule) => setRules(rule.rules.with(place, next)),
            onRemove: () => setRules(rule.rules.toSpliced(place, 1)),
          };
          return (
            // A rule has no id, and two may be the same.
            <li key={`${place}/${rule.rules.length}`}>
              {isGroup(child) ? (
                <GroupEditor rule={child} depth={depth + 1} {...shared} />
              ) : (
                <ConditionRow rule={child} {...shared} />
              )}
            </li>
          );
        })}
      </ul>
      {fault !== undefined && (
        <Text size="xs" c="brick" mb={8} role="alert">
          {fault}
        </Text>
      )}
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => setRules([...rule.rules, newCondition()])}
        >
          {words.addCondition}
        </Button>
        {depth < DEPTH_MAX && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconFolderPlus size={14} />}
            onClick={() => setRules([...rule.rules, newGroup()])}
          >
            {words.addGroup}
          </Button>
        )}
      </Group>
    </div>
  );
};

const GroupHead = ({ rule, onChange, onRemove }: RuleProps<RuleGroup>) => {
  const { inboxFolders: words } = useMessages();
  return (
    <div className={classes['groupHead']}>
      <Select
        size="xs"
        flex="1 1 auto"
        maw={220}
        aria-label={words.groupKind}
        allowDeselect={false}
        data={GROUP_KINDS.map((value) => ({ value, label: words.groupKinds[value] }))}
        value={rule.kind}
        onChange={(value) =>
          onChange({ ...rule, kind: GROUP_KINDS.find((one) => one === value) ?? rule.kind })
        }
      />
      {onRemove && (
        <ActionIcon variant="subtle" color="gray" aria-label={words.removeGroup} onClick={onRemove}>
          <IconTrash size={16} />
        </ActionIcon>
      )}
    </div>
  );
};
