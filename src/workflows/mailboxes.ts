import {
  defineSignal,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { SyncMailboxResult } from '../activities/mailboxes/cycle.ts';
import { SEARCH_ATTRIBUTES } from '../platform/search-attributes.ts';

/**
 * One cycle of a mailbox: its schedule starts a run every minute, and a person by asking for one. Which run reads
 * the mailbox is decided by a lease in the database, and what is left to do by the rows of cycles: this run only
 * calls again until nothing is left. If it dies, the next scheduled one goes on.
 */

const { syncMailbox } = proxyActivities<Pick<Activities, 'syncMailbox'>>({
  summary: 'Read the mailbox',
  // It reads for a minute, then ends the window under way: 250 messages over a slow connection.
  startToCloseTimeout: '15 minutes',
  // It tells every 15 s that it is alive. A worker that died is noticed after this.
  heartbeatTimeout: '45 seconds',
  // Only our own database makes it fail. A minute later the schedule starts another run anyway.
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '30 seconds',
    maximumAttempts: 10,
  },
});

/** A person asked for a cycle, which is committed. Twice: it is read once. */
export const syncRequestedSignal = defineSignal<[{ commandId: number }]>('syncRequested');

export interface EmailSyncInput {
  companyId: number;
  mailboxId: number;
}

export interface EmailSyncResult {
  status: SyncMailboxResult['status'] | 'unfinished';
}

/** Hours. What is left then is read by the next scheduled run. */
const PART_COUNT_MAX = 200;
/** Until the run that reads the mailbox ends, or its lease. */
const WAIT = '10 seconds';
const WAIT_COUNT_MAX = 30;

export async function emailSyncWorkflow(input: EmailSyncInput): Promise<EmailSyncResult> {
  let isAsked = false;
  setHandler(syncRequestedSignal, () => {
    isAsked = true;
  });
  const holder = workflowInfo().runId;
  let waitCount = 0;
  let status: EmailSyncResult['status'] = 'unfinished';
  for (let part = 0; part < PART_COUNT_MAX; part += 1) {
    const wasAsked = isAsked;
    isAsked = false;
    setCurrentDetails(`Reading, part ${part + 1}`);
    const result = await syncMailbox({ ...input, holder });
    status = result.status;
    if (status === 'busy' || status === 'crowded') {
      // A scheduled run leaves it to the one that reads, or to the next one.
      if (!(wasAsked || isAsked) || waitCount >= WAIT_COUNT_MAX) break;
      waitCount += 1;
      isAsked = true;
      await sleep(WAIT);
    } else if (result.isDone && !isAsked) {
      break;
    }
  }
  setCurrentDetails(`Ended: ${status}`);
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.RelaisStatus, value: status }]);
  return { status };
}
