import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useMessages } from '../../../i18n/index.tsx';
import type { JsonObject } from '../../../ui/fields/json-input.tsx';
import classes from './conflict.module.css';

export type Side = 'mine' | 'theirs';

const SIDES = ['theirs', 'mine'] as const;

interface EntityConflictProps {
  mine: JsonObject;
  theirs: JsonObject;
  /** The fields that both users have changed. */
  names: readonly string[];
  sideOf: (name: string) => Side | undefined;
  onChoose: (name: string, side: Side) => void;
}

/**
 * Shown when another user has saved the record meanwhile. For each field that both changed, the
 * user chooses one of the two values.
 */
export const EntityConflict = ({ mine, theirs, names, sideOf, onChoose }: EntityConflictProps) => {
  const { entity: words, fields } = useMessages();
  const values = { mine, theirs };
  return (
    <Alert
      color={names.length === 0 ? 'blue' : 'saffron'}
      title={words.conflictTitle}
      icon={<IconUsers />}
      role="alert"
    >
      <Text size="sm">{names.length === 0 ? words.conflictNone : words.conflictBody}</Text>
      <Stack gap="sm" mt={names.length === 0 ? 0 : 'sm'}>
        {names.map((name) => (
          <div key={name} role="group" aria-label={fields[name] ?? name}>
            <Text size="sm" fw={600} mb={4}>
              {fields[name] ?? name}
            </Text>
            <div className={classes['sides']}>
              {SIDES.map((side) => (
                <Button
                  key={side}
                  size="sm"
                  h="auto"
                  py={6}
                  justify="start"
                  variant={sideOf(name) === side ? 'filled' : 'default'}
                  aria-pressed={sideOf(name) === side}
                  onClick={() => onChoose(name, side)}
                >
                  <span className={classes['value']}>
                    {words[side]} : {shown(values[side][name])}
                  </span>
                </Button>
              ))}
            </div>
          </div>
        ))}
      </Stack>
    </Alert>
  );
};

const shown = (value: unknown): string => {
  if (value === undefined || value === '') return '—';
  return typeof value === 'string' ? value : JSON.stringify(value);
};
