import {
  DEFAULT_LEAD_STATUSES,
  type LeadStatus,
  type LeadStatusRole,
} from '../domain/lead-statuses/defaults.ts';
import { fault } from '../domain/shared/faults.ts';
import { AppError } from '../errors.ts';
import type { Transaction } from '../platform/database.ts';
import {
  countLeadsByStatus,
  listLeadStatuses,
  replaceLeadStatuses,
  type CompanyLeadStatuses,
} from '../queries/lead-statuses.ts';
import { lockSetting, lockSettingShared } from '../queries/shared/locks.ts';

/**
 * The statuses that a lead of the company may have, in order. Under a shared lock: they stay as they are
 * until the end of the transaction, so a lead can't get a status that is being removed.
 */
export const statusesOf = async (tx: Transaction): Promise<readonly LeadStatus[]> => {
  await lockSettingShared(tx, 'lead_statuses');
  return (await listLeadStatuses(tx)).statuses;
};

/** The code of the status that new leads get. */
export const initialStatus = (tx: Transaction): Promise<string> => codeOf(tx, 'initial');

/** The code of the status of leads that became contacts. */
export const convertedStatus = (tx: Transaction): Promise<string> => codeOf(tx, 'converted');

const codeOf = async (tx: Transaction, role: LeadStatusRole): Promise<string> => {
  const status = (await statusesOf(tx)).find((candidate) => candidate.role === role);
  if (!status) throw new Error(`no status of leads is ${role}`);
  return status.code;
};

/**
 * Replaces the statuses; an empty list restores the default ones. Out: the statuses before. Errors:
 * `conflict` if leads have a status that would disappear. The lock waits for leads that are being created.
 */
export const replaceStatuses = async (
  tx: Transaction,
  statuses: readonly LeadStatus[],
): Promise<CompanyLeadStatuses> => {
  await lockSetting(tx, 'lead_statuses');
  const before = await listLeadStatuses(tx);
  const next = statuses.length === 0 ? DEFAULT_LEAD_STATUSES : statuses;
  const kept = new Set(next.map(({ code }) => code));
  const orphaned = (await countLeadsByStatus(tx)).filter(({ code }) => !kept.has(code));
  if (orphaned.length > 0) {
    throw new AppError('conflict', 'leads have a status that would disappear', {
      faults: orphaned.map(({ code, count }) =>
        fault('statuses', 'status_in_use', { status: code, count }),
      ),
    });
  }
  await replaceLeadStatuses(tx, statuses);
  return before;
};
