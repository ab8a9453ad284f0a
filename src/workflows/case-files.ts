import {
  CancellationScope,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { CaseFileInput, CaseFileResult } from '../activities/case-files.ts';
import type { Activities } from '../activities/index.ts';
import { isReleased } from '../domain/case-files/states.ts';
import { SEARCH_ATTRIBUTES } from '../platform/search-attributes.ts';
import { OWN_DATABASE } from './shared/mails.ts';

/** A file of a case after its upload: scanned for viruses, then read. */

const { scanCaseFile } = proxyActivities<Pick<Activities, 'scanCaseFile'>>({
  // A scan is given up after 3 minutes, and the file may have to come from a bucket.
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '1 minute',
  retry: {
    initialInterval: '2 seconds',
    backoffCoefficient: 2,
    maximumInterval: '5 minutes',
    // Three days without a scanner. The file stays in quarantine afterwards.
    maximumAttempts: 900,
  },
});

const { readCaseFileText } = proxyActivities<Pick<Activities, 'readCaseFileText'>>({
  // A parser is stopped after 90 s; before it, the file may wait for others of its process.
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '1 minute',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '1 minute',
    // A file that ends its worker each time must not be read for ever.
    maximumAttempts: 20,
  },
});

const { giveUpCaseFile } = proxyActivities<Pick<Activities, 'giveUpCaseFile'>>({
  ...OWN_DATABASE,
  summary: 'End what waits',
});

export async function caseFileWorkflow(input: CaseFileInput): Promise<CaseFileResult> {
  setCurrentDetails('Scanning');
  const result = await settleOrGiveUp(input);
  setCurrentDetails(`Ended: scan ${result.scanState}, text ${result.textState}`);
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.RelaisStatus, value: result.scanState }]);
  return result;
}

/** A run cancelled in Temporal, or without an activity that succeeds, ends what waits, so that users see it. */
const settleOrGiveUp = async (input: CaseFileInput): Promise<CaseFileResult> => {
  try {
    const scanned = await scanCaseFile(input);
    if (scanned.scanState === 'gone' || !isReleased(scanned.scanState)) return scanned;
    setCurrentDetails('Reading the text');
    return await readCaseFileText(input);
  } catch (error) {
    return isCancellation(error)
      ? CancellationScope.nonCancellable(() => giveUpCaseFile(input))
      : giveUpCaseFile(input);
  }
};
