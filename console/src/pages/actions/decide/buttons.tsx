import { Button, Group, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { useChoices } from './choices.ts';
import { useDecide, type DecisionSubject } from './context.ts';
import { preloadDecision } from './provider.tsx';

interface DecisionButtonsProps {
  entity: DecisionSubject;
  /** `admin.candidats.detail`: see source.ts. */
  source: string;
  /** Action types that the status of the record suggests. */
  suggested?: readonly string[];
}

/** The usual actions for a record, and a menu with the others. */
export const DecisionButtons = ({ entity, source, suggested }: DecisionButtonsProps) => {
  const { decide: words } = useMessages();
  const can = useCan();
  const decide = useDecide();
  const { usual, others } = useChoices(entity.type, suggested);
  useEffect(preloadDecision, []);
  if (!can('actions:create') || usual.length === 0) return null;
  const open = (actionType: string) => (): void =>
    decide({ actionType, entities: [entity], source });
  return (
    <Group gap="xs" role="group" aria-label={words.usual}>
      {usual.map(({ code, label }, position) => (
        <Button
          key={code}
          size="sm"
          variant={position === 0 ? 'filled' : 'default'}
          onClick={open(code)}
        >
          {label}
        </Button>
      ))}
      {others.length > 0 && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button size="sm" variant="default" rightSection={<IconChevronDown size={15} />}>
              {words.others}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {others.map(({ code, label }) => (
              <Menu.Item key={code} onClick={open(code)}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </Group>
  );
};
