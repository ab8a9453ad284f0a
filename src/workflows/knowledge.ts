import {
  CancellationScope,
  continueAsNew,
  ContinueAsNew,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { KnowledgeImportInput, KnowledgeImportResult } from '../activities/knowledge.ts';
import { SEARCH_ATTRIBUTES } from '../platform/search-attributes.ts';
import { OWN_DATABASE } from './shared/mails.ts';
import { NO_WAIT, remainingRetries, untilTurn, type TurnWait } from './shared/turns.ts';

/** Imports documents into the knowledge base, one after the other. */

const importing = (failedCount: number) =>
  proxyActivities<Pick<Activities, 'importKnowledgeDocument'>>({
    // A parser is stopped after 90 s, and the file may have to come from a bucket first.
    startToCloseTimeout: '3 minutes',
    // An hour and a half: a document that ends its worker each time must not be read for ever.
    retry: remainingRetries(failedCount, {
      initialMs: 1_000,
      maximumMs: 60_000,
      attemptCountMax: 100,
    }),
  });

const { failKnowledgeImport } = proxyActivities<Pick<Activities, 'failKnowledgeImport'>>({
  ...OWN_DATABASE,
  summary: 'End the import',
});

/** More than an import has documents. */
const STEP_COUNT_MAX = 100;

/** A run that waits long for its turn goes on in a next one. */
export interface KnowledgeImportRunInput extends KnowledgeImportInput {
  wait?: TurnWait;
}

export async function importKnowledgeWorkflow(
  input: KnowledgeImportRunInput,
): Promise<KnowledgeImportResult> {
  setCurrentDetails('Reading the first document');
  const result = await importOrFail(input);
  setCurrentDetails(`Ended: ${result.status}, ${result.settledCount} documents`);
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.RelaisStatus, value: result.status }]);
  return result;
}

/** A run cancelled in Temporal, or without an activity that succeeds, ends the import, so that users see it. */
const importOrFail = async ({
  wait = NO_WAIT,
  ...input
}: KnowledgeImportRunInput): Promise<KnowledgeImportResult> => {
  try {
    for (let step = 0; step < STEP_COUNT_MAX; step += 1) {
      const result = await untilTurn(
        (failedCount) =>
          importing(failedCount).importKnowledgeDocument({ ...input, waitsForTurn: true }),
        {
          before: step === 0 ? wait : NO_WAIT,
          goOn: (next) => continueAsNew<typeof importKnowledgeWorkflow>({ ...input, wait: next }),
        },
      );
      if (result.isDone) return result;
      setCurrentDetails(`Read: ${result.settledCount} of ${result.documentCount} documents`);
    }
    return await failKnowledgeImport(input);
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    return isCancellation(error)
      ? CancellationScope.nonCancellable(() => failKnowledgeImport(input))
      : failKnowledgeImport(input);
  }
};
