/**
 * `npm run restore:finish`: after a dump was restored, before api and worker start (docs/adr/0018). They refuse
 * to start until it has run. It asks Temporal about every open action and reply, ends what may have been revoked,
 * and lists what only a person can decide. It needs the environment of the api and DATABASE_OWNER_URL.
 *
 *   --dry-run         only say what it would do
 *   --temporal-kept   Temporal has every run since the dump: a run that it does not know was never started
 *   --nothing-lost    api and worker were stopped before the dump: accept the database and change nothing else
 *
 * It can be interrupted at any time and run again.
 */
import { parseArgs } from 'node:util';
import type { Client } from '@temporalio/client';
import { loadConfig } from '../config.ts';
import { databaseRestored } from '../domain/companies/events.ts';
import { actionWorkflowId, parseActionWorkflowId, replyWorkflowId } from '../ids.ts';
import { connect, inCompany, type Database } from '../platform/database.ts';
import {
  createTemporalClient,
  getRunState,
  isTemporalAnswering,
  listRuns,
  type ListedRun,
} from '../platform/temporal.ts';
import { canReadAllCompanies, listCompanies } from '../queries/audit.ts';
import {
  acceptDatabase,
  countAppConnections,
  findNewestActionTime,
  findRounds,
  listOpenActions,
  listOpenReplies,
  revokeAccess,
  skipStreamNumbers,
  type OpenActionRow,
  type OpenReplyRow,
} from '../queries/restore.ts';
import { resolveRestoredAction, type RestoredFate } from '../services/actions/restored.ts';
import { resolveRestoredReply, type RestoredReplyFate } from '../services/replies/restored.ts';

const COMPANY_PAGE_SIZE = 100;
const ACTION_PAGE_SIZE = 20;
const REPLY_PAGE_SIZE = 20;
const RUN_PAGE_SIZE = 500;
const RUN_COUNT_MAX = 100_000;
/** Clocks differ, and an action is stamped before it is committed. */
const SLACK_MS = 60 * 60 * 1000;

interface Options {
  isDryRun: boolean;
  isTemporalKept: boolean;
  isNothingLost: boolean;
}

interface Restore extends Options {
  ownerDatabase: Database;
  temporal: Client;
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const WORDS: Record<RestoredFate, string> = {
  settled: 'settled  ',
  waiting: 'waiting  ',
  unsent: 'unsent   ',
  in_doubt: 'in doubt ',
};

/** Decides about every open action; prints each that is settled or in doubt. Out: counts per company. */
const resolveActions = async (
  restore: Restore,
): Promise<Map<number, Map<RestoredFate, number>>> => {
  const counts = new Map<number, Map<RestoredFate, number>>();
  for (let after: string | null = null; ;) {
    const page: OpenActionRow[] = await listOpenActions(restore.ownerDatabase, {
      after,
      limit: ACTION_PAGE_SIZE,
    });
    const fates = await Promise.all(page.map((row) => resolveAction(restore, row)));
    for (const [index, { company_id: companyId, slug, id, round }] of page.entries()) {
      const fate = fates[index];
      if (!fate) continue;
      const ofCompany = counts.get(companyId) ?? new Map<RestoredFate, number>();
      counts.set(companyId, ofCompany.set(fate, (ofCompany.get(fate) ?? 0) + 1));
      print(`${WORDS[fate]} ${slug}: ${actionWorkflowId(id, round)}`);
    }
    const last = page.at(-1);
    if (!last || page.length < ACTION_PAGE_SIZE) return counts;
    after = last.id;
  }
};

const resolveAction = async (
  { ownerDatabase, temporal, isTemporalKept, isDryRun }: Restore,
  { company_id: companyId, id, round }: OpenActionRow,
): Promise<RestoredFate | null> => {
  const run = await getRunState(temporal, actionWorkflowId(id, round));
  return inCompany(ownerDatabase, { companyId, userId: null }, (tx) =>
    resolveRestoredAction(tx, { id, round }, { run, isTemporalKept, isDryRun, now: new Date() }),
  );
};

/** Decides about every open reply; prints each. Out: counts. */
const resolveReplies = async (restore: Restore): Promise<Map<RestoredReplyFate, number>> => {
  const counts = new Map<RestoredReplyFate, number>();
  for (let after = 0; ;) {
    const page: OpenReplyRow[] = await listOpenReplies(restore.ownerDatabase, {
      after,
      limit: REPLY_PAGE_SIZE,
    });
    const fates = await Promise.all(page.map((row) => resolveReply(restore, row)));
    for (const [index, { slug, message_uuid: uuid, conversation_id: id }] of page.entries()) {
      const fate = fates[index];
      if (!fate) continue;
      counts.set(fate, (counts.get(fate) ?? 0) + 1);
      print(`${WORDS[fate]} ${slug}: ${replyWorkflowId(uuid)}, conversation ${id}`);
    }
    const last = page.at(-1);
    if (!last || page.length < REPLY_PAGE_SIZE) return counts;
    after = last.id;
  }
};

const resolveReply = async (
  { ownerDatabase, temporal, isTemporalKept, isDryRun }: Restore,
  { company_id: companyId, message_uuid: messageUuid }: OpenReplyRow,
): Promise<RestoredReplyFate | null> => {
  const run = await getRunState(temporal, replyWorkflowId(messageUuid));
  return inCompany(ownerDatabase, { companyId, userId: null }, (tx) =>
    resolveRestoredReply(tx, { messageUuid, run, isTemporalKept, isDryRun, now: new Date() }),
  );
};

/** Prints the runs of actions, or of rounds, that the database does not know. Out: their number. */
const reportUnknownRuns = async ({ ownerDatabase, temporal }: Restore): Promise<number> => {
  const newest = await findNewestActionTime(ownerDatabase);
  const since = newest && new Date(newest.getTime() - SLACK_MS);
  let unknownCount = 0;
  const page: ListedRun[] = [];
  const report = async (): Promise<void> => {
    const runs = page.splice(0);
    const ids = runs.flatMap(({ workflowId }) => parseActionWorkflowId(workflowId)?.actionId ?? []);
    const rounds = await findRounds(ownerDatabase, ids);
    for (const run of runs) {
      const named = parseActionWorkflowId(run.workflowId);
      if (!named || named.round <= (rounds.get(named.actionId) ?? 0)) continue;
      unknownCount += 1;
      const { workflowId, companyId, subject, status, startedAt } = run;
      print(
        `unknown   ${workflowId}: ${status}, company ${companyId}, ${subject}, started ${startedAt.toISOString()}`,
      );
    }
  };
  for await (const run of listRuns(temporal, {
    name: 'crmActionWorkflow',
    since,
    limit: RUN_COUNT_MAX,
  })) {
    page.push(run);
    if (page.length === RUN_PAGE_SIZE) await report();
  }
  await report();
  return unknownCount;
};

/** Ends sessions and invitations, and writes the restore into the audit trail of each company. */
const finishCompanies = async (
  { ownerDatabase }: Restore,
  counts: Map<number, Map<RestoredFate, number>>,
): Promise<void> => {
  for (let afterCompanyId: string | null = null; ;) {
    const companies: Awaited<ReturnType<typeof listCompanies>> = await listCompanies(
      ownerDatabase,
      { afterCompanyId, limit: COMPANY_PAGE_SIZE },
    );
    for (const { company_id: id, slug } of companies) {
      const companyId = Number(id);
      const revoked = await inCompany(ownerDatabase, { companyId, userId: null }, async (tx) => {
        const { sessionCount, invitationCount } = await revokeAccess(tx);
        await skipStreamNumbers(tx);
        tx.emit(databaseRestored, {
          subjectId: companyId,
          after: {
            actions: Object.fromEntries(counts.get(companyId) ?? []),
            sessions: sessionCount,
            invitations: invitationCount,
          },
        });
        return { sessionCount, invitationCount };
      });
      print(
        `ended     ${slug}: ${revoked.sessionCount} session(s), ${revoked.invitationCount} invitation(s)`,
      );
    }
    const last = companies.at(-1);
    if (!last || companies.length < COMPANY_PAGE_SIZE) return;
    afterCompanyId = last.company_id;
  }
};

const finish = async (restore: Restore, address: string): Promise<void> => {
  const { ownerDatabase, temporal, isDryRun, isNothingLost } = restore;
  if (!(await canReadAllCompanies(ownerDatabase))) {
    throw new Error(
      'Nothing was done: DATABASE_OWNER_URL signs in as a role that can not read all companies; use relais_owner.',
    );
  }
  if (!isDryRun && (await countAppConnections(ownerDatabase)) > 0) {
    throw new Error('Nothing was done: an api or a worker uses this database. Stop them first.');
  }
  if (isNothingLost) {
    if (!isDryRun) await acceptDatabase(ownerDatabase, { skipsIds: false });
    return print('Nothing was lost: api and worker may start.');
  }
  if (!(await isTemporalAnswering(temporal))) {
    throw new Error(
      `Nothing was done: Temporal does not answer at ${address}. If its data is lost, start it empty.`,
    );
  }
  const counts = await resolveActions(restore);
  const replies = await resolveReplies(restore);
  const unknownCount = await reportUnknownRuns(restore);
  if (!isDryRun) await finishCompanies(restore, counts);
  const total = (fate: RestoredFate): number =>
    [...counts.values()].reduce((sum, ofCompany) => sum + (ofCompany.get(fate) ?? 0), 0);
  print(
    `${total('settled')} settled, ${total('waiting')} waiting, ${total('unsent')} unsent, ${total('in_doubt')} in doubt, ${unknownCount} unknown`,
  );
  const repliesOf = (fate: RestoredReplyFate): number => replies.get(fate) ?? 0;
  print(
    `replies: ${repliesOf('settled')} settled, ${repliesOf('unsent')} unsent, ${repliesOf('in_doubt')} in doubt`,
  );
  if (isDryRun) return print('Dry run: nothing was changed.');
  await acceptDatabase(ownerDatabase, { skipsIds: true });
  print('Done: api and worker may start.');
};

const readOptions = (): Options => {
  const { values } = parseArgs({
    options: {
      'dry-run': { type: 'boolean', default: false },
      'temporal-kept': { type: 'boolean', default: false },
      'nothing-lost': { type: 'boolean', default: false },
    },
  });
  return {
    isDryRun: values['dry-run'],
    isTemporalKept: values['temporal-kept'],
    isNothingLost: values['nothing-lost'],
  };
};

const main = async (): Promise<void> => {
  const options = readOptions();
  const ownerUrl = process.env['DATABASE_OWNER_URL'];
  if (ownerUrl === undefined || ownerUrl === '') {
    throw new Error(
      'DATABASE_OWNER_URL is not set. It is the database URL with the role relais_owner.',
    );
  }
  const config = loadConfig(process.env);
  const ownerDatabase = connect(ownerUrl, ACTION_PAGE_SIZE);
  const temporal = createTemporalClient(config);
  try {
    await finish({ ...options, ownerDatabase, temporal }, config.TEMPORAL_ADDRESS);
  } finally {
    await ownerDatabase.end();
    await temporal.connection.close();
  }
};

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
