import { ActionIcon, Alert, Button, Menu } from '@mantine/core';
import {
  IconArrowLeft,
  IconArrowMerge,
  IconDots,
  IconEdit,
  IconRestore,
  IconTrash,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { usePageCommands } from '../../../parts/commands.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { Confirm } from '../../../ui/feedback/confirm.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { backLinkClass, Card, Page } from '../../../ui/page/page.tsx';
import { StatusBadge } from '../../../ui/values/status-badge.tsx';
import type { Fact } from '../../../ui/values/facts.tsx';
import { useContactsChanged } from '../form/refresh.ts';
import {
  deleteContact,
  LISTS,
  PAGES,
  permissionOf,
  restoreContact,
  type Contact,
  type Kind,
} from '../kinds.ts';
import { MergeDialog } from '../merge/dialog.tsx';
import { Duplicates } from '../merge/duplicates.tsx';
import { ContactFacts } from './facts.tsx';
import { ContactTimeline } from './timeline.tsx';

interface RecordSearch {
  edit?: true;
  merge?: true;
  other?: number;
}

interface ContactViewProps {
  kind: Kind;
  contact: Contact;
  description: ReactNode;
  /** What only this kind has, above the addresses and numbers. */
  facts: readonly Fact[];
  /** The form that changes it. */
  editor: (close: () => void) => ReactNode;
  search: RecordSearch;
  onSearch: (search: RecordSearch) => void;
  children?: ReactNode;
}

/** The page of a person or of an organisation. */
export const ContactView = (props: ContactViewProps) => {
  const { kind, contact, search, onSearch } = props;
  const { contacts: words } = useMessages();
  const can = useCan();
  const isHere = contact.deleted_at === null;
  const canUpdate = can(permissionOf(kind, 'update')) && isHere;
  const canDelete = can(permissionOf(kind, 'delete')) && isHere;
  const edit = (): void => onSearch({ edit: true });
  const merge = (): void => onSearch({ merge: true });
  usePageCommands([
    ...(canUpdate ? [{ id: 'edit', label: words.edit, icon: IconEdit, run: edit }] : []),
    ...(canDelete
      ? [{ id: 'merge', label: words.mergeWith, icon: IconArrowMerge, run: merge }]
      : []),
  ]);
  return (
    <Page
      layout="record"
      title={contact.name}
      badge={!isHere && <StateBadge contact={contact} />}
      description={props.description}
      back={<BackToList kind={kind} />}
      actions={
        <>
          {canUpdate && (
            <Button size="sm" leftSection={<IconEdit size={16} />} onClick={edit}>
              {words.edit}
            </Button>
          )}
          {canDelete && <MoreActions kind={kind} contact={contact} onMerge={merge} />}
        </>
      }
      side={
        <Card title={words.timeline} actions={can('audit:read') && <AuditLink {...props} />}>
          <ContactTimeline kind={kind} id={contact.id} />
        </Card>
      }
    >
      {isHere ? (
        <Duplicates
          kind={kind}
          id={contact.id}
          onCompare={(other) => onSearch({ merge: true, other })}
        />
      ) : (
        <DeletedNote kind={kind} contact={contact} />
      )}
      <Card title={words.facts}>
        <ContactFacts contact={contact} more={props.facts} />
      </Card>
      {props.children}
      {canUpdate && search.edit === true && props.editor(() => onSearch({}))}
      {canDelete && search.merge === true && (
        <MergeDialog
          kind={kind}
          contact={contact}
          otherId={search.other}
          onOther={(other) => onSearch({ merge: true, ...(other !== undefined && { other }) })}
          onClose={() => onSearch({})}
        />
      )}
    </Page>
  );
};

export const BackToList = ({ kind }: { kind: Kind }) => {
  const { contacts: words } = useMessages();
  return (
    <Link to={LISTS[kind]} className={backLinkClass}>
      <IconArrowLeft size={14} aria-hidden />
      {kind === 'person' ? words.people : words.organisations}
    </Link>
  );
};

const StateBadge = ({ contact }: { contact: Contact }) => {
  const { contacts: words } = useMessages();
  return (
    <StatusBadge
      tone="neutral"
      label={contact.merged_into_id === null ? words.badgeDeleted : words.badgeMerged}
    />
  );
};

/** To who looked at it and changed it, and from where. */
const AuditLink = ({ kind, contact }: Pick<ContactViewProps, 'kind' | 'contact'>) => {
  const { audit, contacts: words } = useMessages();
  return (
    <LinkText
      to="/settings/audit"
      search={{ resource_type: kind, resource_id: String(contact.id) }}
      size="sm"
      aria-label={words.audit}
    >
      {audit.title}
    </LinkText>
  );
};

interface MoreActionsProps {
  kind: Kind;
  contact: Contact;
  onMerge: () => void;
}

const MoreActions = ({ kind, contact, onMerge }: MoreActionsProps) => {
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
const DeletedNote = ({ kind, contact }: { kind: Kind; contact: Contact }) => {
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
