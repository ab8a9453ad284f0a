import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArchive,
  IconArrowsJoin,
  IconArrowsSplit,
  IconDotsVertical,
  IconMailExclamation,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { Confirm } from '../../../ui/feedback/confirm.tsx';
import type { Conversation } from '../query.ts';
import type { Triage } from '../triage.tsx';
import { MergeDialog } from './merge.tsx';
import { RenameDialog } from './rename.tsx';
import { SplitDialog } from './split.tsx';

/** What is done less often with a conversation. */

interface MoreMenuProps {
  conversation: Conversation;
  triage: Triage;
  onLeave: () => void;
}

type Dialog = 'rename' | 'merge' | 'split' | 'delete';

export const MoreMenu = ({ conversation, triage, onLeave }: MoreMenuProps) => {
  const { inbox, common } = useMessages();
  const mayDelete = useCan()('conversations:delete');
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const isSpam = conversation.status === 'spam';
  return (
    <>
      <Menu withinPortal position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={inbox.more}>
            <IconDotsVertical size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setDialog('rename')}>
            {inbox.rename}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconArchive size={16} />}
            onClick={() => triage.setStatus('archive')}
          >
            {inbox.archive}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconMailExclamation size={16} />}
            onClick={isSpam ? () => triage.run('not_spam', inbox.notSpamDone, true) : triage.spam}
          >
            {isSpam ? inbox.notSpam : inbox.markSpam}
          </Menu.Item>
          <Menu.Item leftSection={<IconArrowsJoin size={16} />} onClick={() => setDialog('merge')}>
            {inbox.merge}
          </Menu.Item>
          {conversation.message_count > 1 && (
            <Menu.Item
              leftSection={<IconArrowsSplit size={16} />}
              onClick={() => setDialog('split')}
            >
              {inbox.split}
            </Menu.Item>
          )}
          {mayDelete && (
            <Menu.Item
              color="brick"
              leftSection={<IconTrash size={16} />}
              onClick={() => setDialog('delete')}
            >
              {common.delete}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Dialogs
        conversation={conversation}
        triage={triage}
        onLeave={onLeave}
        dialog={dialog}
        onClose={() => setDialog(null)}
      />
    </>
  );
};

interface DialogsProps extends MoreMenuProps {
  dialog: Dialog | null;
  onClose: () => void;
}

const Dialogs = ({ conversation, triage, onLeave, dialog, onClose }: DialogsProps) => {
  const { inbox, common } = useMessages();
  return (
    <>
      {dialog === 'rename' && <RenameDialog conversation={conversation} onClose={onClose} />}
      {dialog === 'merge' && <MergeDialog conversation={conversation} onClose={onClose} />}
      {dialog === 'split' && <SplitDialog conversation={conversation} onClose={onClose} />}
      <Confirm
        isOpen={dialog === 'delete'}
        title={inbox.deleteTitle(1)}
        confirmLabel={common.delete}
        isDangerous
        isPending={triage.isPending}
        onConfirm={() => {
          onClose();
          triage.run('delete', inbox.deleteDone(1));
          onLeave();
        }}
        onClose={onClose}
      >
        {inbox.deleteBody}
      </Confirm>
    </>
  );
};
