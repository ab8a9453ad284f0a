import { z } from '@hono/zod-openapi';
import { wholeNumber } from '../../domain/shared/pages.ts';
import { covers } from '../../domain/shared/permissions.ts';
import { findConversation, type ConversationRow } from '../../queries/conversations/records.ts';
import { audienceOf } from '../../services/conversations/facts.ts';
import type { LoadRequest } from '../http/spec.ts';

/**
 * The conversation of an address, for the records around it: tasks, follow-ups, a draft. It must be within the
 * reach of the caller's role; the scope that an API key needs is that of the route.
 */

export const InConversationParams = z.object({ id: wholeNumber(z.int().positive()) });

type Load = LoadRequest<z.ZodObject<{ id: z.ZodType<number> }>>;

export const conversationInReach = async (
  { tx, params, caller }: Pick<Load, 'tx' | 'params' | 'caller'>,
  isLocked = false,
): Promise<ConversationRow | undefined> => {
  const row = await findConversation(tx, { id: params.id, isLocked });
  if (row === undefined) return undefined;
  const ofRole = { ...caller, scopes: null };
  return covers(ofRole, 'conversations:read', audienceOf(row)) ? row : undefined;
};

/** Under its lock. */
export const lockedConversation = (request: Load): Promise<ConversationRow | undefined> =>
  conversationInReach(request, true);
