import type { Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { isOpen } from '../cases/query.ts';
import { CASE_STATUSES, type CasesSearch } from '../cases/search.ts';
import type { CaseReportSearch } from './search.ts';

export type CaseReport = Schemas['CaseReport'];

const OPEN_STATUSES = CASE_STATUSES.filter(isOpen);

/** The list of the cases that a figure counts; null where the list can't show the same. */
export type ListOf = (more: CasesSearch) => CasesSearch | null;

/** Of open cases, unless `more` says otherwise. */
export const useListOf = ({
  case_type: type,
  call_centre_id,
  assigned_to,
}: CaseReportSearch): ListOf => {
  const mayList = useCan()('cases:read');
  // The list has no filter for it.
  const isListed = mayList && call_centre_id === undefined;
  return (more) =>
    isListed
      ? {
          status: OPEN_STATUSES,
          ...(type !== undefined && { case_type: [type] }),
          ...(assigned_to !== undefined && { assigned_to }),
          ...more,
        }
      : null;
};
