import { setTimeout as sleep } from 'node:timers/promises';
import type { DovecotUser } from '../../../test/support/dovecot.ts';
import { GOING_ON_BYTES, type Cutter } from './cutter.ts';
import type { ChaosMail } from './mails.ts';
import type { FaultKind, PlannedFault } from './plan.ts';
import { readState, readStored } from './state.ts';
import type { MailChaosWorld } from './world.ts';

/** What happens to a mailbox while it is read: mail arrives, and things break. */

export interface DoneFault extends PlannedFault {
  atMs: number;
  /** Until more was read. Null: nothing was. */
  recoveredMs: number | null;
}

export interface Course {
  world: MailChaosWorld;
  mailboxId: number;
  user: DovecotUser;
  cutter: Cutter;
  delivered: ChaosMail[];
  faults: DoneFault[];
  /** Contents that no person has to be told of: they had arrived, unread, when a rebuild began. */
  maybeSilent: Set<string>;
  /** Contents whose conversation was assigned when they arrived. */
  assigned: Set<string>;
  /** A rebuild that was caused and has not begun yet. */
  awaited: { uidValidityBefore: number | null; renumberedAtMs: number | null } | undefined;
  /** The last that was given. */
  uidValidity: number;
}

export const deliver = async (course: Course, mail: ChaosMail): Promise<void> => {
  if (await assignRoot(course.world, mail)) course.assigned.add(mail.sha256);
  if (course.awaited !== undefined) course.maybeSilent.add(mail.sha256);
  await course.user.deliver(mail.raw);
  course.delivered.push(mail);
};

/** So that its assignee is told of the answer. Out: false if the conversation is not there yet. */
const assignRoot = async (
  { stack, disturbed }: MailChaosWorld,
  { assignedRoot }: ChaosMail,
): Promise<boolean> => {
  if (assignedRoot === null) return false;
  const rows = await stack.superuser`
    update conversations
    set assigned_to = ${disturbed.userId}::bigint
    from messages
    where messages.company_id = ${disturbed.companyId}::bigint
      and messages.raw_sha256 = ${assignedRoot}::text
      and conversations.id = messages.conversation_id
    returning conversations.id
  `;
  return rows.length > 0;
};

export const cause = async (course: Course, kind: FaultKind): Promise<void> => {
  const { world, mailboxId, cutter } = course;
  const { worker, superuser } = world.stack;
  switch (kind) {
    case 'kill -9 worker':
      await worker.kill();
      worker.start();
      break;
    case 'UIDVALIDITY': {
      const { uid_validity: uidValidityBefore } = await readState(world.stack, mailboxId);
      await noteUnread(course);
      await renumber(course);
      course.awaited = { uidValidityBefore, renumberedAtMs: performance.now() };
      break;
    }
    case 'lost state':
      await noteUnread(course);
      await superuser`
        delete from mailbox_folders
        where mailbox_id = ${mailboxId}::bigint and path = 'INBOX'
      `;
      course.awaited = { uidValidityBefore: null, renumberedAtMs: null };
  }
  const atByte = cutter.passedBytes();
  course.faults.push({ kind, atByte, atMs: performance.now(), recoveredMs: null });
};

const noteUnread = async ({ world, delivered, maybeSilent }: Course): Promise<void> => {
  const stored = await readStored(world.stack, world.disturbed);
  for (const { sha256 } of delivered) if (!stored.has(sha256)) maybeSilent.add(sha256);
};

const DISCONNECT_MS = 500;

/** Dovecot writes its old numbers again if a connection has the folder open. */
const renumber = async (course: Course): Promise<void> => {
  course.uidValidity += 1;
  course.cutter.disconnect();
  await sleep(DISCONNECT_MS);
  await course.user.renumber({ uidValidity: course.uidValidity });
};

/** Longer than a killed worker is missed. */
const RENUMBER_AGAIN_MS = 70_000;

/** Notes when a rebuild that was caused has begun. One whose numbers Dovecot wrote again is caused again. */
export const watchRebuild = async (course: Course): Promise<void> => {
  const { awaited, world, mailboxId } = course;
  if (awaited === undefined) return;
  const { uid_validity: uidValidity } = await readState(world.stack, mailboxId);
  if (uidValidity !== null && uidValidity !== awaited.uidValidityBefore) {
    course.awaited = undefined;
    return;
  }
  const { renumberedAtMs } = awaited;
  if (renumberedAtMs === null || performance.now() - renumberedAtMs < RENUMBER_AGAIN_MS) return;
  awaited.renumberedAtMs = performance.now();
  await renumber(course);
};

export const noteRecovered = ({ faults, cutter }: Course): void => {
  for (const fault of faults) {
    if (fault.recoveredMs === null && cutter.passedBytes() > fault.atByte + GOING_ON_BYTES) {
      fault.recoveredMs = performance.now() - fault.atMs;
    }
  }
};
