import { ActionIcon, Alert, Button, Menu } from '@mantine/core';
import { IconArrowMerge, IconDots, IconRestore, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useCan } from '../../../api/session.ts';
import { useMutation } from '../../../api/use-mutation.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { Confirm } from '../../../ui/feedback/confirm.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { StatusBadge } from '../../../ui/values/status-badge.tsx';
import { useContactsChanged } from '../form/refresh.ts';
import {
  deleteContact,
  PAGES,
  permissionOf,
  restoreContact,
  type Contact,
  type Kind,
} from '../kinds.ts';

/** Whether a contact is there, deleted or merged, and what changes that. */

export const StateBadge = ({ contact }: { contact: Contact }) => {
  const { contacts: words } = useMessages();
  return (
    <StatusBadge
      tone="neutral"
      label={contact.merged_into_id === null ? words.badgeDeleted : words.badgeMerged}
    />
  );
};

interface MoreActionsProps {
  kind: Kind;
  contact: Contact;
  onMerge: () => void;
}

/** Merge and delete: rarer than a change. */
export const MoreActions = ({ kind, contact, onMerge }: MoreActionsProps) => {
  const messages = useMessages();
  const { contacts: words } = messages;
  const changed = useContactsChanged();
  const [isAsking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => deleteContact(kind, contact.id),
    onSuccess: () => {
      toast('good', words.deleted);
      setAsking(false);
      changed();
    },
    onError: (error) => toastProblem(messages, error),
  });
  const deleteLabel = kind === 'person' ? words.deletePerson : words.deleteOrganisation;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={words.more}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconArrowMerge size={16} />} onClick={onMerge}>
            {words.mergeWith}
          </Menu.Item>
          <Menu.Item
            color="brick"
            leftSection={<IconTrash size={16} />}
            onClick={() => setAsking(true)}
          >
            {deleteLabel}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Confirm
        isOpen={isAsking}
        isDangerous
        title={words.deleteTitle(contact.name)}
        confirmLabel={deleteLabel}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      >
        {'people_count' in contact && contact.people_count > 0
          ? `${words.deleteBody} ${words.deletePeople}`
          : words.deleteBody}
      </Confirm>
    </>
  );
};

/** Says what became of the record, and leads to the one that was kept. */
export const DeletedNote = ({ kind, contact }: { kind: Kind; contact: Contact }) => {
  const messages = useMessages();
  const { contacts: words } = messages;
  const changed = useContactsChanged();
  const canRestore = useCan()(permissionOf(kind, 'delete'));
  const restore = useMutation({
    mutationFn: () => restoreContact(kind, contact.id),
    onSuccess: () => {
      toast('good', words.restored);
      changed();
    },
    onError: (error) => toastProblem(messages, error),
  });
  const { merged_into_id: winnerId } = contact;
  if (winnerId !== null)
    return (
      <Alert color="gray" icon={<IconArrowMerge />} title={words.isMerged}>
        <LinkText to={PAGES[kind]} params={{ id: String(winnerId) }} size="sm">
          {words.openMerged}
        </LinkText>
      </Alert>
    );
  return (
    <Alert color="gray" icon={<IconTrash />} title={words.isDeleted}>
      {canRestore && (
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconRestore size={15} />}
          loading={restore.isPending}
          onClick={() => restore.mutate()}
        >
          {words.restore}
        </Button>
      )}
    </Alert>
  );
};
