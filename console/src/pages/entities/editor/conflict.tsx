import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useMessages } from '../../../i18n/index.tsx';
import { useCodeWords } from '../../../parts/code-words.ts';
import type { JsonObject } from '../../../ui/fields/json-input.tsx';
import { usePlainText } from '../record/value.tsx';
import classes from './conflict.module.css';
import { isSameValue } from './merge.ts';

export type Side = 'mine' | 'theirs';

const SIDES = ['theirs', 'mine'] as const;

interface EntityConflictProps {
  mine: JsonObject;
  theirs: JsonObject;
  /** The fields that both users have changed. */
  names: readonly string[];
  /** As on the page; by default as in the records. */
  labelOf?: (name: string) => string;
  sideOf: (name: string) => Side | undefined;
  onChoose: (name: string, side: Side) => void;
}

/**
 * Shown when the record was saved meanwhile. For each field that both changed, the
 * user chooses one of the two values.
 */
export const EntityConflict = (props: EntityConflictProps) => {
  const { mine, theirs, names, sideOf, onChoose } = props;
  const { common, entity: words } = useMessages();
  const { fieldWord } = useCodeWords();
  const { labelOf = fieldWord } = props;
  const plainText = usePlainText(true);
  const values = { mine, theirs };
  const shown = (name: string, value: unknown): string =>
    isSameValue(value, null) ? words.emptyValue : plainText(name, value);
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
          <div key={name} role="group" aria-label={labelOf(name)}>
            <Text size="sm" fw={600} mb={4}>
              {labelOf(name)}
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
                    {common.labelled(words[side], shown(name, values[side][name]))}
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
