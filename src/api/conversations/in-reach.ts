import { z } from '@hono/zod-openapi';
import { wholeNumber } from '../../domain/shared/pages.ts';
import { scopeOf } from '../../domain/shared/permissions.ts';
import {
  findConversationInReach,
  lockConversationInReach,
  type ReachedConversation,
} from '../../queries/conversations/reach.ts';
import type { LoadRequest } from '../http/spec.ts';

/**
 * The conversation of an address, for the records around it. It must be within the reach of the caller's
 * role; the scope that an API key needs is that of the route.
 */

export const InConversationParams = z.object({ id: wholeNumber(z.int().positive()) });

type Load = LoadRequest<z.ZodObject<{ id: z.ZodType<number> }>>;

export const conversationInReach = ({
  tx,
  params,
  caller,
}: Load): Promise<ReachedConversation | undefined> => {
  const scope = scopeOf({ ...caller, scopes: null }, 'conversations:read');
  return scope === undefined
    ? Promise.resolve(undefined)
    : findConversationInReach(tx, { id: params.id, scope });
};

/** Under its lock. */
export const lockedConversation = ({
  tx,
  params,
  caller,
}: Load): Promise<ReachedConversation | undefined> => {
  const scope = scopeOf({ ...caller, scopes: null }, 'conversations:read');
  return scope === undefined
    ? Promise.resolve(undefined)
    : lockConversationInReach(tx, { id: params.id, scope });
};
