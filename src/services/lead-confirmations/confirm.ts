import { v7 as uuidv7 } from 'uuid';
import type { Deps } from '../../deps.ts';
import type { ConfirmationState } from '../../domain/lead-confirmations/page.ts';
import {
  CONFIRMATION_LIFETIME_SECONDS,
  confirmationTokens,
} from '../../domain/lead-confirmations/token.ts';
import { leadEmailConfirmed } from '../../domain/leads/events.ts';
import { hashToken } from '../../domain/shared/secrets.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  confirmLeadEmail,
  describeConfirmation,
  insertLeadConfirmation,
  type ConfirmationRow,
} from '../../queries/lead-confirmations.ts';
import { findLead, type LeadRow } from '../../queries/leads/records.ts';
import { aboutLead, leadState } from '../leads/facts.ts';
import { startConfirmationMailRun } from './mail.ts';

/** Opens and confirms the address of a lead. */

/** Creates the link of a lead, and asks for its mail. */
export const issueConfirmation = async (
  { encryptionKeys }: Pick<Deps, 'encryptionKeys'>,
  tx: Transaction,
  { leadId, email }: { leadId: number; email: string },
): Promise<void> => {
  const confirmationId = uuidv7();
  const { companyId } = tx.actor;
  const token = confirmationTokens.derive(encryptionKeys, { companyId, confirmationId });
  await insertLeadConfirmation(tx, {
    id: confirmationId,
    leadId,
    email,
    tokenHash: hashToken(token),
    lifetimeSeconds: CONFIRMATION_LIFETIME_SECONDS,
  });
  startConfirmationMailRun(tx, { confirmationId, leadId });
};

export const stateOf = (row: ConfirmationRow): ConfirmationState => {
  if (row.confirmed_at !== null) return 'already';
  if (row.is_replaced) return 'unknown';
  return row.is_expired ? 'expired' : 'open';
};

interface Confirmed {
  state: ConfirmationState;
  row: ConfirmationRow | undefined;
}

/**
 * Confirms the address of a lead. Twice: the second one finds `already`. Two at once: one waits for the
 * other under the row lock, so there is one event. The lead is locked before its links, as when its address
 * changes: the other order would be a deadlock.
 */
export const confirmEmail = async (tx: Transaction, id: string): Promise<Confirmed> => {
  const found = await describeConfirmation(tx, { id });
  if (found) await findLead(tx, { id: found.lead_id, isLocked: true });
  const row = await describeConfirmation(tx, { id, isLocked: true });
  if (!row) return { state: 'unknown', row };
  const state = stateOf(row);
  if (state !== 'open') return { state, row };
  await confirmLeadEmail(tx, { id, leadId: row.lead_id });
  const lead = await findLead(tx, { id: row.lead_id });
  if (lead) emitConfirmed(tx, lead);
  return { state: 'confirmed', row };
};

const emitConfirmed = (tx: Transaction, lead: LeadRow): void => {
  if (lead.email === null || lead.email_confirmed_at === null) return;
  const confirmed = {
    email: lead.email,
    email_confirmed_at: lead.email_confirmed_at.toISOString(),
  };
  tx.emit(leadEmailConfirmed, {
    ...aboutLead(lead),
    data: { ...leadState(lead), ...confirmed },
    after: confirmed,
  });
};
