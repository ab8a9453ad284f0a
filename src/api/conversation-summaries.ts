import type { z } from '@hono/zod-openapi';
import { conversationSummaryRead } from '../domain/conversation-summaries/events.ts';
import {
  ConversationSummaryOut,
  ConversationSummaryQuery,
} from '../domain/conversation-summaries/shapes.ts';
import { ConversationParams } from '../domain/conversations/shapes.ts';
import { AppError } from '../errors.ts';
import type { Transaction } from '../platform/database.ts';
import { findHead, findSummary, type SummaryRow } from '../queries/conversation-summaries.ts';
import { aiFailed } from '../services/ai/failures.ts';
import { runPrompt } from '../services/ai/run-prompt.ts';
import { beginSummary, isStale, summaryRequest } from '../services/conversation-summaries/begin.ts';
import { endSummary } from '../services/conversation-summaries/end.ts';
import { requireAiUse } from './ai/use.ts';
import { findInReach, lockInReach } from './conversations/views.ts';
import { actorOf, type ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';
import { createPace } from './http/pace.ts';

/** Endpoints of the summary of a conversation. */

/** More than people make. Each calls a server that the company may have chosen. */
const CALLS_PER_MINUTE_MAX = 120;
const CALL_TIMEOUT_MS = 30_000;
/** With the transactions around the call. */
const ANSWER_TIMEOUT_MS = CALL_TIMEOUT_MS + 10_000;

export const conversationSummaryEndpoints = (deps: ApiDeps): Endpoint[] => [
  read(deps),
  create(deps),
];

const read = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'conversation_summaries.read',
      method: 'get',
      path: '/inbox/conversations/{id}/summary',
      permission: 'conversations:read',
      summary: 'The summary of a conversation, if there is one, and whether it is old',
      description: 'Asks no model. Each read is recorded in the audit trail.',
      params: ConversationParams,
      load: findInReach,
      status: 200,
      answer: ConversationSummaryOut,
    },
    async ({ read: look }) =>
      look(async (tx, { id }) => {
        tx.emit(conversationSummaryRead, { subjectId: id });
        return { body: await shownSummary(deps, tx, id) };
      }),
  );

const create = (deps: ApiDeps): Endpoint => {
  const pace = createPace(CALLS_PER_MINUTE_MAX, 'the model was asked often enough');
  return endpoint(
    deps,
    {
      id: 'conversation_summaries.create',
      method: 'post',
      path: '/inbox/conversations/{id}/summary',
      permission: 'conversations:read',
      summary: 'Have a conversation summed up',
      description:
        'One that knows the last message is answered without a call. Takes up to 30 seconds, and needs `ai:use`. 409 if it is being written. Without an answer of the model: a problem whose `details` name the `outcome`; the summary that there was stays.',
      params: ConversationParams,
      load: lockInReach,
      query: ConversationSummaryQuery,
      status: 200,
      timeoutMs: ANSWER_TIMEOUT_MS,
      answer: ConversationSummaryOut,
    },
    async ({ query, params, caller, c, read: within }) => {
      requireAiUse(caller);
      await pace(caller.companyId);
      const begun = await within((tx, conversation) => {
        tx.emit(conversationSummaryRead, { subjectId: conversation.id });
        return beginSummary(tx, {
          conversation,
          isForced: query.refresh === 'true',
          claimMs: ANSWER_TIMEOUT_MS,
          now: deps.clock.now(),
        });
      });
      if (begun.kind === 'taken') {
        throw new AppError('conflict', 'the summary is being written', {
          details: { reason: 'being_written' },
        });
      }
      if (begun.kind === 'begun') {
        const { work } = begun;
        const actor = actorOf(caller, { requestId: c.get('requestId'), ip: c.get('ip') });
        const request = { ...summaryRequest(work), timeoutMs: CALL_TIMEOUT_MS };
        const result = await runPrompt(deps, actor, request);
        await within((tx, conversation) =>
          endSummary(tx, { conversation, work, result, now: deps.clock.now() }),
        );
        if (result.outcome !== 'succeeded') throw aiFailed(result);
      }
      return { body: await within((tx) => shownSummary(deps, tx, params.id)) };
    },
  );
};

const shownSummary = async (
  { clock }: Pick<ApiDeps, 'clock'>,
  tx: Transaction,
  conversationId: number,
): Promise<z.infer<typeof ConversationSummaryOut>> => {
  const row = await findSummary(tx, conversationId);
  const head = await findHead(tx, conversationId);
  const until = row?.claimed_until ?? null;
  return {
    conversation_id: conversationId,
    is_stale: row !== undefined && row.content !== null && isStale(row, head),
    is_being_written: until !== null && until > clock.now(),
    failure: failureOf(row),
    summary: row === undefined ? null : contentOf(row),
  };
};

const failureOf = (
  row: SummaryRow | undefined,
): z.infer<typeof ConversationSummaryOut>['failure'] =>
  row?.failure == null || row.failed_at === null
    ? null
    : { outcome: row.failure, error_code: row.failure_code, at: row.failed_at.toISOString() };

const contentOf = (row: SummaryRow): z.infer<typeof ConversationSummaryOut>['summary'] => {
  const { content, message_id: lastMessageId, model, written_at: at } = row;
  if (content === null || lastMessageId === null || model === null || at === null) return null;
  return {
    ...content,
    last_message_id: lastMessageId,
    omitted_message_count: row.omitted_message_count,
    model,
    is_demo: row.is_demo,
    run_id: row.ai_run_id,
    written_by: row.written_by,
    written_at: at.toISOString(),
  };
};
