import { businessSeconds, elapsedSeconds } from '../../domain/conversations/business-hours.ts';
import { settingsOf } from '../../domain/settings/shapes.ts';
import type { Transaction } from '../../platform/database.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { findSettings } from '../../queries/settings.ts';

/** Response times of a conversation, with the business hours that the company has now. */

const secondsBetween = async (
  tx: Transaction,
  from: Date | null,
  to: Date | null,
): Promise<{ seconds: number; businessSeconds: number } | null> => {
  if (from === null || to === null) return null;
  const { chosen } = await findSettings(tx);
  const hours = settingsOf(chosen).inbox.business_hours;
  return {
    seconds: elapsedSeconds(from, to),
    businessSeconds: businessSeconds(from, to, hours),
  };
};

/** From the contact's first message to our first reply. */
export const firstReplyTimes = async (tx: Transaction, from: Date | null, to: Date | null) => {
  const times = await secondsBetween(tx, from, to);
  return {
    first_reply_at: to,
    first_reply_seconds: times?.seconds ?? null,
    first_reply_business_seconds: times?.businessSeconds ?? null,
  };
};

export const NO_RESOLUTION = {
  resolved_at: null,
  resolution_seconds: null,
  resolution_business_seconds: null,
} as const;

/** From the contact's first message, or from the start of a conversation that we began. */
export const resolutionTimes = async (
  tx: Transaction,
  { first_inbound_at: first, created_at: createdAt }: ConversationRow,
  resolvedAt: Date,
) => {
  const times = await secondsBetween(tx, first ?? createdAt, resolvedAt);
  return {
    resolved_at: resolvedAt,
    resolution_seconds: times?.seconds ?? null,
    resolution_business_seconds: times?.businessSeconds ?? null,
  };
};
