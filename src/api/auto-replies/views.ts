import type { z } from 'zod';
import type { AutoReplyOut } from '../../domain/auto-replies/shapes.ts';
import { covers } from '../../domain/shared/permissions.ts';
import type { AutoReplyRow } from '../../queries/auto-replies/records.ts';
import { findAutoReply } from '../../queries/auto-replies/records.ts';
import { lockAutoReply, type Locked } from '../../services/auto-replies/lock.ts';
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

export const autoReplyOut = ({
  thread_head_id: _head,
  instruction: _instruction,
  first_approved_at: _firstAt,
  next_reminder_at: _reminder,
  contact_address: address,
  conversation_assigned_to: _assignee,
  call_centre_id: _centre,
  ...row
}: AutoReplyRow): z.infer<typeof AutoReplyOut> => ({
  ...row,
  contact_name: row.contact_name ?? address,
  decided_at: row.decided_at?.toISOString() ?? null,
  expires_at: row.expires_at?.toISOString() ?? null,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
