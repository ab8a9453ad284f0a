import { IconExternalLink, IconPencil, IconPlus, IconSearchOff } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { Empty } from '../../../ui/feedback/empty.tsx';
import type { RowAction } from '../../../ui/table/column.ts';
import type { Filter } from '../../../ui/table/filters/filter.ts';
import { PAGES, permissionOf, type Contact, type Kind } from '../kinds.ts';

/** What both lists have. */

export const useLacksFilter = (): Filter => {
  const { contacts: words } = useMessages();
  return {
    kind: 'select',
    key: 'lacks',
    label: words.filterLacks,
    options: [
      { value: 'email', label: words.lacksEmail },
      { value: 'phone', label: words.lacksPhone },
    ],
  };
};

export const useContactActions = (kind: Kind): ((row: Contact) => RowAction[]) => {
  const { contacts: words } = useMessages();
  const navigate = useNavigate();
  const canUpdate = useCan()(permissionOf(kind, 'update'));
  return ({ id }) => {
    const params = { id: String(id) };
    const edit = {
      key: 'edit',
      label: words.edit,
      icon: IconPencil,
      isEdit: true,
      run: () => void navigate({ to: PAGES[kind], params, search: { edit: true } }),
    };
    return [
      {
        key: 'open',
        label: words.open,
        icon: IconExternalLink,
        run: () => void navigate({ to: PAGES[kind], params }),
      },
      ...(canUpdate ? [edit] : []),
    ];
  };
};

interface NoContactsProps {
  kind: Kind;
  isFiltered: boolean;
  action: ReactNode;
}

export const NoContacts = ({ kind, isFiltered, action }: NoContactsProps) => {
  const { contacts: words } = useMessages();
  if (isFiltered)
    return (
      <Empty icon={IconSearchOff} title={words.emptyFilteredTitle} hint={words.emptyFilteredHint} />
    );
  return (
    <Empty
      icon={IconPlus}
      title={kind === 'person' ? words.emptyPeopleTitle : words.emptyOrganisationsTitle}
      hint={kind === 'person' ? words.emptyPeopleHint : words.emptyOrganisationsHint}
      action={action}
    />
  );
};
