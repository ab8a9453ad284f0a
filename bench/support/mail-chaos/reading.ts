import { setTimeout as sleep } from 'node:timers/promises';
import type { DovecotUser } from '../../../test/support/dovecot.ts';
import type { BenchCompany } from '../company.ts';
import { freeBenchPort } from '../stack.ts';
import { cause, deliver, noteRecovered, watchRebuild, type Course } from './course.ts';
import { startCutter } from './cutter.ts';
import { CHAOS_ADDRESS, type ChaosMail } from './mails.ts';
import { drawPlan, type Plan } from './plan.ts';
import { readState, readStored } from './state.ts';
import { askForCycle, connectMailbox, type MailChaosWorld } from './world.ts';

/** Reads the same mails twice: without any disturbance, and with connections, workers and state that break. */

const POLL_MS = 200;
const ASK_MS = 5_000;
const STATE_MS = 1_000;
/** Nothing listens there: nothing is sent from these mailboxes. */
const NO_SMTP_PORT = 9;
/** Above what Dovecot gives by itself, the time in seconds. */
const UID_VALIDITY_FIRST = 2_000_000_000;

/** Out: milliseconds. */
export const readCalmly = async (
  world: MailChaosWorld,
  mails: readonly ChaosMail[],
  timeoutMs: number,
): Promise<number> => {
  const { stack, calm: company, dovecot } = world;
  const user = dovecot.newUser();
  await deliverAll(user, mails);
  const mailboxId = await connect(world, company, { user, imapPort: dovecot.port });
  const startedAt = performance.now();
  while (!(await isRead(world, { company, mailboxId, delivered: mails }))) {
    if (performance.now() - startedAt > timeoutMs) throw new Error('the calm mailbox is not read');
    await askForCycle(stack, company, mailboxId);
    await sleep(STATE_MS);
  }
  return performance.now() - startedAt;
};

const deliverAll = async (user: DovecotUser, mails: readonly ChaosMail[]): Promise<void> => {
  for (const { raw, receivedAt } of mails) await user.deliver(raw, { receivedAt });
};

const connect = (
  { stack }: MailChaosWorld,
  company: BenchCompany,
  { user, imapPort }: { user: DovecotUser; imapPort: number },
): Promise<number> =>
  connectMailbox(stack, company, {
    email: CHAOS_ADDRESS,
    user: user.name,
    imapPort,
    smtpPort: NO_SMTP_PORT,
  });

interface Delivered {
  company: BenchCompany;
  mailboxId: number;
  delivered: readonly ChaosMail[];
}

/** Everything that was delivered is stored, and nothing more is asked for. */
const isRead = async (
  { stack }: MailChaosWorld,
  { company, mailboxId, delivered }: Delivered,
): Promise<boolean> => {
  const state = await readState(stack, mailboxId);
  if (state.phase !== 'following' || state.open_cycles > 0 || state.pending > 0) return false;
  const stored = await readStored(stack, company);
  return delivered.every(({ sha256 }) => stored.has(sha256));
};

export interface Disturbed extends Course {
  durationMs: number;
}

interface Wanted {
  cutCount: number;
  killCount: number;
  random: () => number;
  timeoutMs: number;
}

export const readDisturbed = async (
  world: MailChaosWorld,
  mails: readonly ChaosMail[],
  { timeoutMs, random, ...counts }: Wanted,
): Promise<Disturbed> => {
  const user = world.dovecot.newUser();
  const old = mails.filter(({ isNew }) => !isNew);
  await deliverAll(user, old);
  const sizeBytes = mails.reduce((sum, { raw }) => sum + raw.length, 0);
  const plan = drawPlan(random, { ...counts, sizeBytes });
  const cutter = await startCutter(await freeBenchPort(), world.dovecot.port, plan.cuts);
  const course: Course = {
    world,
    mailboxId: await connect(world, world.disturbed, { user, imapPort: cutter.port }),
    user,
    cutter,
    delivered: [...old],
    faults: [],
    maybeSilent: new Set(),
    assigned: new Set(),
    awaited: undefined,
    uidValidity: UID_VALIDITY_FIRST,
  };
  const startedAt = performance.now();
  try {
    await follow(course, { plan, coming: mails.filter(({ isNew }) => isNew), timeoutMs });
  } finally {
    cutter.stop();
  }
  return { ...course, durationMs: performance.now() - startedAt };
};

interface Followed {
  plan: Plan;
  coming: readonly ChaosMail[];
  timeoutMs: number;
}

/** Until all has happened, and all is read. */
const follow = async (course: Course, { plan, coming, timeoutMs }: Followed): Promise<void> => {
  const { world, cutter, mailboxId } = course;
  const { disturbed: company } = world;
  const deadline = performance.now() + timeoutMs;
  const left = { faults: [...plan.faults], mails: [...coming] };
  const next = { askMs: 0, lookMs: 0 };
  while (performance.now() < deadline) {
    noteRecovered(course);
    const arrivedShare = Math.min(1, cutter.passedBytes() / plan.lastByte);
    while (left.mails.length > coming.length * (1 - arrivedShare)) {
      const [mail] = left.mails.splice(0, 1);
      if (mail !== undefined) await deliver(course, mail);
    }
    const [fault] = left.faults;
    if (fault && cutter.passedBytes() >= fault.atByte && course.awaited === undefined) {
      left.faults.shift();
      await cause(course, fault.kind);
    }
    if (performance.now() >= next.askMs) {
      next.askMs = performance.now() + ASK_MS;
      await askForCycle(world.stack, company, mailboxId);
    }
    if (performance.now() >= next.lookMs) {
      next.lookMs = performance.now() + STATE_MS;
      await watchRebuild(course);
      const isIdle = course.awaited === undefined && (await isRead(world, { company, ...course }));
      if (isIdle && left.faults.length + left.mails.length + cutter.leftCount() === 0) return;
      if (isIdle) advance(plan, left.faults, cutter);
    }
    await sleep(POLL_MS);
  }
  throw new Error('the disturbed mailbox is not read');
};

/** Nothing more is read by itself: what was drawn beyond it comes now. */
const advance = (plan: Plan, [fault]: Plan['faults'], cutter: Course['cutter']): void => {
  cutter.cutNext();
  if (fault !== undefined) fault.atByte = 0;
  else plan.lastByte = Math.min(plan.lastByte, cutter.passedBytes());
};
