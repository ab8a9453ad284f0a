import { Button, Group } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconSend } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { usePageCommands } from '../../../parts/commands.tsx';
import { useChoices } from './choices.ts';
import { useDecide, type DecisionSubject } from './context.ts';
import { OtherTypes } from './other-types.tsx';
import { preloadDecision } from './provider.tsx';

interface DecisionButtonsProps {
  entity: DecisionSubject;
  /** `admin.candidats.detail`: see source.ts. */
  source: string;
  /** Action types that the status of the record suggests. */
  suggested?: readonly string[];
}

/**
 * The usual actions for a record, and a menu with the others: on a phone, with all but the first. The
 * palette offers all of them.
 */
export const DecisionButtons = ({ entity, source, suggested }: DecisionButtonsProps) => {
  const { decide: words } = useMessages();
  const can = useCan();
  const decide = useDecide();
  const { usual, others } = useChoices(entity.type, suggested);
  const isPhone = useMediaQuery('(width < 48em)', false, { getInitialValueInEffect: false });
  const shown = isPhone ? usual.slice(0, 1) : usual;
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
    <Group gap="xs" role="group" aria-label={words.usual}>
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
      <OtherTypes types={[...usual.slice(shown.length), ...others]} size="sm" onChoose={open} />
    </Group>
  );
};
