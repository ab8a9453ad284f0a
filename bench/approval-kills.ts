/**
 * Drafts are written and approved while worker, api, mail server and model are killed with -9 in turn and started again
 * at once. A client without an answer asks again. Each approved draft is one mail, or `uncertain` where the killed
 * process alone knew; a rejected one is none; nothing is stuck.
 */
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { whyNoDovecot } from '../test/support/dovecot.ts';
import { isSendingOpen } from '../src/domain/replies/statuses.ts';
import {
  acceptedAt,
  listWaiting,
  readDrafts,
  untilWritten,
  type EndedDraft,
  type WaitingDraft,
} from './support/approvals/drafts.ts';
import { call, startApprovalWorld, type ApprovalWorld } from './support/approvals/world.ts';
import { runPaced } from './support/lanes.ts';
import { checkAudit } from './support/ledger.ts';
import { createRandom } from './support/random.ts';
import { printTable } from './support/statistics.ts';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '300' },
    kills: { type: 'string', default: '40' },
    rate: { type: 'string', default: '2' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const COUNT = Number(options.count);
/** A quarter of them while drafts are written. */
const KILLS = Number(options.kills);
/** Decisions a second. */
const RATE = Number(options.rate);
const SEED = Number(options.seed);
/** Each tenth is rejected. */
const REJECTED_EVERY = 10;
const WRITING_SHARE = 0.25;
const WRITING_MS = 90_000;
const WRITTEN_TIMEOUT_MS = 1_200_000;
const DECIDED_TIMEOUT_MS = 60_000;
const AGAIN_MS = 500;
/** A dead worker is noticed after 160 s, and an unknown outcome is looked up for 15 minutes. */
const SETTLE_TIMEOUT_MS = 1_800_000;
const POLL_MS = 2_000;

if (whyNoDovecot() !== undefined) {
  console.error('Dovecot is missing: install dovecot-imapd');
  process.exit(1);
}
const world = await startApprovalWorld({ isSupervised: true });
try {
  process.exitCode = (await run(world)) ? 0 : 1;
} finally {
  await world.stop();
}
process.exit(); // gRPC channels keep the loop alive for a while

async function run(world: ApprovalWorld): Promise<boolean> {
  console.log(
    `  ${COUNT} drafts, ${KILLS} kills -9 of worker, api, mail server and model, seed ${SEED}, fsync on; killed processes start again at once`,
  );
  const random = createRandom(SEED);
  const writingKills = Math.round(KILLS * WRITING_SHARE);
  await world.deliver(COUNT);
  await killInTurn(world, { count: writingKills, durationMs: WRITING_MS, random });
  const seconds = await untilWritten(world, { count: COUNT, timeoutMs: WRITTEN_TIMEOUT_MS });
  const drafts = await listWaiting(world);
  console.log(
    `  ${drafts.length} wait, ${seconds.toFixed(0)} s after the last of ${writingKills} kills while they were written`,
  );
  const decisionMs = (drafts.length / RATE) * 1000;
  const [asked] = await Promise.all([
    decideAll(world, drafts),
    killInTurn(world, { count: KILLS - writingKills, durationMs: decisionMs, random }),
  ]);
  const rows = await untilSettled(world);
  return report(rows, await acceptedAt(world.mailDirectory), {
    asked,
    faults: await checkAudit(world.stack).catch((error: unknown) => [String(error)]),
  });
}

interface Killing {
  count: number;
  durationMs: number;
  random: () => number;
}

/** At random moments, each of them in turn. */
async function killInTurn(
  { stack, smtp, model }: ApprovalWorld,
  { count, durationMs, random }: Killing,
): Promise<void> {
  const services = [stack.worker, stack.api, smtp, model];
  const startedAt = performance.now();
  const moments = Array.from({ length: count }, () => random() * durationMs).sort((a, b) => a - b);
  for (const [index, momentMs] of moments.entries()) {
    await sleep(Math.max(0, startedAt + momentMs - performance.now()));
    const service = services[index % services.length];
    await service?.kill();
    service?.start();
  }
}

interface Asked {
  approved: Set<string>;
  rejected: Set<string>;
  /** Requests that had no answer, or one of 5xx: sent again. */
  repeatCount: number;
  /** Answers that no decision of this kind should have. */
  faults: string[];
}

async function decideAll(world: ApprovalWorld, drafts: readonly WaitingDraft[]): Promise<Asked> {
  const asked: Asked = { approved: new Set(), rejected: new Set(), repeatCount: 0, faults: [] };
  await runPaced({ count: drafts.length, perSecond: RATE }, async (number) => {
    const draft = drafts[number - 1];
    if (draft === undefined) return;
    const isRejected = number % REJECTED_EVERY === 0;
    (isRejected ? asked.rejected : asked.approved).add(draft.id);
    await decide(world, draft, isRejected, asked);
  });
  return asked;
}

async function decide(
  { stack, company }: ApprovalWorld,
  { id, content_hash: hash }: WaitingDraft,
  isRejected: boolean,
  asked: Asked,
): Promise<void> {
  const path = `/inbox/auto-replies/${id}/${isRejected ? 'reject' : 'approve'}`;
  const body = { content_hash: hash, ...(isRejected && { reason: 'Mauvais tarif' }) };
  const deadline = performance.now() + DECIDED_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const answer = await call(stack, company, 'POST', path, body).catch(() => undefined);
    if (answer?.ok === true) return;
    // A rejection whose answer was lost is found rejected.
    if (answer?.status === 409 && isRejected && (await answer.text()).includes('"rejected"'))
      return;
    if (answer !== undefined && answer.status < 500) {
      asked.faults.push(`${path} answered ${answer.status}`);
      return;
    }
    asked.repeatCount += 1;
    await sleep(AGAIN_MS);
  }
  asked.faults.push(`${path} has no answer`);
}

async function untilSettled({ stack }: ApprovalWorld): Promise<EndedDraft[]> {
  const deadline = performance.now() + SETTLE_TIMEOUT_MS;
  for (;;) {
    const rows = await readDrafts(stack);
    const isOpen = rows.some(({ sending }) => sending !== null && isSendingOpen(sending));
    if (!isOpen || performance.now() > deadline) return rows;
    await sleep(POLL_MS);
  }
}

function report(
  rows: readonly EndedDraft[],
  accepted: ReadonlyMap<string, number[]>,
  { asked, faults }: { asked: Asked; faults: string[] },
): boolean {
  const mailsOf = ({ internet_message_id: id }: EndedDraft): number =>
    accepted.get(id ?? '')?.length ?? 0;
  const count = (isMeant: (row: EndedDraft) => boolean): number => rows.filter(isMeant).length;
  const check = (what: string, isWrong: (row: EndedDraft) => boolean): string[] => {
    const wrong = count(isWrong);
    return wrong === 0 ? [] : [`${wrong} ${what}`];
  };
  const known = new Set(rows.map(({ internet_message_id: id }) => id));
  const strangers = [...accepted.keys()].filter((id) => !known.has(id)).length;
  const wrong = [
    ...faults,
    ...asked.faults,
    ...(rows.length === COUNT ? [] : [`${rows.length} drafts of ${COUNT} mails`]),
    ...(strangers === 0 ? [] : [`${strangers} mails of no draft`]),
    ...check('sent twice', (row) => mailsOf(row) > 1),
    ...check(
      'approved and not accepted',
      ({ id, status }) => asked.approved.has(id) && status !== 'accepted',
    ),
    ...check(
      'rejected and not so',
      ({ id, status }) => asked.rejected.has(id) && status !== 'rejected',
    ),
    ...check('sent without an approval', (row) => mailsOf(row) > 0 && !asked.approved.has(row.id)),
    ...check(
      'said to be sent, without a mail',
      (row) => row.sending === 'sent' && mailsOf(row) === 0,
    ),
    ...check('failed with a mail', (row) => row.sending === 'failed' && mailsOf(row) > 0),
    ...check('failed', (row) => row.sending === 'failed'),
    ...check('stuck', (row) => row.sending !== null && isSendingOpen(row.sending)),
    ...check('with two replies', (row) => row.replies > 1),
    ...check('announced wrongly', (row) => row.sent_events !== (row.sending === 'sent' ? 1 : 0)),
  ];
  const is = (sending: string) => (row: EndedDraft) => row.sending === sending;
  printTable([
    ['approved', 'rejected', 'asked again', 'sent', 'uncertain', 'of these with a mail', 'mails'],
    [
      asked.approved.size,
      asked.rejected.size,
      asked.repeatCount,
      count(is('sent')),
      count(is('uncertain')),
      count((row) => is('uncertain')(row) && mailsOf(row) > 0),
      [...accepted.values()].flat().length,
    ].map(String),
  ]);
  console.log(
    wrong.length > 0
      ? `  VIOLATED: ${wrong.join(', ')}`
      : '  0 sent twice, 0 lost, 0 stuck; audit chain whole',
  );
  return wrong.length === 0;
}
