import type { Case } from '../query.ts';
import type { CaseSearch } from '../search.ts';

/** What each tab of a case is given. */
export interface TabProps {
  row: Case;
  search: CaseSearch;
  onSearch: (search: CaseSearch) => void;
}
