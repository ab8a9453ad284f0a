import { useMessages } from '../../i18n/index.tsx';
import type { Filter } from '../../ui/table/filters/filter.ts';
import { CASE_TYPES } from '../cases/search.ts';
import { useAssigneeFilter, useCentreFilter } from '../users/assignee-filter.tsx';
import type { CaseReportSearch } from './search.ts';

export const useReportFilters = ({ assigned_to: value }: CaseReportSearch): Filter[] => {
  const { caseReports: words, cases } = useMessages();
  return [
    { kind: 'period', key: 'period', label: words.filterPeriod },
    {
      kind: 'select',
      key: 'case_type',
      label: cases.columnType,
      options: CASE_TYPES.map((type) => ({ value: type, label: cases.types[type] })),
    },
    ...useCentreFilter(words.filterCentre),
    ...useAssigneeFilter({ value, label: cases.columnAssignee, nobody: cases.nobody }),
  ];
};
