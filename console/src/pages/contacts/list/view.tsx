import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { usePageCommands } from '../../../parts/commands.tsx';
import { List } from '../../../parts/list/list.tsx';
import type { ListSource } from '../../../parts/list/pages.ts';
import type { RawSearch } from '../../../routing/search.ts';
import { Card, Page } from '../../../ui/page/page.tsx';
import type { Column } from '../../../ui/table/column.ts';
import type { Filter } from '../../../ui/table/filters/filter.ts';
import { permissionOf, type Contact, type Kind } from '../kinds.ts';
import type { OrganisationsSearch } from '../search.ts';
import { NoContacts, useContactActions, useLacksFilter } from './parts.tsx';

interface ContactListProps<Row extends Contact, Search extends OrganisationsSearch> {
  kind: Kind;
  search: Search;
  parse: (raw: RawSearch) => Search;
  onSearch: (search: Search, options: { replace: boolean }) => void;
  columns: readonly Column<Row>[];
  /** What only this kind has, before the filters of both. */
  filters?: readonly Filter[];
  source: ListSource<Row>;
  count: { count: number; is_capped: boolean } | undefined;
  /** The name of the CSV file. */
  fileName: string;
  showNew: (isShown: boolean) => void;
  /** The form of a new one. */
  creator: (close: () => void) => ReactNode;
}

/** The list of people or of organisations. */
export const ContactList = <Row extends Contact, Search extends OrganisationsSearch>(
  props: ContactListProps<Row, Search>,
) => {
  const { kind, search, showNew, filters = [] } = props;
  const { contacts: words } = useMessages();
  const canCreate = useCan()(permissionOf(kind, 'create'));
  const list = kind === 'person' ? 'people' : 'organisations';
  const newLabel = kind === 'person' ? words.newPerson : words.newOrganisation;
  usePageCommands(
    canCreate ? [{ id: 'new', label: newLabel, icon: IconPlus, run: () => showNew(true) }] : [],
  );
  const newButton = canCreate && (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => showNew(true)}>
      {newLabel}
    </Button>
  );
  return (
    <Page layout="list" title={words[list]} actions={newButton}>
      <Card isFlush isFilling>
        <List
          list={list}
          label={words[list]}
          search={search}
          parse={props.parse}
          onSearch={props.onSearch}
          columns={props.columns}
          filters={[...filters, useLacksFilter()]}
          textFilter={{ key: 'q', label: words.search }}
          views={[{ key: 'all', label: words.viewAll, filters: {} }]}
          defaultSort="name"
          source={props.source}
          count={props.count}
          rowKey={(row) => row.id}
          rowName={(row) => row.name}
          rowActions={useContactActions(kind)}
          empty={(isFiltered) => (
            <NoContacts kind={kind} isFiltered={isFiltered} action={newButton} />
          )}
          fileName={props.fileName}
        />
      </Card>
      {search.new === true && canCreate && props.creator(() => showNew(false))}
    </Page>
  );
};
