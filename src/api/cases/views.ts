import type { z } from '@hono/zod-openapi';
import type { CaseParams, CaseOut } from '../../domain/cases/shapes.ts';
import { CASE_TRANSITIONS } from '../../domain/cases/words.ts';
import { fault } from '../../domain/shared/faults.ts';
import { reachOf, scopeOf, type Caller } from '../../domain/shared/permissions.ts';
import { invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { findCase, type CaseRow } from '../../queries/cases/records.ts';
import type { LinkScopes } from '../../queries/cases/links.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { conversationInReach } from '../conversations/in-reach.ts';
import type { LoadRequest } from '../http/spec.ts';

/** Cases as the endpoints find and answer them. */

type Load = LoadRequest<typeof CaseParams>;

export const caseInReach = ({ tx, params, scope }: Pick<Load, 'tx' | 'params' | 'scope'>) =>
  findCase(tx, { id: params.id, scope });

export const lockedCase = ({ tx, params, scope }: Pick<Load, 'tx' | 'params' | 'scope'>) =>
  findCase(tx, { id: params.id, scope, isLocked: true });

/** Of the kinds of records that a case is linked to. */
export const linkScopesOf = (caller: Caller): LinkScopes => ({
  conversations: scopeOf(caller, 'conversations:read'),
  leads: scopeOf(caller, 'leads:read'),
  actions: scopeOf(caller, 'actions:read'),
});

/** The conversation that a new case is about. Errors: `validation_failed` if it is out of reach. */
export const namedConversation = async (
  tx: Transaction,
  caller: Caller,
  id: number | undefined,
): Promise<ConversationRow | null> => {
  if (id === undefined) return null;
  const mayRead = reachOf(caller, 'conversations:read') !== 'none';
  const found = mayRead ? await conversationInReach({ tx, params: { id }, caller }) : undefined;
  if (found !== undefined) return found;
  throw invalid([fault('conversation_id', 'unknown_record', { record: 'conversation' })]);
};

export const caseOut = (row: CaseRow): z.infer<typeof CaseOut> => ({
  id: row.id,
  reference: row.reference,
  title: row.title,
  client_id: row.person_id,
  client: {
    id: row.person_id,
    name: row.person_name,
    email: row.person_emails[0]?.value ?? null,
    phone: row.person_phones[0]?.value ?? null,
  },
  case_type: row.case_type,
  status: row.status,
  priority: row.priority,
  description: row.description,
  assigned_to: row.assigned_to,
  assigned_to_name: row.assigned_to_name,
  call_centre_id: row.call_centre_id,
  due_on: row.due_on,
  status_changed_at: row.status_changed_at.toISOString(),
  resolved_at: row.resolved_at?.toISOString() ?? null,
  closed_at: row.closed_at?.toISOString() ?? null,
  allowed_statuses: [...CASE_TRANSITIONS[row.status]],
  created_by: row.created_by,
  created_by_name: row.created_by_name,
  version: row.version,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
  deleted_at: row.deleted_at?.toISOString() ?? null,
});
