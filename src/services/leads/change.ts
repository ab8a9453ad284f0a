import { leadStatusUpdated, leadUpdated } from '../../domain/leads/events.ts';
import type { LeadStatus } from '../../domain/lead-statuses/defaults.ts';
import { fault } from '../../domain/shared/faults.ts';
import { AppError, invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  expireConfirmations,
  updateLeadFields,
  updateLeadStatus,
  type LeadFields,
} from '../../queries/leads/changes.ts';
import type { LeadRow } from '../../queries/leads/records.ts';
import { listLeadWatchers } from '../../queries/leads/watchers.ts';
import { statusesOf } from '../lead-statuses.ts';
import { aboutLead, leadState, notifyOthers, subjectOf } from './facts.ts';

/** Errors: `version_conflict`. The links mailed to an old e-mail address stop working. */
export const changeFields = async (
  tx: Transaction,
  before: LeadRow,
  { version, fields }: { version: number; fields: LeadFields },
): Promise<LeadRow> => {
  const isEmailChanged = fields.email !== before.email;
  const after = await updateLeadFields(tx, { id: before.id, version, fields, isEmailChanged });
  if (!after) throw versionConflict(before);
  if (isEmailChanged) expireConfirmations(tx, before.id);
  tx.emit(leadUpdated, {
    ...aboutLead(after),
    ...changedValues(auditedValues(before), auditedValues(after)),
  });
  return after;
};

/** Errors: `version_conflict`; as `checkStatus`. */
export const changeStatus = async (
  tx: Transaction,
  before: LeadRow,
  { version, status }: { version: number; status: string },
): Promise<LeadRow> => {
  const statuses = await statusesOf(tx);
  checkStatus(statuses, status);
  if (before.version !== version) throw versionConflict(before);
  if (before.converted_at !== null) {
    throw new AppError('conflict', 'a lead that was converted keeps its status');
  }
  if (before.status === status) return before;
  const after = await updateLeadStatus(tx, { id: before.id, version, status });
  if (!after) throw versionConflict(before);
  await emitStatus(tx, { before, after, statuses });
  return after;
};

/** Errors: `validation_failed` for a status that is not configured, or is of conversion. */
export const checkStatus = (statuses: readonly LeadStatus[], status: string): void => {
  const allowed = statuses.filter(({ role }) => role !== 'converted').map(({ code }) => code);
  if (!allowed.includes(status)) throw invalid([fault('status', 'not_one_of', { allowed })]);
};

export const versionConflict = ({ version }: LeadRow): AppError =>
  new AppError('version_conflict', `the current version is ${version}`, {
    faults: [fault('version', 'version_outdated', { current: version })],
  });

/**
 * Tells the assignee, and for a status that ends the work on a lead, well or badly, those who follow the call
 * centre.
 */
export const emitStatus = async (
  tx: Transaction,
  input: {
    before: LeadRow;
    after: LeadRow;
    statuses: readonly LeadStatus[];
    watchersOf?: (callCentreId: number | null) => Promise<number[]>;
  },
): Promise<void> => {
  const { before, after, watchersOf = (id) => listLeadWatchers(tx, id) } = input;
  const status = input.statuses.find(({ code }) => code === after.status);
  const isImportant = status?.tone === 'good' || status?.tone === 'bad';
  const watchers = isImportant ? await watchersOf(after.call_centre_id) : [];
  tx.emit(leadStatusUpdated, {
    ...aboutLead(after),
    data: { ...leadState(after), previous_status: before.status },
    before: { status: before.status },
    after: { status: after.status },
    ...notifyOthers(tx, [after.assigned_to, ...watchers], {
      ...subjectOf(after),
      status: after.status,
      label: status?.label ?? after.status,
    }),
  });
};

type Values = Record<string, unknown>;

/** Fields of `data` are told apart from the others by `data.`. */
const auditedValues = (lead: LeadRow): Values => ({
  email: lead.email,
  name: lead.name,
  phone: lead.phone,
  company_name: lead.company_name,
  called_at: lead.called_at?.toISOString() ?? null,
  email_confirmed_at: lead.email_confirmed_at?.toISOString() ?? null,
  ...Object.fromEntries(Object.entries(lead.data).map(([key, value]) => [`data.${key}`, value])),
});

/** Only what differs. A value that is not there is null. */
const changedValues = (before: Values, after: Values): { before: Values; after: Values } => {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null),
  );
  const pick = (values: Values): Values =>
    Object.fromEntries(names.map((name) => [name, values[name] ?? null]));
  return { before: pick(before), after: pick(after) };
};
