import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useMessages } from '../../../i18n/index.tsx';
import type { ActionType } from './draft.ts';

interface OtherTypesProps {
  types: readonly ActionType[];
  size: 'sm' | 'compact-sm';
  onChoose: (code: string) => void;
}

/** A menu of the types that have no button. */
export const OtherTypes = ({ types, size, onChoose }: OtherTypesProps) => {
  const { decide: words } = useMessages();
  if (types.length === 0) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size={size} variant="default" rightSection={<IconChevronDown size={15} />}>
          {words.others}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {types.map(({ code, label }) => (
          <Menu.Item key={code} onClick={() => onChoose(code)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
