import type { Transaction } from '../../platform/database.ts';
import type { Audience } from '../../platform/facts.ts';
import { leadLabel } from '../../domain/leads/labels.ts';
import type { LeadRow } from '../../queries/leads/records.ts';
import { notifyOthers as notifyOthersOf } from '../shared/notify-others.ts';

/** Shared parts of the facts of a lead. */

/** The assignee, and the call centre: an agent sees the unassigned leads of their centre. */
export const audienceOf = (lead: Pick<LeadRow, 'assigned_to' | 'call_centre_id'>): Audience => ({
  userId: lead.assigned_to,
  callCentreId: lead.call_centre_id,
});

/** What every emission of a lead's event has. */
export const aboutLead = (lead: LeadRow) => ({
  subjectId: lead.id,
  audience: audienceOf(lead),
  formId: lead.form_id,
});

/** What every public event of a lead carries: the whole lead after the change. */
export const leadState = (lead: LeadRow) => ({
  lead_id: lead.id,
  form_id: lead.form_id,
  call_centre_id: lead.call_centre_id,
  source: lead.source,
  status: lead.status,
  assigned_to: lead.assigned_to,
  email: lead.email,
  name: lead.name,
  phone: lead.phone,
  company_name: lead.company_name,
  data: lead.data,
  email_confirmed_at: lead.email_confirmed_at?.toISOString() ?? null,
  called_at: lead.called_at?.toISOString() ?? null,
  converted_at: lead.converted_at?.toISOString() ?? null,
  person_id: lead.person_id,
  organisation_id: lead.organisation_id,
});

const CATEGORY = 'LEAD';

export const notifyOthers = (
  tx: Transaction,
  userIds: readonly (number | null)[],
  params: object,
) => notifyOthersOf(tx, { category: CATEGORY, userIds, params });

/** The label of a lead, for the words of its notifications. */
export const subjectOf = (lead: LeadRow): { lead: string } => ({ lead: leadLabel(lead) });
