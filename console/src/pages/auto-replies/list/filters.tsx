import { Select } from '@mantine/core';
import { useMessages } from '../../../i18n/index.tsx';
import { amend } from '../../../routing/search.ts';
import { useFolders } from '../../inbox-folders/types.ts';
import type { AutoReply } from '../query.ts';
import { ASSIGNEES, STATUSES, type AutoRepliesSearch } from '../search.ts';
import classes from './list.module.css';

/** What the list of drafts is filtered by: the address keeps it. */

interface FiltersProps {
  rows: readonly AutoReply[];
  search: AutoRepliesSearch;
  onSearch: (search: AutoRepliesSearch) => void;
}

export const Filters = ({ rows, search, onSearch }: FiltersProps) => {
  const { autoReplies: words } = useMessages();
  const folders = useFolders();
  const change = (patch: Parameters<typeof amend<AutoRepliesSearch>>[1]): void =>
    onSearch(amend(search, patch));
  return (
    <div className={classes['top']}>
      <Select
        size="xs"
        aria-label={words.status}
        allowDeselect={false}
        data={STATUSES.map((value) => ({ value, label: words.statuses[value] }))}
        value={search.status ?? 'waiting'}
        onChange={(value) =>
          change({ status: STATUSES.find((one) => one === value && one !== 'waiting') })
        }
      />
      <Select
        size="xs"
        aria-label={words.assignee}
        placeholder={words.anyAssignee}
        clearable
        data={assigneesOf(words, rows, search)}
        value={search.assigned_to === undefined ? null : String(search.assigned_to)}
        onChange={(value) =>
          change({
            assigned_to: ASSIGNEES.find((one) => one === value) ?? numberOf(value),
          })
        }
      />
      <Select
        size="xs"
        aria-label={words.folder}
        placeholder={words.anyFolder}
        clearable
        searchable
        data={folders.map(({ id, name }) => ({ value: String(id), label: name }))}
        value={search.folder_id === undefined ? null : String(search.folder_id)}
        onChange={(value) => change({ folder_id: numberOf(value) })}
      />
    </div>
  );
};

const numberOf = (value: string | null): number | undefined =>
  value === null ? undefined : Number(value);

/** Not everybody may list the users: those in sight have their names with them. */
const assigneesOf = (
  words: ReturnType<typeof useMessages>['autoReplies'],
  rows: readonly AutoReply[],
  { assigned_to: chosen }: AutoRepliesSearch,
) => {
  const people = new Map(
    rows.map(({ assigned_to: id, assigned_to_name: name }) => [String(id), name]),
  );
  if (typeof chosen === 'number' && !people.has(String(chosen))) {
    people.set(String(chosen), words.states.somebody);
  }
  return [
    { value: 'me', label: words.mine },
    { value: 'none', label: words.toNobody },
    ...[...people].flatMap(([value, label]) => (label === null ? [] : [{ value, label }])),
  ];
};
