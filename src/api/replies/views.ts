import type { z } from '@hono/zod-openapi';
import type { ConversationParams } from '../../domain/conversations/shapes.ts';
import type { AttemptOut, OutgoingOut, OutgoingParams } from '../../domain/replies/shapes.ts';
import { isWithin } from '../../domain/shared/permissions.ts';
import { replyWorkflowId } from '../../ids.ts';
import type { AttemptRow } from '../../queries/replies/attempts.ts';
import { findOutgoing, type OutgoingRow } from '../../queries/replies/messages.ts';
import { lockOutgoing } from '../../services/replies/settle.ts';
import type { LoadRequest } from '../http/spec.ts';

/** An outgoing message as the API shows it, and the messages that a caller reaches. */

type Load = LoadRequest<typeof OutgoingParams>;
export type ConversationLoad = LoadRequest<typeof ConversationParams>;

const withinReach = (
  { scope }: Pick<Load, 'scope'>,
  row: OutgoingRow | undefined,
): OutgoingRow | undefined =>
  row && isWithin(scope, { userId: row.assigned_to, callCentreId: row.call_centre_id })
    ? row
    : undefined;

export const outgoingInReach = async (request: Load): Promise<OutgoingRow | undefined> =>
  withinReach(request, await findOutgoing(request.tx, { id: request.params.id }));

/** To change: under the locks of its conversation and of itself. */
export const lockOutgoingInReach = async (request: Load): Promise<OutgoingRow | undefined> =>
  withinReach(request, await lockOutgoing(request.tx, { id: request.params.id }));

export const outgoingOut = (row: OutgoingRow): z.infer<typeof OutgoingOut> => ({
  id: row.id,
  uuid: row.uuid,
  conversation_id: row.conversation_id,
  mailbox_id: row.mailbox_id,
  status: row.status,
  subject: row.subject,
  recipients: row.recipients,
  send_after: row.send_after.toISOString(),
  attempt_count: row.attempt_count,
  next_attempt_at: instant(row.next_attempt_at),
  error_code: row.error_code,
  error_text: row.error_text,
  workflow_id: replyWorkflowId(row.uuid),
});

export const attemptOut = (row: AttemptRow): z.infer<typeof AttemptOut> => ({
  attempt: row.attempt,
  started_at: row.started_at.toISOString(),
  finished_at: instant(row.finished_at),
  outcome: row.outcome,
  error_code: row.error_code,
  error_text: row.error_text,
  refused: row.refused,
});

const instant = (at: Date | null): string | null => at?.toISOString() ?? null;
