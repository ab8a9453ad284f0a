import { v7 as uuidv7 } from 'uuid';
import {
  mailboxBackfillRequested,
  mailboxItemDropped,
  mailboxItemRetried,
  mailboxSyncRequested,
} from '../../domain/mailboxes/events.ts';
import { AppError, notFound } from '../../errors.ts';
import { mailboxSyncWorkflowId } from '../../ids.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  findCycle,
  insertCycle,
  listOpenCycles,
  type CycleRow,
} from '../../queries/mailboxes/cycles.ts';
import { dropItem, reopenItem, type ItemRow } from '../../queries/mailboxes/items.ts';
import { lockLease } from '../../queries/mailboxes/leases.ts';

/** What people ask of the synchronisation of a mailbox. */

/**
 * Asks for a cycle, or joins one that waits or runs. A row says what is asked for; the command only makes it
 * happen at once. Errors: `conflict` if the mailbox is inactive.
 */
export const requestCycle = async (tx: Transaction, mailboxId: number): Promise<CycleRow> => {
  await lockActive(tx, mailboxId);
  // A backfill may wait for hours after a failure: it is not joined.
  const open = (await listOpenCycles(tx, mailboxId)).find(({ trigger }) => trigger !== 'backfill');
  const cycle = open ?? (await insertWaiting(tx, mailboxId, null));
  tx.emit(mailboxSyncRequested, {
    subjectId: mailboxId,
    after: { cycle_id: cycle.id, is_joined: open !== undefined },
  });
  startRun(tx, mailboxId);
  return cycle;
};

/**
 * Asks for older mail. Errors: `conflict` if the mailbox is inactive, or while another range is read.
 * Twice: the same range is read once.
 */
export const requestBackfill = async (
  tx: Transaction,
  mailboxId: number,
  range: { from: Date; to: Date },
): Promise<CycleRow> => {
  await lockActive(tx, mailboxId);
  const open = (await listOpenCycles(tx, mailboxId)).find(({ trigger }) => trigger === 'backfill');
  if (open !== undefined && !isSameRange(open, range)) {
    throw new AppError('conflict', 'another range is being read: wait until it has ended');
  }
  const cycle = open ?? (await insertWaiting(tx, mailboxId, range));
  tx.emit(mailboxBackfillRequested, {
    subjectId: mailboxId,
    after: {
      cycle_id: cycle.id,
      from: range.from.toISOString(),
      to: range.to.toISOString(),
    },
  });
  startRun(tx, mailboxId);
  return cycle;
};

const isSameRange = (
  { range_from: from, range_to: to }: CycleRow,
  asked: { from: Date; to: Date },
): boolean => from?.getTime() === asked.from.getTime() && to?.getTime() === asked.to.getTime();

/**
 * Gives a message its attempts again. Errors: `conflict` if it was stored, or the mailbox is inactive.
 * Twice: it waits already.
 */
export const retryItem = async (
  tx: Transaction,
  { id, mailbox_id: mailboxId, outcome }: ItemRow,
): Promise<void> => {
  requireOpen(outcome);
  await reopenItem(tx, id);
  tx.emit(mailboxItemRetried, {
    subjectId: mailboxId,
    before: { item_id: id, outcome },
    after: { outcome: 'pending' },
  });
  await requestCycle(tx, mailboxId);
};

/** Errors: `conflict` if it was stored. Twice: it is dropped already. */
export const giveUpItem = async (
  tx: Transaction,
  { id, mailbox_id: mailboxId, outcome }: ItemRow,
): Promise<void> => {
  requireOpen(outcome);
  await dropItem(tx, { id, reason: 'person' });
  tx.emit(mailboxItemDropped, {
    subjectId: mailboxId,
    before: { item_id: id, outcome },
    after: { outcome: 'dropped' },
  });
};

const OPEN_OUTCOMES: readonly string[] = ['pending', 'quarantined', 'dropped'];

const requireOpen = (outcome: string): void => {
  if (!OPEN_OUTCOMES.includes(outcome)) {
    throw new AppError('conflict', `this message is ${outcome}: nothing is left to do with it`);
  }
};

/** Locked until the commit: a cycle that ends now sees the request, or this sees that it has ended. */
const lockActive = async (tx: Transaction, mailboxId: number): Promise<void> => {
  const lease = await lockLease(tx, mailboxId);
  if (lease === undefined) throw notFound('mailbox');
  if (!lease.is_active) {
    throw new AppError('conflict', 'the mailbox is inactive: switch it on first');
  }
};

const insertWaiting = async (
  tx: Transaction,
  mailboxId: number,
  range: { from: Date; to: Date } | null,
): Promise<CycleRow> => {
  const id = uuidv7();
  const trigger = range === null ? 'manual' : 'backfill';
  await insertCycle(tx, { id, mailboxId, trigger, status: 'waiting', range });
  const cycle = await findCycle(tx, { mailboxId, id });
  if (cycle === undefined) throw new Error('a cycle that was just written must be found');
  return cycle;
};

/** A paused mailbox is tried: it may work again. Twice: the run finds that it was tried. */
export const probeMailbox = (tx: Transaction, mailboxId: number): void => startRun(tx, mailboxId);

/** Twice: the run finds nothing left to read. If the command is lost, the next scheduled run reads it. */
const startRun = (tx: Transaction, mailboxId: number): void =>
  tx.command({
    operation: 'signal_with_start',
    workflowId: mailboxSyncWorkflowId(mailboxId),
    name: 'emailSyncWorkflow',
    input: { companyId: tx.actor.companyId, mailboxId },
    signal: { name: 'syncRequested', input: {} },
    subject: `mailbox/${mailboxId}`,
  });
