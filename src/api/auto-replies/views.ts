import type { z } from 'zod';
import type { AutoReplyOut } from '../../domain/auto-replies/shapes.ts';
import type { SourceChange } from '../../domain/auto-replies/sources.ts';
import { covers } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import type { AutoReplyRow } from '../../queries/auto-replies/records.ts';
import { findAutoReply } from '../../queries/auto-replies/records.ts';
import { lockAutoReply, type Locked } from '../../services/auto-replies/lock.ts';
import { changedSourcesOf } from '../../services/auto-replies/sources.ts';
import type { AutoReplyParams } from '../../domain/auto-replies/shapes.ts';
import type { LoadRequest } from '../http/spec.ts';

type Load = Pick<LoadRequest<typeof AutoReplyParams>, 'tx' | 'params' | 'caller'>;

/** Within the reach of its conversation. */
const isReached = ({ caller }: Load, row: AutoReplyRow): boolean =>
  covers({ ...caller, scopes: null }, 'auto_replies:read', {
    userId: row.conversation_assigned_to,
    callCentreId: row.call_centre_id,
  });

export const autoReplyInReach = async (request: Load): Promise<AutoReplyRow | undefined> => {
  const row = await findAutoReply(request.tx, { id: request.params.id });
  return row !== undefined && isReached(request, row) ? row : undefined;
};

export const lockedAutoReply = async (request: Load): Promise<Locked | undefined> => {
  const locked = await lockAutoReply(request.tx, request.params.id);
  return locked !== undefined && isReached(request, locked.row) ? locked : undefined;
};

/** After a decision: with the names of the people in it. */
export const autoReplyAfter = async (
  tx: Transaction,
  row: AutoReplyRow,
  now: Date,
): Promise<z.infer<typeof AutoReplyOut>> => {
  const after = (await findAutoReply(tx, { id: row.id })) ?? row;
  const [shown] = await autoRepliesOut(tx, [after], now);
  if (shown === undefined) throw new Error('one row is shown as one');
  return shown;
};

export const autoRepliesOut = async (
  tx: Transaction,
  rows: readonly AutoReplyRow[],
  now: Date,
): Promise<z.infer<typeof AutoReplyOut>[]> => {
  const changes = await changedSourcesOf(tx, rows, now);
  return rows.map((row) => autoReplyOut(row, changes.get(row.id) ?? []));
};

const autoReplyOut = (
  row: AutoReplyRow,
  changes: readonly SourceChange[],
): z.infer<typeof AutoReplyOut> => ({
  id: row.id,
  conversation_id: row.conversation_id,
  conversation_subject: row.conversation_subject,
  contact_name: row.contact_name ?? row.contact_address,
  message_id: row.message_id,
  folder_id: row.folder_id,
  mode: row.mode,
  status: row.status,
  refusals: row.refusals,
  version: row.version,
  text: row.text,
  subject: row.subject,
  recipient_name: row.recipient_name,
  recipient_address: row.recipient_address,
  content_hash: row.content_hash,
  language: row.language,
  intent: row.intent,
  segments: row.segments,
  citations: row.citations,
  changed_sources: [...changes],
  findings: row.findings,
  person_reason: row.person_reason,
  instruction: row.instruction,
  asked_by: row.asked_by,
  asked_by_name: row.asked_by_name,
  assigned_to: row.assigned_to,
  assigned_to_name: row.assigned_to_name,
  first_approved_by: row.first_approved_by,
  first_approved_by_name: row.first_approved_by_name,
  decided_by: row.decided_by,
  decided_by_name: row.decided_by_name,
  decided_at: row.decided_at?.toISOString() ?? null,
  reason: row.reason,
  expires_at: row.expires_at?.toISOString() ?? null,
  is_escalated: row.is_escalated,
  sent_message_id: row.sent_message_id,
  similarity: row.similarity,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
