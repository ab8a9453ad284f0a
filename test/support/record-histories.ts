/**
 * Writes test/histories/: one history for each way a run can go, with fakes for the activities.
 * Run it when a workflow is released in a new shape, next to the old ones if runs of them may be alive:
 * `node test/support/record-histories.ts`, with the beginnings of the names to record, or for all of them.
 * `crm-action-asked-of-an-old-worker` is of the release before `attemptNow`, whose worker left that signal unread.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { NativeConnection, Worker } from '@temporalio/worker';
import { freePort } from '../../dev/supervisor/ports.ts';
import { findTemporalCli, findTemporalTestServer } from '../../dev/services/temporal-cli.ts';
import { temporalArguments, waitForTemporal } from '../../dev/services/temporal.ts';
import type { AutoReplyLook } from '../../src/activities/auto-replies/contract.ts';
import type { DispatchResult } from '../../src/activities/actions/rounds.ts';
import type { SyncMailboxResult } from '../../src/activities/mailboxes/cycle.ts';
import type { Activities } from '../../src/activities/index.ts';
import type { NoTurn } from '../../src/activities/shared/turns.ts';
import type { AttemptResult } from '../../src/activities/replies/contract.ts';
import { WORKFLOW_QUEUES, type TaskQueue, type WorkflowName } from '../../src/ids.ts';
import { actionSettledSignal, attemptNowSignal } from '../../src/workflows/actions.ts';
import { autoReplyChangedSignal, decideSignal } from '../../src/workflows/auto-replies.ts';
import { caseAnalysisEndedSignal } from '../../src/workflows/case-analyses.ts';
import { syncRequestedSignal } from '../../src/workflows/mailboxes.ts';
import { SEARCH_ATTRIBUTES } from '../../src/platform/search-attributes.ts';
import { INDEXED_VALUE_TYPE } from '../../src/platform/temporal.ts';
import { followUpChangedSignal } from '../../src/workflows/follow-ups.ts';
import { conversationChangedSignal } from '../../src/workflows/conversations.ts';
import { notificationToMailSignal } from '../../src/workflows/notifications.ts';
import { remindersChangedSignal } from '../../src/workflows/reminders.ts';
import { replyCancelledSignal, replyDueSignal } from '../../src/workflows/replies.ts';
import { deliveriesCancelledSignal, retryNowSignal } from '../../src/workflows/webhooks.ts';

const DIRECTORY = join(import.meta.dirname, '../histories');
/** Instead of process id and host name. */
const IDENTITY = 'recorder';
const SHORT_MS = 1_000;
const DAY_MS = 24 * 60 * 60 * 1_000;

interface Recording {
  name: string;
  workflow: WorkflowName;
  input: object;
  activities: Partial<Activities>;
  meanwhile: (handle: WorkflowHandle) => Promise<unknown>;
}

interface ActionRecording extends Pick<Recording, 'name' | 'meanwhile'> {
  dispatch: (attempt: number) => DispatchResult;
}

const awaiting = (forMs: number): DispatchResult => ({
  kind: 'awaiting_callback',
  deadlineAt: new Date(Date.now() + forMs).toISOString(),
});
const unavailableUntil = (attempt: number, first: number): DispatchResult => {
  if (attempt >= first) return awaiting(DAY_MS);
  throw ApplicationFailure.create({ message: 'n8n_unavailable', type: 'n8n_unavailable' });
};
const succeed = async (handle: WorkflowHandle, afterMs: number): Promise<void> => {
  await sleep(afterMs);
  await handle.signal(actionSettledSignal, { status: 'succeeded' });
};
const nothing = (): Promise<void> => Promise.resolve();

const ACTION_RECORDINGS: ActionRecording[] = [
  {
    name: 'crm-action-succeeded',
    dispatch: () => awaiting(DAY_MS),
    meanwhile: (handle) => succeed(handle, SHORT_MS),
  },
  {
    name: 'crm-action-refused',
    dispatch: () => ({ kind: 'settled', status: 'failed' }),
    meanwhile: nothing,
  },
  {
    name: 'crm-action-retried',
    dispatch: (attempt) => unavailableUntil(attempt, 3), // after 5 s and 10 s
    meanwhile: (handle) => succeed(handle, 18_000),
  },
  {
    name: 'crm-action-answered-between-attempts',
    dispatch: (attempt) => unavailableUntil(attempt, 3),
    meanwhile: (handle) => succeed(handle, 8_000),
  },
  {
    name: 'crm-action-attempt-now',
    dispatch: (attempt) => unavailableUntil(attempt, 3),
    meanwhile: async (handle) => {
      await sleep(7_000); // after the second attempt, whose next one is due at 15 s
      await handle.signal(attemptNowSignal, { commandId: 1 });
      await succeed(handle, 2_000);
    },
  },
  { name: 'crm-action-expired', dispatch: () => awaiting(SHORT_MS), meanwhile: nothing },
  {
    name: 'crm-action-cancelled',
    dispatch: () => awaiting(DAY_MS),
    meanwhile: async (handle) => {
      await sleep(SHORT_MS);
      await handle.cancel();
    },
  },
];

const actionRecording = ({ name, dispatch, meanwhile }: ActionRecording): Recording => {
  let attempt = 0;
  const endings = {
    deadline_missed: 'expired',
    cancelled: 'cancelled',
  } as const;
  return {
    name,
    workflow: 'crmActionWorkflow',
    input: { companyId: 1, actionId: '0199a3c0-0000-7000-8000-000000000001', round: 1 },
    activities: {
      dispatchAction: async () => dispatch((attempt += 1)),
      giveUpDispatch: () => Promise.resolve({ kind: 'settled', status: 'failed' }),
      endAction: ({ code }) => Promise.resolve(endings[code]),
    },
    meanwhile,
  };
};

const invitationMail = (
  name: string,
  sendInvitationMail: Activities['sendInvitationMail'],
  meanwhile: Recording['meanwhile'] = nothing,
): Recording => ({
  name: `invitation-mail-${name}`,
  workflow: 'sendInvitationMailWorkflow',
  input: { companyId: 1, userId: 2, issueId: '0199a3c0-0000-7000-8000-000000000002' },
  activities: {
    sendInvitationMail,
    giveUpInvitationMail: () => Promise.resolve({ status: 'failed' }),
  },
  meanwhile,
});
const mailLater = (): never => {
  throw ApplicationFailure.create({ message: 'mail_temporary', type: 'mail_temporary' });
};
const mailRefused = (): never => {
  throw ApplicationFailure.create({ message: 'internal', type: 'internal', nonRetryable: true });
};

const leadConfirmation = (
  name: string,
  sendLeadConfirmation: Activities['sendLeadConfirmation'],
  meanwhile: Recording['meanwhile'] = nothing,
): Recording => ({
  name: `lead-confirmation-${name}`,
  workflow: 'sendLeadConfirmationWorkflow',
  input: { companyId: 1, confirmationId: '0199a3c0-0000-7000-8000-000000000003' },
  activities: {
    sendLeadConfirmation,
    giveUpLeadConfirmation: () => Promise.resolve({ status: 'failed' }),
  },
  meanwhile,
});

/** They wait for minutes, so they are recorded on the server whose clock jumps. */
const notificationMail = (
  name: string,
  sendNotificationMail: Activities['sendNotificationMail'],
  meanwhile: Recording['meanwhile'] = nothing,
): Recording => {
  let gathered = 0;
  return {
    name: `notification-mail-${name}`,
    workflow: 'mailNotificationsWorkflow',
    input: { companyId: 1, userId: 2 },
    activities: {
      gatherNotificationMail: ({ mailId }) => {
        gathered += 1;
        return Promise.resolve(gathered > 1 ? { kind: 'nothing' } : { kind: 'mail', mailId });
      },
      sendNotificationMail,
      giveUpNotificationMail: () => Promise.resolve({ status: 'failed' }),
    },
    meanwhile,
  };
};

/** `waitsMs`: what each call of the activity answers. */
const delivery = (
  name: string,
  waitsMs: readonly (number | null)[],
  meanwhile: Recording['meanwhile'] = nothing,
): Recording => {
  let callCount = 0;
  return {
    name: `webhook-delivery-${name}`,
    workflow: 'webhookDeliveryWorkflow',
    input: { companyId: 1, eventIds: ['0199a3c0-0000-7000-8000-000000000003'] },
    activities: {
      attemptDeliveries: () => {
        callCount += 1;
        return Promise.resolve({ waitMs: waitsMs[callCount - 1] ?? null });
      },
      abandonDeliveries: () => Promise.resolve(),
    },
    meanwhile,
  };
};

/** What each call of the activity answers: `waitMs`, or that the language model is to be asked first. */
const conversation = (
  name: string,
  answers: readonly (number | 'classify')[],
  meanwhile: Recording['meanwhile'] = nothing,
): Recording => {
  let callCount = 0;
  return {
    name: `conversation-${name}`,
    workflow: 'conversationWorkflow',
    input: { companyId: 1, conversationId: 2 },
    activities: {
      settleConversation: () => {
        callCount += 1;
        const answer = answers[callCount - 1] ?? null;
        return Promise.resolve(
          answer === 'classify' ? { waitMs: 0, work: answer } : { waitMs: answer },
        );
      },
      classifyConversationByModel: () => Promise.resolve(),
    },
    meanwhile,
  };
};

const TIME_SKIPPING_RECORDINGS: Recording[] = [
  conversation('woken', [DAY_MS]),
  conversation('classified', ['classify', DAY_MS]),
  conversation('snoozed-anew', [DAY_MS, 2 * DAY_MS], (handle) =>
    handle.signal(conversationChangedSignal),
  ),
  notificationMail(
    'sent',
    () => Promise.resolve({ status: 'sent' }),
    (handle) => handle.signal(notificationToMailSignal),
  ),
  notificationMail('given-up', async () => mailRefused()),
];

const leadImport = (
  name: string,
  importLeadRows: Activities['importLeadRows'],
  meanwhile: Recording['meanwhile'] = nothing,
): Recording => ({
  name: `lead-import-${name}`,
  workflow: 'importLeadsWorkflow',
  input: { companyId: 1, importId: '0199a3c0-0000-7000-8000-000000000003' },
  activities: {
    countLeadImportRows: () =>
      Promise.resolve({ status: 'waiting', isDone: false, rowOffset: 0, rowCount: 12_000 }),
    importLeadRows,
    failLeadImport: () =>
      Promise.resolve({ status: 'failed', isDone: true, rowOffset: 0, rowCount: 12_000 }),
  },
  meanwhile,
});
const knowledgeImport = (
  name: string,
  importKnowledgeDocument: Activities['importKnowledgeDocument'],
  meanwhile: Recording['meanwhile'] = nothing,
): Recording => ({
  name: `knowledge-import-${name}`,
  workflow: 'importKnowledgeWorkflow',
  input: { companyId: 1, importId: '0199a3c0-0000-7000-8000-000000000004' },
  activities: {
    importKnowledgeDocument,
    failKnowledgeImport: () =>
      Promise.resolve({ status: 'failed', isDone: true, settledCount: 2, documentCount: 2 }),
  },
  meanwhile,
});
const caseFile = (
  name: string,
  scanCaseFile: Activities['scanCaseFile'],
  meanwhile: Recording['meanwhile'] = nothing,
): Recording => ({
  name: `case-file-${name}`,
  workflow: 'caseFileWorkflow',
  input: { companyId: 1, fileId: 7 },
  activities: {
    scanCaseFile,
    readCaseFileText: () => Promise.resolve({ scanState: 'clean', textState: 'done' }),
    giveUpCaseFile: () => Promise.resolve({ scanState: 'failed', textState: 'none' }),
  },
  meanwhile,
});
/** An activity that gets no turn the first time. */
const afterOneWait = <Result>(result: Result): (() => Promise<Result | NoTurn>) => {
  let callCount = 0;
  return () => {
    callCount += 1;
    return Promise.resolve(callCount === 1 ? { hasNoTurn: true, failedCount: 0 } : result);
  };
};
const importTwoDocuments = (): Activities['importKnowledgeDocument'] => {
  let settledCount = 0;
  return () => {
    settledCount += 1;
    const isDone = settledCount === 2;
    const status = isDone ? 'succeeded' : 'running';
    return Promise.resolve({ status, isDone, settledCount, documentCount: 2 });
  };
};
const importInTwoParts = (): Activities['importLeadRows'] => {
  let part = 0;
  return () => {
    part += 1;
    return Promise.resolve(
      part === 1
        ? { status: 'running', isDone: false, rowOffset: 10_000, rowCount: 12_000 }
        : { status: 'succeeded', isDone: true, rowOffset: 12_000, rowCount: 12_000 },
    );
  };
};

/** `waitsMs`: how long the follow-up waits at each look; null: it has ended. */
const followUp = (
  name: string,
  waitsMs: readonly (number | null)[],
  ended: 'due' | 'cancelled',
  meanwhile: Recording['meanwhile'] = nothing,
): Recording => {
  let lookCount = 0;
  return {
    name: `follow-up-${name}`,
    workflow: 'followUpWorkflow',
    input: { companyId: 1, followUpId: 1 },
    activities: {
      lookAtFollowUp: () => {
        const waitMs = waitsMs[lookCount] ?? null;
        lookCount += 1;
        return Promise.resolve(
          waitMs === null
            ? { kind: 'ended', status: ended }
            : { kind: 'waiting', dueAt: new Date(Date.now() + waitMs).toISOString() },
        );
      },
    },
    meanwhile,
  };
};
/** `waitsMs`: how long nothing is due after each look; null: there is more to do. Then the company has no clock. */
const reminders = (
  name: string,
  waitsMs: readonly (number | null)[],
  meanwhile: Recording['meanwhile'] = nothing,
): Recording => {
  let lookCount = 0;
  return {
    name: `reminders-${name}`,
    workflow: 'remindersWorkflow',
    input: { companyId: 1 },
    activities: {
      lookAtCompanyReminders: () => {
        const waitMs = waitsMs[lookCount];
        lookCount += 1;
        if (waitMs === undefined) return Promise.resolve({ kind: 'ended' });
        return Promise.resolve(
          waitMs === null
            ? { kind: 'more' }
            : { kind: 'waiting', until: new Date(Date.now() + waitMs).toISOString() },
        );
      },
    },
    meanwhile,
  };
};
const digest = (
  name: string,
  sendDigest: Activities['sendDigest'],
  meanwhile: Recording['meanwhile'] = nothing,
): Recording => ({
  name: `digest-${name}`,
  workflow: 'sendDigestWorkflow',
  input: { companyId: 1, userId: 2, mailId: '0199a3c0-0000-7000-8000-000000000007' },
  activities: { sendDigest, giveUpDigest: () => Promise.resolve({ status: 'failed' }) },
  meanwhile,
});
const changeFollowUp = async (handle: WorkflowHandle): Promise<void> => {
  await sleep(SHORT_MS);
  await handle.signal(followUpChangedSignal);
};
const caseAnalysis = (
  name: string,
  writeCaseSection: Activities['writeCaseSection'],
  meanwhile: Recording['meanwhile'] = nothing,
): Recording => ({
  name: `case-analysis-${name}`,
  workflow: 'caseAnalysisWorkflow',
  input: { companyId: 1, analysisId: '0199a3c0-0000-7000-8000-000000000006' },
  activities: {
    gatherCase: () => Promise.resolve({ isRunning: true }),
    writeCaseSection,
    settleCaseAnalysis: () =>
      Promise.resolve({ status: name === 'cancelled' ? 'cancelled' : 'succeeded' }),
  },
  meanwhile,
});
const reclassification = (
  name: string,
  reclassifyConversations: Activities['reclassifyConversations'],
  meanwhile: Recording['meanwhile'] = nothing,
): Recording => ({
  name: `reclassify-${name}`,
  workflow: 'reclassifyWorkflow',
  input: { companyId: 1, reclassificationId: '0199a3c0-0000-7000-8000-000000000005' },
  activities: {
    reclassifyConversations,
    reclassifyByModel: () =>
      Promise.resolve({ status: 'succeeded', isDone: true, doneCount: 7_000, totalCount: 7_000 }),
    failReclassification: () =>
      Promise.resolve({ status: 'failed', isDone: true, doneCount: 0, totalCount: 7_000 }),
  },
  meanwhile,
});
const reclassifyThenAsk = (): Activities['reclassifyConversations'] => () =>
  Promise.resolve({
    status: 'running',
    isDone: false,
    asksModel: true,
    doneCount: 7_000,
    totalCount: 7_000,
  });
const reclassifyInTwoParts = (): Activities['reclassifyConversations'] => {
  let part = 0;
  return () => {
    part += 1;
    return Promise.resolve(
      part === 1
        ? { status: 'running', isDone: false, doneCount: 5_000, totalCount: 7_000 }
        : { status: 'succeeded', isDone: true, doneCount: 7_000, totalCount: 7_000 },
    );
  };
};

/** `results`: what each call of the activity answers. */
const emailSync = (
  name: string,
  results: readonly SyncMailboxResult[],
  meanwhile: Recording['meanwhile'] = nothing,
): Recording => {
  let callCount = 0;
  return {
    name: `email-sync-${name}`,
    workflow: 'emailSyncWorkflow',
    input: { companyId: 1, mailboxId: 2 },
    activities: {
      syncMailbox: async () => {
        callCount += 1;
        // A signal that comes meanwhile is there before this ends.
        await sleep(SHORT_MS);
        return results[callCount - 1] ?? { status: 'read', isDone: true };
      },
    },
    meanwhile,
  };
};

/** `attempts`: what each call of the activity answers; then the reply is sent. */
const reply = (
  name: string,
  attempts: readonly AttemptResult[],
  meanwhile: Recording['meanwhile'] = nothing,
): Recording => {
  let callCount = 0;
  return {
    name: `reply-${name}`,
    workflow: 'sendReplyWorkflow',
    input: { companyId: 1, messageUuid: '0199a3c0-0000-7000-8000-000000000003' },
    activities: {
      attemptReply: () => {
        callCount += 1;
        return Promise.resolve(attempts[callCount - 1] ?? { kind: 'ended', status: 'sent' });
      },
      fileSentCopy: () => Promise.resolve({ outcome: 'stored' }),
      abandonReply: () => Promise.resolve({ status: 'failed' }),
    },
    meanwhile,
  };
};

/** What the run finds at each look; then it has ended. */
const autoReply = (
  name: string,
  looks: readonly AutoReplyLook[],
  meanwhile: Recording['meanwhile'] = nothing,
): Recording => {
  let lookCount = 0;
  return {
    name: `auto-reply-${name}`,
    workflow: 'autoReplyWorkflow',
    input: { companyId: 1, autoReplyId: '0199a3c0-0000-7000-8000-000000000006' },
    activities: {
      lookAtAutoReply: () => {
        const look = looks[lookCount];
        lookCount += 1;
        return Promise.resolve(look ?? { kind: 'ended', status: 'accepted' });
      },
      writeAutoReply: () => Promise.resolve(),
      decideAutoReply: () => Promise.resolve({ outcome: 'carried out' }),
    },
    meanwhile,
  };
};

const RECORDINGS: Recording[] = [
  autoReply('approved', [{ kind: 'draft' }, { kind: 'wait', waitMs: DAY_MS }], async (handle) => {
    await sleep(SHORT_MS);
    await handle.signal(autoReplyChangedSignal);
  }),
  autoReply('expired', [
    { kind: 'draft' },
    { kind: 'wait', waitMs: SHORT_MS },
    { kind: 'ended', status: 'expired' },
  ]),
  autoReply('decided-by-an-operator', [{ kind: 'wait', waitMs: DAY_MS }], async (handle) => {
    await sleep(SHORT_MS);
    await handle.signal(decideSignal, { kind: 'approve', userId: 1, contentHash: 'abc' });
  }),
  caseAnalysis('succeeded', () => Promise.resolve()),
  caseAnalysis('partial', async ({ section }) => {
    if (section === 'risk') throw ApplicationFailure.nonRetryable('refused', 'refused');
  }),
  caseAnalysis(
    'cancelled',
    async () => mailLater(),
    async (handle) => {
      await sleep(SHORT_MS);
      await handle.signal(caseAnalysisEndedSignal);
    },
  ),
  followUp('due', [SHORT_MS], 'due'),
  followUp('moved', [DAY_MS, SHORT_MS], 'due', changeFollowUp),
  followUp('cancelled', [DAY_MS], 'cancelled', changeFollowUp),
  reminders('kept', [null, SHORT_MS]),
  reminders('changed', [DAY_MS], async (handle) => {
    await sleep(SHORT_MS);
    await handle.signal(remindersChangedSignal);
  }),
  digest('sent', () => Promise.resolve({ status: 'sent' })),
  digest('given-up', async () => mailRefused()),
  digest(
    'cancelled',
    async () => mailLater(),
    async (handle) => {
      await sleep(SHORT_MS);
      await handle.cancel();
    },
  ),
  emailSync('idle', []),
  emailSync('in-parts', [{ status: 'read', isDone: false }]),
  emailSync('busy', [{ status: 'busy', isDone: true }]),
  emailSync('asked-while-busy', [{ status: 'busy', isDone: true }], (handle) =>
    handle.signal(syncRequestedSignal, { commandId: 1 }),
  ),
  emailSync('failed', [{ status: 'failed', isDone: true }]),
  reply('sent', [{ kind: 'wait', waitMs: SHORT_MS }]),
  reply('failed', [{ kind: 'ended', status: 'failed' }]),
  reply('retried-now', [{ kind: 'wait', waitMs: DAY_MS }], async (handle) => {
    await sleep(SHORT_MS);
    await handle.signal(replyDueSignal);
  }),
  reply(
    'taken-back',
    [
      { kind: 'wait', waitMs: DAY_MS },
      { kind: 'ended', status: 'cancelled' },
    ],
    async (handle) => {
      await sleep(SHORT_MS);
      await handle.signal(replyCancelledSignal);
    },
  ),
  reply('cancelled', [{ kind: 'wait', waitMs: DAY_MS }], async (handle) => {
    await sleep(SHORT_MS);
    await handle.cancel();
  }),
  delivery('delivered', []),
  delivery('retried', [SHORT_MS]),
  delivery('retry-now', [DAY_MS], async (handle) => {
    await sleep(SHORT_MS);
    await handle.signal(retryNowSignal, { eventIds: ['0199a3c0-0000-7000-8000-000000000004'] });
  }),
  delivery('switched-off', [DAY_MS], async (handle) => {
    await sleep(SHORT_MS);
    await handle.signal(deliveriesCancelledSignal);
  }),
  delivery('cancelled', [DAY_MS], async (handle) => {
    await sleep(SHORT_MS);
    await handle.cancel();
  }),
  ...ACTION_RECORDINGS.map(actionRecording),
  invitationMail('sent', () => Promise.resolve({ status: 'sent' })),
  invitationMail('given-up', async () => mailRefused()),
  invitationMail(
    'cancelled',
    async () => mailLater(),
    async (handle) => {
      await sleep(SHORT_MS);
      await handle.cancel();
    },
  ),
  leadConfirmation('sent', () => Promise.resolve({ status: 'sent' })),
  leadConfirmation('given-up', async () => mailRefused()),
  leadConfirmation(
    'cancelled',
    async () => mailLater(),
    async (handle) => {
      await sleep(SHORT_MS);
      await handle.cancel();
    },
  ),
  knowledgeImport('succeeded', importTwoDocuments()),
  knowledgeImport(
    'after-a-wait',
    afterOneWait({ status: 'succeeded', isDone: true, settledCount: 1, documentCount: 1 }),
  ),
  knowledgeImport('failed', async () => mailRefused()),
  knowledgeImport(
    'cancelled',
    async () => mailLater(),
    async (handle) => {
      await sleep(SHORT_MS);
      await handle.cancel();
    },
  ),
  caseFile('read', () => Promise.resolve({ scanState: 'clean', textState: 'pending' })),
  caseFile('after-a-wait', afterOneWait({ scanState: 'clean', textState: 'pending' })),
  caseFile('infected', () => Promise.resolve({ scanState: 'infected', textState: 'none' })),
  caseFile('given-up', async () => mailRefused()),
  caseFile(
    'cancelled',
    async () => mailLater(),
    (handle) => handle.cancel(),
  ),
  leadImport('succeeded', importInTwoParts()),
  leadImport('failed', async () => mailRefused()),
  leadImport(
    'cancelled',
    async () => mailLater(),
    async (handle) => {
      await sleep(SHORT_MS);
      await handle.cancel();
    },
  ),
  reclassification('succeeded', reclassifyInTwoParts()),
  reclassification('asking-the-model', reclassifyThenAsk()),
  reclassification('failed', async () => mailRefused()),
  reclassification(
    'cancelled',
    async () => mailLater(),
    async (handle) => {
      await sleep(SHORT_MS);
      await handle.cancel();
    },
  ),
];

const wanted = process.argv.slice(2);
const isWanted = ({ name }: Recording): boolean =>
  wanted.length === 0 || wanted.some((beginning) => name.startsWith(beginning));

const directory = await mkdtemp(join(tmpdir(), 'relais-histories-'));
const port = await freePort();
const options = {
  port,
  uiPort: await freePort(),
  databaseFile: join(directory, 'temporal.db'),
  logLevel: 'error',
} as const;
const server = spawn(await findTemporalCli(), temporalArguments(options), { stdio: 'ignore' });
try {
  await waitForTemporal(port);
  await recordAll(`127.0.0.1:${port}`);
  await recordTimeSkipping();
} finally {
  server.kill('SIGKILL');
  await once(server, 'exit');
  await rm(directory, { recursive: true, force: true });
}

async function recordAll(address: string): Promise<void> {
  const connection = await Connection.connect({ address });
  const nativeConnection = await NativeConnection.connect({ address });
  const client = new Client({ connection, identity: IDENTITY });
  await mkdir(DIRECTORY, { recursive: true });
  for (const recording of RECORDINGS.filter(isWanted)) {
    await writeFile(
      join(DIRECTORY, `${recording.name}.json`),
      await record(client, nativeConnection, recording),
    );
  }
  await nativeConnection.close();
  await connection.close();
}

async function recordTimeSkipping(): Promise<void> {
  const recordings = TIME_SKIPPING_RECORDINGS.filter(isWanted);
  if (recordings.length === 0) return;
  const path = await findTemporalTestServer();
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
    client: { identity: IDENTITY },
  });
  await environment.connection.operatorService.addSearchAttributes({
    namespace: environment.client.options.namespace,
    searchAttributes: Object.fromEntries(
      Object.values(SEARCH_ATTRIBUTES).map(({ name, type }) => [name, INDEXED_VALUE_TYPE[type]]),
    ),
  });
  for (const recording of recordings) {
    await writeFile(
      join(DIRECTORY, `${recording.name}.json`),
      await record(environment.client, environment.nativeConnection, recording),
    );
  }
  await environment.teardown();
}

async function record(
  client: Client,
  connection: NativeConnection,
  { name, workflow, input, activities, meanwhile }: Recording,
): Promise<string> {
  const taskQueue = WORKFLOW_QUEUES[workflow];
  const worker = await Worker.create({
    connection,
    taskQueue,
    identity: IDENTITY,
    workflowsPath: join(import.meta.dirname, '../../src/workflows/index.ts'),
    activities,
  });
  // What models write is on queues of its own.
  const onQueue = (queue: TaskQueue) =>
    Worker.create({ connection, taskQueue: queue, identity: IDENTITY, activities });
  const replies = await onQueue('ai');
  const analyses = await onQueue('analysis');
  const recorded = worker.runUntil(async () => {
    const handle = await client.workflow.start(workflow, {
      workflowId: name,
      taskQueue,
      args: [input],
    });
    await meanwhile(handle);
    await handle.result();
    return withoutStacks(`${historyToJSON(await handle.fetchHistory())}\n`);
  });
  return analyses.runUntil(replies.runUntil(recorded));
}

/** They name this machine's files. */
function withoutStacks(json: string): string {
  return json.replaceAll(/"stackTrace": "(?:[^"\\]|\\.)*"/g, '"stackTrace": ""');
}
