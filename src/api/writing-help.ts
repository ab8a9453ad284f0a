import { fault } from '../domain/shared/faults.ts';
import { scopeOf } from '../domain/shared/permissions.ts';
import { ConversationParams } from '../domain/conversations/shapes.ts';
import { writingHelped } from '../domain/writing-help/events.ts';
import { WritingHelpIn, WritingHelpOut } from '../domain/writing-help/shapes.ts';
import { invalid } from '../errors.ts';
import {
  draftReply,
  findSources,
  rewriteText,
  type HelpedText,
  type WritingSources,
} from '../services/writing-help.ts';
import { requireAiUse } from './ai/use.ts';
import { findInReach } from './conversations/views.ts';
import { actorOf, type ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';
import { createPace } from './http/pace.ts';

/** Help of a model while somebody writes a reply. */

/** More than people make. Each calls a server that the company may have chosen. */
const CALLS_PER_MINUTE_MAX = 120;
const CALL_TIMEOUT_MS = 30_000;
/** With the transactions around the call. */
const ANSWER_TIMEOUT_MS = CALL_TIMEOUT_MS + 10_000;

export const writingHelpEndpoint = (deps: ApiDeps): Endpoint => {
  const pace = createPace(CALLS_PER_MINUTE_MAX, 'the model was asked often enough');
  return endpoint(
    deps,
    {
      id: 'writing_help.compose',
      method: 'post',
      path: '/inbox/conversations/{id}/compose',
      permission: 'conversations:reply',
      summary: 'Have a model draft a reply, or shorten, reword or translate a text',
      description:
        'Answers a plain text, and what in it should be looked at; nothing is stored or sent. `draft` reads the conversation and the knowledge base, the others only the text. Takes up to 30 seconds, and needs `ai:use`. Without an answer of the model: a problem whose `details` name the `outcome`.',
      params: ConversationParams,
      load: findInReach,
      body: WritingHelpIn,
      sample: {
        action: 'draft',
        text: 'Bonjour,',
        tone: 'neutral',
        language: 'fr',
        instruction: 'Proposer un rendez-vous.',
      },
      status: 200,
      timeoutMs: ANSWER_TIMEOUT_MS,
      answer: WritingHelpOut,
    },
    async ({ body, params, caller, c, read }) => {
      requireAiUse(caller);
      await pace(caller.companyId);
      const usesKnowledge = scopeOf(caller, 'knowledge:read') !== undefined;
      const instruction = body.instruction ?? null;
      const asked = askedOf(body);
      const sources = await read(async (tx, { id: conversationId }) => {
        tx.emit(writingHelped, { subjectId: conversationId, after: { action: body.action } });
        const now = deps.clock.now();
        return asked.action === 'draft'
          ? findSources(tx, { conversationId, instruction, usesKnowledge, now })
          : NO_SOURCES;
      });
      const call = {
        actor: actorOf(caller, { requestId: c.get('requestId'), ip: c.get('ip') }),
        conversationId: params.id,
        timeoutMs: CALL_TIMEOUT_MS,
      };
      const { tone = 'neutral', language = null, text: started = null } = body;
      return {
        body: shown(
          asked.action === 'draft'
            ? await draftReply(deps, call, { sources, instruction, started, tone, language })
            : await rewriteText(deps, call, asked),
        ),
      };
    },
  );
};

const NO_SOURCES: WritingSources = { thread: [], passages: [] };

/** Errors: `validation_failed` if the action needs more. */
const askedOf = ({ action, text, tone, language }: WritingHelpIn) => {
  if (action === 'draft') return { action };
  const missing = [
    ...(text === undefined ? ['text'] : []),
    ...(action === 'tone' && tone === undefined ? ['tone'] : []),
    ...(action === 'translate' && language === undefined ? ['language'] : []),
  ];
  if (action === 'shorten' && text !== undefined) return { action, text };
  if (action === 'tone' && text !== undefined && tone !== undefined) return { action, text, tone };
  if (action === 'translate' && text !== undefined && language !== undefined) {
    return { action, text, language };
  }
  throw invalid(missing.map((path) => fault(path, 'required_with', { field: 'action' })));
};

const shown = ({ text, citations, warnings, maskedKinds, isDemo, runId }: HelpedText) => ({
  text,
  citations: citations.map((passage) => ({
    passage_id: passage.id,
    article_id: passage.article_id,
    title: passage.article_title,
    text: passage.text,
  })),
  warnings,
  masked_kinds: maskedKinds,
  is_demo: isDemo,
  run_id: runId,
});
