import { leadAssigned, leadCreated } from '../../domain/leads/events.ts';
import type { LeadSource } from '../../domain/leads/sources.ts';
import type { Transaction } from '../../platform/database.ts';
import { insertLead, type LeadRow } from '../../queries/leads/records.ts';
import { listLeadWatchers } from '../../queries/leads/watchers.ts';
import { initialStatus } from '../lead-statuses.ts';
import { aboutLead, leadState, notifyOthers, subjectOf } from './facts.ts';
import { normaliseLead } from './normalise.ts';

export interface NewLead {
  source: LeadSource;
  formId: number | null;
  callCentreId: number | null;
  assignedTo: number | null;
  email: string | null;
  name: string | null;
  phone: string | null;
  companyName: string | null;
  data: Record<string, unknown>;
}

/**
 * Inserts a lead in the initial status of the company and reports it: to the supervisors of its call
 * centre and the owners, and to its assignee. The e-mail address is stored in lower case, the telephone
 * number in E.164; what is no number is stored as it was typed. The caller checks that form, call centre
 * and assignee exist.
 */
export const createLead = async (tx: Transaction, input: NewLead): Promise<LeadRow> => {
  const [status, watchers] = await Promise.all([
    initialStatus(tx),
    listLeadWatchers(tx, input.callCentreId),
  ]);
  const lead = await insertLead(tx, { ...input, ...normaliseLead(input), status });
  tx.emit(leadCreated, {
    ...aboutLead(lead),
    data: leadState(lead),
    before: null,
    // The assignee gets one notification: that the lead is theirs.
    ...notifyOthers(
      tx,
      watchers.filter((id) => id !== lead.assigned_to),
      { ...subjectOf(lead), source: lead.source },
    ),
  });
  if (lead.assigned_to !== null) {
    tx.emit(leadAssigned, {
      ...aboutLead(lead),
      data: { ...leadState(lead), previous_assigned_to: null },
      before: { assigned_to: null },
      after: { assigned_to: lead.assigned_to, call_centre_id: lead.call_centre_id },
      ...notifyOthers(tx, [lead.assigned_to], { ...subjectOf(lead), count: 1 }),
    });
  }
  return lead;
};
