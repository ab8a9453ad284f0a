import { Button } from '@mantine/core';
import { IconArrowLeft, IconArrowMerge, IconEdit } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { usePageCommands } from '../../../parts/commands.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { backLinkClass, Card, Page } from '../../../ui/page/page.tsx';
import type { Fact } from '../../../ui/values/facts.tsx';
import { LISTS, permissionOf, type Contact, type Kind } from '../kinds.ts';
import { MergeDialog } from '../merge/dialog.tsx';
import { Duplicates } from '../merge/duplicates.tsx';
import { ContactFacts } from './facts.tsx';
import { DeletedNote, MoreActions, StateBadge } from './state.tsx';
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
