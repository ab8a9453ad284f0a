import type { z } from '@hono/zod-openapi';
import {
  BULK_COUNT_MAX,
  ConversationBulkIn,
  ConversationBulkOut,
} from '../../domain/conversations/changes.ts';
import { fault } from '../../domain/shared/faults.ts';
import { scopeOf, type Caller, type Scope } from '../../domain/shared/permissions.ts';
import { AppError, invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { lockMatching } from '../../queries/conversations/list.ts';
import { lockConversations, type ConversationRow } from '../../queries/conversations/records.ts';
import { changeMany } from '../../services/conversations/change-many.ts';
import { checkChange } from '../../services/conversations/check.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, lacksPermission, type Endpoint } from '../http/endpoint.ts';
import { dateOf } from './changes.ts';

/** The endpoint that changes several conversations. */

export const conversationBulkEndpoint = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'conversations.change_many',
      method: 'post',
      path: '/inbox/conversations/bulk',
      permission: 'conversations:update',
      summary: `Change, mark or delete up to ${BULK_COUNT_MAX} conversations`,
      description:
        "Answers what became of each: one that can't be changed does not stop the others. To delete needs `conversations:delete`.",
      body: ConversationBulkIn,
      sample: {
        ids: [1],
        filter: {
          status: ['nouveau'],
          folder_id: 'none',
          assigned_to: 'none',
          unread: true,
          waiting: true,
          mailbox_id: 1,
          person_id: 1,
          project_id: 1,
          lead_id: 1,
          organisation_id: 1,
          channel: 'email',
          newsletter: 'false',
          snoozed: 'false',
          from: '2026-01-01T00:00:00Z',
          to: '2026-02-01T00:00:00Z',
          q: 'devis',
        },
        expected_count: 1,
        operation: 'change',
        change: {
          status: 'en_cours',
          folder_id: null,
          assigned_to: null,
          priority: 0,
          snoozed_until: null,
        },
      },
      status: 200,
      answer: ConversationBulkOut,
    },
    async ({ body, caller, scope: updateScope, write }) => {
      checkCombination(body);
      const scope = body.operation === 'delete' ? deleteScope(caller) : updateScope;
      return write(async (tx) => {
        const now = deps.clock.now();
        const { snoozed_until: until, ...rest } = body.change ?? {};
        const change = { ...rest, snoozed_until: dateOf(until) };
        await checkChange(tx, scope, change, { now, path: 'change.' });
        const rows = await lockAsked(tx, scope, body);
        const changed = await changeMany(tx, rows, { operation: body.operation, change, now });
        return { body: outcomes(body.ids, rows, changed) };
      });
    },
  );

type Bulk = z.infer<typeof ConversationBulkIn>;

/** Errors: `validation_failed`. */
const checkCombination = ({ filter, expected_count: expected, operation, change }: Bulk): void => {
  const faults = [
    ...(filter !== undefined && expected === undefined
      ? [fault('expected_count', 'required_with', { field: 'filter' })]
      : []),
    ...(operation === 'change' && change === undefined
      ? [fault('change', 'required_with', { field: 'operation' })]
      : []),
  ];
  if (faults.length > 0) throw invalid(faults);
};

const deleteScope = (caller: Caller): Scope => {
  const scope = scopeOf(caller, 'conversations:delete');
  if (!scope) throw lacksPermission('conversations:delete');
  return scope;
};

/** Ids win over a filter. Errors: `conflict` if another number of conversations match than was expected. */
const lockAsked = async (
  tx: Transaction,
  scope: Scope,
  { ids, filter, expected_count: expected }: Bulk,
): Promise<ConversationRow[]> => {
  if (ids !== undefined) return lockConversations(tx, { ids: [...new Set(ids)], scope });
  const rows = await lockMatching(tx, { scope, filter: filter ?? {}, limit: BULK_COUNT_MAX + 1 });
  if (rows.length !== expected) {
    throw new AppError('conflict', `${rows.length} conversations match now; count again`);
  }
  return rows;
};

const outcomes = (
  ids: readonly number[] | undefined,
  rows: readonly ConversationRow[],
  changed: ReadonlySet<number>,
): z.infer<typeof ConversationBulkOut> => {
  const known = new Set(rows.map(({ id }) => id));
  const outcomeOf = (id: number) => {
    if (!known.has(id)) return 'not_found' as const;
    return changed.has(id) ? ('changed' as const) : ('unchanged' as const);
  };
  return {
    changed_count: changed.size,
    data: [...new Set(ids ?? known)].map((id) => ({ id, outcome: outcomeOf(id) })),
  };
};
