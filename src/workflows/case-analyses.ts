import {
  CancellationScope,
  condition,
  defineSignal,
  isCancellation,
  log,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { CaseAnalysisInput } from '../activities/case-analyses.ts';
import type { Activities } from '../activities/index.ts';
import {
  ANALYSIS_SECTIONS,
  type AnalysisSection,
  type EndedAnalysisStatus,
} from '../domain/case-analyses/kinds.ts';
import { SEARCH_ATTRIBUTES } from '../platform/search-attributes.ts';
import { OWN_DATABASE } from './shared/mails.ts';

/**
 * One analysis of a case: its texts are gathered once, then each section is written, stored and shown by itself. A
 * section that fails for good leaves the others as they are. The row says whether it goes on: a person may cancel it,
 * or delete its case.
 */

const { gatherCase } = proxyActivities<Pick<Activities, 'gatherCase'>>({
  summary: 'Read the case',
  taskQueue: 'analysis',
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '30 seconds',
  scheduleToCloseTimeout: '1 hour',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** A queue of its own with few places: many analyses don't keep replies from being written. */
const sectionsOf = (section: AnalysisSection) =>
  proxyActivities<Pick<Activities, 'writeCaseSection'>>({
    summary: `Write the section ${section}`,
    taskQueue: 'analysis',
    // Three calls of 30 s, our own transactions, and a place in the queue of the model.
    startToCloseTimeout: '150 seconds',
    heartbeatTimeout: '30 seconds',
    // A model that is away for longer leaves the section failed: a person asks again.
    scheduleToCloseTimeout: '2 hours',
    retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
  });

const { settleCaseAnalysis } = proxyActivities<Pick<Activities, 'settleCaseAnalysis'>>({
  ...OWN_DATABASE,
  summary: 'End the analysis',
});

/** Its row has ended. It sets a state, so a repeated signal changes nothing. */
export const caseAnalysisEndedSignal = defineSignal('caseAnalysisEnded');

export interface CaseAnalysisResult {
  status: EndedAnalysisStatus | 'gone';
}

export async function caseAnalysisWorkflow(input: CaseAnalysisInput): Promise<CaseAnalysisResult> {
  let isEnded = false;
  setHandler(caseAnalysisEndedSignal, () => {
    isEnded = true;
  });
  try {
    const scope = new CancellationScope();
    const work = scope.run(() => analyse(input));
    await Promise.race([work, condition(() => isEnded)]);
    if (isEnded) scope.cancel();
    await work.catch((error: unknown) => {
      if (!isEnded || !isCancellation(error)) throw error;
    });
  } catch (error) {
    if (!isCancellation(error)) throw error;
    // An operator cancelled the run in Temporal. The analysis must not stay open for ever.
  }
  return CancellationScope.nonCancellable(async () => {
    const { status } = await settleCaseAnalysis(input);
    setCurrentDetails(`Ended: ${status}`);
    upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.RelaisStatus, value: status }]);
    return { status };
  });
}

/** What fails for good is given up when the analysis ends. */
const analyse = async (input: CaseAnalysisInput): Promise<void> => {
  setCurrentDetails('Reading the case');
  try {
    if (!(await gatherCase(input)).isRunning) return;
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn('the case could not be read');
    return;
  }
  let doneCount = 0;
  const show = (): void => {
    setCurrentDetails(`Written: ${doneCount} of ${ANALYSIS_SECTIONS.length} sections`);
  };
  show();
  await Promise.all(
    ANALYSIS_SECTIONS.map(async (section) => {
      try {
        await sectionsOf(section).writeCaseSection({ ...input, section });
        doneCount += 1;
        show();
      } catch (error) {
        if (isCancellation(error)) throw error;
        log.warn('a section could not be written', { section });
      }
    }),
  );
};
