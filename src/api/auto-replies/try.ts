import type { z } from '@hono/zod-openapi';
import { folderAutoReplyTried } from '../../domain/auto-replies/events.ts';
import { NO_AUTO_REPLY } from '../../domain/auto-replies/settings.ts';
import { FolderAutoReplyTryIn, FolderAutoReplyTryOut } from '../../domain/auto-replies/shapes.ts';
import { FolderParams } from '../../domain/inbox-folders/shapes.ts';
import { fault } from '../../domain/shared/faults.ts';
import { scopeOf, type Caller } from '../../domain/shared/permissions.ts';
import { invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import {
  tryAutoReply,
  type PastedMessage,
  type Trial,
} from '../../services/auto-replies/draft/try.ts';
import { conversationInReach } from '../conversations/in-reach.ts';
import { foundFolder } from '../inbox-folders/views.ts';
import { actorOf, type ApiDeps } from '../http/context.ts';
import { endpoint, lacksPermission, type Endpoint } from '../http/endpoint.ts';
import { createPace } from '../http/pace.ts';

/** What a folder would answer, before it is switched on. */

/** More than a person makes. Each calls a model. */
const TRIES_PER_MINUTE_MAX = 120;
const TRY_TIMEOUT_MS = 30_000;
/** With the transactions around the call. */
const ANSWER_TIMEOUT_MS = TRY_TIMEOUT_MS + 10_000;

export const autoReplyTryEndpoint = (deps: ApiDeps): Endpoint => {
  const pace = createPace(TRIES_PER_MINUTE_MAX, 'automatic replies were tried often enough');
  return endpoint(
    deps,
    {
      id: 'folder_auto_replies.try',
      method: 'post',
      path: '/inbox/folders/{id}/auto-reply/try',
      permission: 'auto_replies:write',
      summary: 'Try settings with a message: what would become of it',
      description:
        'By the same rules as a real message. Nothing is saved or sent; the call of the model counts in the budget and has a run. Takes up to 30 seconds. A conversation needs `conversations:read`.',
      params: FolderParams,
      load: foundFolder,
      body: FolderAutoReplyTryIn,
      sample: {
        settings: { ...NO_AUTO_REPLY, prompt: 'Réponds poliment.' },
        message: {
          kind: 'pasted',
          from: 'marie@client.example',
          subject: 'Tarif',
          text: 'Bonjour, combien coûte le dossier complet ?',
        },
      },
      status: 200,
      timeoutMs: ANSWER_TIMEOUT_MS,
      answer: FolderAutoReplyTryOut,
    },
    async ({ c, params: { id: folderId }, body: { settings, message }, caller, read }) => {
      await pace(caller.companyId);
      const source = await read(async (tx) => {
        if (settings.prompt === '') throw invalid([fault('settings.prompt', 'required', {})]);
        const found = await sourceOf(tx, caller, message);
        tx.emit(folderAutoReplyTried, {
          subjectId: folderId,
          after: { conversation_id: 'id' in found ? found.id : null },
        });
        return found;
      });
      const actor = actorOf(caller, { requestId: c.get('requestId'), ip: c.get('ip') });
      const trial = await tryAutoReply(deps, actor, {
        folderId,
        settings,
        source,
        timeoutMs: TRY_TIMEOUT_MS,
      });
      if (trial === undefined) throw noConversation();
      return { body: trialOut(trial) };
    },
  );
};

/** Errors: `forbidden`; `validation_failed` if the caller does not reach the conversation. */
const sourceOf = async (
  tx: Transaction,
  caller: Caller,
  message: z.infer<typeof FolderAutoReplyTryIn>['message'],
): Promise<PastedMessage | ConversationRow> => {
  if (message.kind === 'pasted') {
    const { from, subject, text } = message;
    return { from, subject, text };
  }
  if (!scopeOf(caller, 'conversations:read')) throw lacksPermission('conversations:read');
  const params = { id: message.conversation_id };
  const conversation = await conversationInReach({ tx, params, caller });
  if (conversation === undefined) throw noConversation();
  return conversation;
};

/** Also of one without a received message: there is nothing to answer. */
const noConversation = () =>
  invalid([fault('message.conversation_id', 'unknown_record', { record: 'conversation' })]);

const trialOut = ({
  draft,
  runId,
  isDemo,
  passages,
  ...trial
}: Trial): z.infer<typeof FolderAutoReplyTryOut> => ({
  ...trial,
  passages: [...passages],
  draft: draft && {
    subject: draft.subject,
    recipient_address: draft.recipientAddress,
    text: draft.text,
    segments: draft.segments,
    language: draft.language,
    intent: draft.intent,
  },
  run_id: runId,
  is_demo: isDemo,
});
