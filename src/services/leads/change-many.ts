import type { StatusOutcome } from '../../domain/leads/bulk-status.ts';
import type { Transaction } from '../../platform/database.ts';
import { updateLeadStatuses } from '../../queries/leads/changes.ts';
import type { LeadRow } from '../../queries/leads/records.ts';
import { listLeadWatchers } from '../../queries/leads/watchers.ts';
import { statusesOf } from '../lead-statuses.ts';
import { checkStatus, emitStatus } from './change.ts';

interface StatusChange {
  status: string;
  /** By lead: the version the change is based on. */
  versions: ReadonlyMap<number, number>;
}

interface ChangedStatuses {
  outcomes: ReadonlyMap<number, StatusOutcome>;
  changed: LeadRow[];
}

/**
 * Gives the leads one status, in one statement. The caller holds the locks of the leads. A lead that can't get
 * it, or has it already, is left alone, so a second run changes nothing. Errors: as `checkStatus`.
 */
export const changeStatuses = async (
  tx: Transaction,
  leads: readonly LeadRow[],
  { status, versions }: StatusChange,
): Promise<ChangedStatuses> => {
  const statuses = await statusesOf(tx);
  checkStatus(statuses, status);
  const outcomes = new Map(
    leads.map((lead) => [lead.id, outcomeOf(lead, status, versions.get(lead.id))]),
  );
  const ids = leads.map(({ id }) => id).filter((id) => outcomes.get(id) === 'changed');
  const changed = await updateLeadStatuses(tx, { ids, status });
  const before = new Map(leads.map((lead) => [lead.id, lead]));
  const watchersOf = watchersByCentre(tx);
  for (const after of changed) {
    const previous = before.get(after.id);
    if (previous === undefined) throw new Error('only locked leads may change');
    await emitStatus(tx, { before: previous, after, statuses, watchersOf });
  }
  return { outcomes, changed };
};

const outcomeOf = (lead: LeadRow, status: string, version: number | undefined): StatusOutcome => {
  if (lead.status === status) return 'unchanged';
  if (lead.converted_at !== null) return 'converted';
  return lead.version === version ? 'changed' : 'version_conflict';
};

/** Reads the watchers of a call centre once. */
const watchersByCentre = (tx: Transaction) => {
  const known = new Map<number | null, Promise<number[]>>();
  return (callCentreId: number | null): Promise<number[]> => {
    const watchers = known.get(callCentreId) ?? listLeadWatchers(tx, callCentreId);
    known.set(callCentreId, watchers);
    return watchers;
  };
};
