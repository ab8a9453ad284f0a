import type { LeadStatus, LeadStatusRole } from '../domain/lead-statuses/defaults.ts';
import type { Transaction } from '../platform/database.ts';
import { listLeadStatuses } from '../queries/lead-statuses.ts';
import { lockSettingShared } from '../queries/shared/locks.ts';

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
