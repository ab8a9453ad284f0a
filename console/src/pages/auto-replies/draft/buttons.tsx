import { Button, Kbd } from '@mantine/core';
import {
  IconBan,
  IconPencil,
  IconRefresh,
  IconSend,
  IconUserShare,
  IconX,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { useIsPhone } from '../../../ui/page/use-is-phone.ts';
import type { Asked } from './dialogs.tsx';
import classes from './draft.module.css';

/** What can be decided about a draft, with its keys. */

interface ButtonsProps {
  isEdited: boolean;
  isEditing: boolean;
  mayApprove: boolean;
  isPending: boolean;
  /** The keys of the page work. */
  hasKeys: boolean;
  onApprove: () => void;
  onEdit: () => void;
  onStopEdit: () => void;
  onAsk: (asked: Asked) => void;
}

export const Buttons = ({ isEdited, isEditing, mayApprove, isPending, ...props }: ButtonsProps) => {
  const { autoReplies: words } = useMessages();
  const { hasKeys, onAsk } = props;
  return (
    <div className={classes['buttons']}>
      <Button
        size="xs"
        leftSection={<IconSend size={15} />}
        rightSection={<Key>{words.approveKeys}</Key>}
        loading={isPending}
        disabled={!mayApprove}
        onClick={props.onApprove}
      >
        {isEdited ? words.approveEdited : words.approve}
      </Button>
      {isEditing ? (
        <Small icon={<IconX size={14} />} onClick={props.onStopEdit}>
          {words.stopEdit}
        </Small>
      ) : (
        <Small
          icon={<IconPencil size={14} />}
          keys={hasKeys ? 'e' : undefined}
          onClick={props.onEdit}
        >
          {words.edit}
        </Small>
      )}
      <Small
        icon={<IconBan size={14} />}
        keys={hasKeys ? 'r' : undefined}
        onClick={() => onAsk('reject')}
      >
        {words.reject}
      </Small>
      <Small
        icon={<IconRefresh size={14} />}
        keys={hasKeys ? 'v' : undefined}
        onClick={() => onAsk('regenerate')}
      >
        {words.regenerate}
      </Small>
      <Small
        icon={<IconUserShare size={14} />}
        keys={hasKeys ? 'a' : undefined}
        onClick={() => onAsk('reassign')}
      >
        {words.reassign}
      </Small>
    </div>
  );
};

interface SmallProps {
  icon: ReactNode;
  keys?: string | undefined;
  onClick: () => void;
  children: string;
}

const Small = ({ icon, keys, onClick, children }: SmallProps) => (
  <Button
    size="xs"
    variant="default"
    leftSection={icon}
    rightSection={keys === undefined ? undefined : <Key>{keys}</Key>}
    onClick={onClick}
  >
    {children}
  </Button>
);

/** Said by the list of shortcuts too, so it is no part of the button's name. A phone has no keys. */
const Key = ({ children }: { children: string }) =>
  useIsPhone() ? null : (
    <Kbd size="xs" aria-hidden>
      {children}
    </Kbd>
  );
