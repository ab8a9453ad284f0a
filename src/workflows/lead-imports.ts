import {
  CancellationScope,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { LeadImportInput, LeadImportResult } from '../activities/lead-imports.ts';
import { SEARCH_ATTRIBUTES } from '../platform/search-attributes.ts';
import { OWN_DATABASE } from './shared/mails.ts';

/** Imports a CSV file of leads: counts its rows, then imports them in parts. */

const { countLeadImportRows, importLeadRows } = proxyActivities<
  Pick<Activities, 'countLeadImportRows' | 'importLeadRows'>
>({
  // 10,000 rows take seconds, but the file may have to come from a bucket first.
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

const { failLeadImport } = proxyActivities<Pick<Activities, 'failLeadImport'>>({
  ...OWN_DATABASE,
  summary: 'End the import',
});

/** More than an import of the largest file needs. */
const PART_COUNT_MAX = 1_000;

export async function importLeadsWorkflow(input: LeadImportInput): Promise<LeadImportResult> {
  setCurrentDetails('Counting the rows');
  const result = await importOrFail(input);
  setCurrentDetails(`Ended: ${result.status}, ${result.rowOffset} rows`);
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.RelaisStatus, value: result.status }]);
  return result;
}

/** A run cancelled in Temporal, or without an activity that succeeds, ends the import, so that users see it. */
const importOrFail = async (input: LeadImportInput): Promise<LeadImportResult> => {
  try {
    let result = await countLeadImportRows(input);
    for (let part = 0; part < PART_COUNT_MAX && !result.isDone; part += 1) {
      setCurrentDetails(`Importing: ${result.rowOffset} of ${result.rowCount} rows`);
      result = await importLeadRows(input);
    }
    return result.isDone ? result : await failLeadImport(input);
  } catch (error) {
    return isCancellation(error)
      ? CancellationScope.nonCancellable(() => failLeadImport(input))
      : failLeadImport(input);
  }
};
