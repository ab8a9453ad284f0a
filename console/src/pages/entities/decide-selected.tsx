import { Button } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useMessages } from '../../i18n/index.tsx';
import { useDecide } from '../actions/decide/context.ts';
import { preloadDecision } from '../actions/decide/provider.tsx';
import { sourceOf } from '../actions/decide/source.ts';
import type { Entity } from './columns.tsx';
import type { EntityType } from './types.ts';

/** The limit of the api for one request. */
const COUNT_MAX = 200;

interface DecideSelectedProps {
  type: EntityType;
  rows: readonly Entity[];
  onSent: () => void;
}

/** One action for all selected records. */
export const DecideSelected = ({ type, rows, onSent }: DecideSelectedProps) => {
  const { decide: words } = useMessages();
  const decide = useDecide();
  useEffect(preloadDecision, []);
  const isTooMany = rows.length > COUNT_MAX;
  return (
    <Button
      size="compact-sm"
      leftSection={<IconSend size={15} />}
      disabled={isTooMany}
      onClick={() => decide({ entities: rows, source: sourceOf(type, 'list'), onSent })}
    >
      {isTooMany ? words.atMost(COUNT_MAX) : words.forSelected}
    </Button>
  );
};
