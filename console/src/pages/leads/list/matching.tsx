import { Radio, Stack } from '@mantine/core';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import type { LeadsSearch } from '../search.ts';

/** The limit of the api for one request. */
export const ASSIGN_COUNT_MAX = 500;

/** What the filters of the list leave. */
export interface Matching {
  search: LeadsSearch;
  /** Undefined until it is known. */
  count: { count: number; is_capped: boolean } | undefined;
}

interface WhichLeadsProps extends Pick<Matching, 'count'> {
  selectedCount: number;
  isAll: boolean;
  onChange: (isAll: boolean) => void;
}

/** The selected leads, or all that the filters leave. Nothing if those are selected already. */
export const WhichLeads = ({ selectedCount, count, isAll, onChange }: WhichLeadsProps) => {
  const { leads, table } = useMessages();
  const format = useFormat();
  if (count === undefined || (count.count <= selectedCount && !isAll)) return null;
  const isTooMany = count.is_capped || count.count > ASSIGN_COUNT_MAX;
  const shown = format.number(count.count);
  return (
    <Radio.Group
      label={leads.assignWhich}
      value={isAll ? 'all' : 'selected'}
      onChange={(value) => onChange(value === 'all')}
    >
      <Stack gap="xs">
        <Radio
          value="selected"
          label={leads.whichSelected(Math.min(selectedCount, ASSIGN_COUNT_MAX))}
        />
        <Radio
          value="all"
          label={leads.whichAll(count.is_capped ? table.rowCountCapped(shown) : shown)}
          description={isTooMany && leads.whichTooMany(format.number(ASSIGN_COUNT_MAX))}
          disabled={isTooMany}
        />
      </Stack>
    </Radio.Group>
  );
};
