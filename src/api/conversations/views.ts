import type { z } from '@hono/zod-openapi';
import { conversationRead } from '../../domain/conversations/events.ts';
import type { MessageOut } from '../../domain/conversations/messages.ts';
import type { ConversationViewer } from '../../domain/conversations/presence.ts';
import type {
  ConversationListItem,
  ConversationOut,
  ConversationParams,
} from '../../domain/conversations/shapes.ts';
import { AiReasonOut } from '../../domain/inbox-folders/shapes.ts';
import { isWithin } from '../../domain/shared/permissions.ts';
import { notFound } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import type { ListedConversation } from '../../queries/conversations/list.ts';
import type { MessageView } from '../../queries/conversations/messages.ts';
import {
  findConversation,
  findMergedInto,
  type ConversationRow,
} from '../../queries/conversations/records.ts';
import {
  findConversationView,
  listViewers,
  type ConversationView,
  type ViewerRow,
} from '../../queries/conversations/views.ts';
import { audienceOf } from '../../services/conversations/facts.ts';
import type { LoadRequest } from '../http/spec.ts';

/** A conversation as the API shows it, and the conversations that a caller reaches. */

type Load = LoadRequest<typeof ConversationParams>;

const withinReach = <Row extends Pick<ConversationRow, 'assigned_to' | 'call_centre_id'>>(
  { scope }: Pick<Load, 'scope'>,
  row: Row | undefined,
): Row | undefined => (row && isWithin(scope, audienceOf(row)) ? row : undefined);

/**
 * To show: with the names of what the conversation refers to. One that was merged into another shows that one,
 * so that old links lead somewhere.
 */
export const viewInReach = async (request: Load): Promise<ConversationView | undefined> => {
  const { tx, params } = request;
  const view = await findConversationView(tx, params.id);
  if (view) return withinReach(request, view);
  const mergedIntoId = await findMergedInto(tx, params.id);
  return mergedIntoId === undefined
    ? undefined
    : withinReach(request, await findConversationView(tx, mergedIntoId));
};

/** To look at what belongs to it. */
export const findInReach = async (request: Load): Promise<ConversationRow | undefined> =>
  withinReach(request, await findConversation(request.tx, { id: request.params.id }));

/** To change: under its lock, so that its assignee is current. */
export const lockInReach = async (request: Load): Promise<ConversationRow | undefined> =>
  withinReach(
    request,
    await findConversation(request.tx, { id: request.params.id, isLocked: true }),
  );

type Out = z.infer<typeof ConversationOut>;

/** With who else looks at it. */
export const shown = async (tx: Transaction, view: ConversationView): Promise<Out> => {
  const viewers = await listViewers(tx, view.id);
  return {
    ...view,
    ...dates(view),
    first_inbound_at: instant(view.first_inbound_at),
    first_reply_at: instant(view.first_reply_at),
    resolved_at: instant(view.resolved_at),
    ai_filing: aiFiling(view),
    viewers: viewers.filter(({ user_id: id }) => id !== tx.actor.userId).map(viewerOut),
    created_at: view.created_at.toISOString(),
    updated_at: view.updated_at.toISOString(),
  };
};

const aiFiling = ({ ai_decision: decision }: ConversationView): Out['ai_filing'] => {
  const reason = AiReasonOut.safeParse(decision?.reason).data;
  if (decision === null || reason === undefined) return null;
  const { folder_id, created_at: createdAt } = decision;
  return { ...reason, folder_id, created_at: createdAt.toISOString() };
};

/** The answer to a change. One that changed nothing only showed the conversation: that is a look at it. */
export const changedConversation = (
  tx: Transaction,
  before: ConversationRow,
  after: ConversationRow,
): Promise<Out> => {
  if (after === before) tx.emit(conversationRead, { subjectId: before.id });
  return shownConversation(tx, before.id);
};

/** After a change. */
export const shownConversation = async (tx: Transaction, id: number): Promise<Out> => {
  const view = await findConversationView(tx, id);
  if (!view) throw notFound('conversation');
  return shown(tx, view);
};

export const listItem = (row: ListedConversation): z.infer<typeof ConversationListItem> => ({
  ...row,
  ...dates(row),
});

export const viewerOut = (row: ViewerRow): z.infer<typeof ConversationViewer> => ({
  ...row,
  expires_at: row.expires_at.toISOString(),
});

export const messageOut = (row: MessageView): z.infer<typeof MessageOut> => ({
  ...row,
  reports: row.reports.map((report) => ({
    ...report,
    created_at: report.created_at.toISOString(),
  })),
  send_after: instant(row.send_after),
  next_attempt_at: instant(row.next_attempt_at),
  bounced_at: instant(row.bounced_at),
  sent_at: instant(row.sent_at),
  occurred_at: row.occurred_at.toISOString(),
});

const dates = (row: ConversationRow) => ({
  last_message_at: row.last_message_at.toISOString(),
  last_inbound_at: instant(row.last_inbound_at),
  waiting_since: instant(row.waiting_since),
  snoozed_until: instant(row.snoozed_until),
});

export const instant = (at: Date | null): string | null => at?.toISOString() ?? null;
