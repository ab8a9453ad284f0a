import type { z } from '@hono/zod-openapi';
import { leadRead } from '../../domain/leads/events.ts';
import { leadLabel } from '../../domain/leads/labels.ts';
import type { LeadOut } from '../../domain/leads/shapes.ts';
import { isWithin } from '../../domain/shared/permissions.ts';
import { notFound } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { findLeadView, type LeadView } from '../../queries/leads/list.ts';
import { findLead, type LeadRow } from '../../queries/leads/records.ts';
import { audienceOf } from '../../services/leads/facts.ts';
import type { LeadParams } from '../../domain/leads/shapes.ts';
import type { LoadRequest } from '../http/spec.ts';

/** A lead as the API shows it, and the leads that a caller reaches. */

const withinReach = <Lead extends Pick<LeadRow, 'assigned_to' | 'call_centre_id'>>(
  { scope }: Pick<LoadRequest<typeof LeadParams>, 'scope'>,
  lead: Lead | undefined,
): Lead | undefined => (lead && isWithin(scope, audienceOf(lead)) ? lead : undefined);

type Load = LoadRequest<typeof LeadParams>;

/** To show: with the names of what the lead refers to. */
export const viewInReach = async (request: Load): Promise<LeadView | undefined> =>
  withinReach(request, await findLeadView(request.tx, request.params.id));

/** To change: under the lock of the lead, so that its assignee is current. */
export const lockInReach = async (request: Load): Promise<LeadRow | undefined> =>
  withinReach(request, await findLead(request.tx, { id: request.params.id, isLocked: true }));

/** The answer to a change. One that changed nothing only showed the lead: that is a look at it. */
export const changedLead = (tx: Transaction, before: LeadRow, after: LeadRow) => {
  if (after === before) tx.emit(leadRead, { subjectId: before.id });
  return shownLead(tx, before.id);
};

/** After a change. */
export const shownLead = async (tx: Transaction, id: number): Promise<z.infer<typeof LeadOut>> => {
  const lead = await findLeadView(tx, id);
  if (!lead) throw notFound('lead');
  return leadOut(lead);
};

export const leadOut = (lead: LeadView): z.infer<typeof LeadOut> => ({
  ...lead,
  label: leadLabel(lead),
  email_confirmed_at: instant(lead.email_confirmed_at),
  confirmation_mail: lead.confirmation_mail && {
    ...lead.confirmation_mail,
    mailed_at: instant(lead.confirmation_mail.mailed_at),
  },
  called_at: instant(lead.called_at),
  converted_at: instant(lead.converted_at),
  created_at: lead.created_at.toISOString(),
  updated_at: lead.updated_at.toISOString(),
});

export const instant = (at: Date | null): string | null => at?.toISOString() ?? null;
