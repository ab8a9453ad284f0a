import {
  CancellationScope,
  continueAsNew,
  ContinueAsNew,
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
import { NO_WAIT, remainingRetries, untilTurn, type TurnWait } from './shared/turns.ts';

/** A file of a case after its upload: scanned for viruses, then read. */

const scanning = (failedCount: number) =>
  proxyActivities<Pick<Activities, 'scanCaseFile'>>({
    // A scan is given up after 3 minutes, and the file may have to come from a bucket.
    startToCloseTimeout: '10 minutes',
    heartbeatTimeout: '1 minute',
    // Three days without a scanner. The file stays in quarantine afterwards.
    retry: remainingRetries(failedCount, {
      initialMs: 2_000,
      maximumMs: 5 * 60_000,
      attemptCountMax: 900,
    }),
  });

const reading = (failedCount: number) =>
  proxyActivities<Pick<Activities, 'readCaseFileText'>>({
    // A parser is stopped after 90 s, and the file may have to come from a bucket first.
    startToCloseTimeout: '10 minutes',
    heartbeatTimeout: '1 minute',
    // A file that ends its worker each time must not be read for ever.
    retry: remainingRetries(failedCount, {
      initialMs: 1_000,
      maximumMs: 60_000,
      attemptCountMax: 20,
    }),
  });

const { giveUpCaseFile } = proxyActivities<Pick<Activities, 'giveUpCaseFile'>>({
  ...OWN_DATABASE,
  summary: 'End what waits',
});

/** A run that waits long for its turn goes on in a next one, where it was. */
export interface CaseFileRunInput extends CaseFileInput {
  scanWait?: TurnWait;
  textWait?: TurnWait;
}

export async function caseFileWorkflow(input: CaseFileRunInput): Promise<CaseFileResult> {
  setCurrentDetails('Scanning');
  const result = await settleOrGiveUp(input);
  setCurrentDetails(`Ended: scan ${result.scanState}, text ${result.textState}`);
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.RelaisStatus, value: result.scanState }]);
  return result;
}

/** A run cancelled in Temporal, or without an activity that succeeds, ends what waits, so that users see it. */
const settleOrGiveUp = async (input: CaseFileRunInput): Promise<CaseFileResult> => {
  try {
    return await settle(input);
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    return isCancellation(error)
      ? CancellationScope.nonCancellable(() => giveUpCaseFile(input))
      : giveUpCaseFile(input);
  }
};

/** What is settled already stays so: the next run of a long wait may begin with the scan. */
const settle = async ({
  scanWait = NO_WAIT,
  textWait = NO_WAIT,
  ...file
}: CaseFileRunInput): Promise<CaseFileResult> => {
  const input: CaseFileInput = { ...file, waitsForTurn: true };
  const scanned = await untilTurn((failedCount) => scanning(failedCount).scanCaseFile(input), {
    before: scanWait,
    goOn: (wait) => continueAsNew<typeof caseFileWorkflow>({ ...file, scanWait: wait }),
  });
  if (scanned.scanState === 'gone' || !isReleased(scanned.scanState)) return scanned;
  setCurrentDetails('Reading the text');
  return untilTurn((failedCount) => reading(failedCount).readCaseFileText(input), {
    before: textWait,
    goOn: (wait) => continueAsNew<typeof caseFileWorkflow>({ ...file, textWait: wait }),
  });
};
