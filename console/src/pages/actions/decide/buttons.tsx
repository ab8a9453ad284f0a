import { Button, Group } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { usePageCommands } from '../../../parts/commands.tsx';
import { useChoices } from './choices.ts';
import { useDecide, type DecisionSubject } from './context.ts';
import { OtherTypes } from './other-types.tsx';
import { preloadDecision } from './provider.tsx';
import { useFittingCount } from './use-fitting-count.ts';

interface DecisionButtonsProps {
  entity: DecisionSubject;
  /** `admin.candidats.detail`: see source.ts. */
  source: string;
  /** Action types that the status of the record suggests. */
  suggested?: readonly string[];
}

/**
 * The usual actions for a record, as many as fit on one line, and a menu with the others. The palette offers
 * all of them.
 */
export const DecisionButtons = ({ entity, source, suggested }: DecisionButtonsProps) => {
  const { decide: words } = useMessages();
  const can = useCan();
  const decide = useDecide();
  const { usual, others } = useChoices(entity.type, suggested);
  const row = useRef<HTMLDivElement>(null);
  const fittingCount = useFittingCount(
    row,
    usual.map(({ label }) => label),
  );
  const shown = usual.slice(0, fittingCount);
  useEffect(preloadDecision, []);
  const isShown = can('actions:create') && usual.length > 0;
  const open = (actionType: string): void => decide({ actionType, entities: [entity], source });
  usePageCommands(
    isShown
      ? [...usual, ...others].map(({ code, label }) => ({
          id: code,
          label,
          icon: IconSend,
          run: () => open(code),
        }))
      : [],
  );
  if (!isShown) return null;
  return (
    <Group ref={row} gap="xs" role="group" aria-label={words.usual}>
      {shown.map(({ code, label }, position) => (
        <Button
          key={code}
          size="sm"
          px="sm"
          variant={position === 0 ? 'filled' : 'default'}
          onClick={() => open(code)}
        >
          {label}
        </Button>
      ))}
      <OtherTypes
        types={[...usual.filter((one) => !shown.includes(one)), ...others]}
        size="sm"
        onChoose={open}
      />
    </Group>
  );
};
