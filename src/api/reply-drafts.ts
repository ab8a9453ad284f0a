import type { z } from '@hono/zod-openapi';
import { fault } from '../domain/shared/faults.ts';
import { ReplyDraftIn, ReplyDraftOut } from '../domain/reply-drafts/shapes.ts';
import { AppError } from '../errors.ts';
import {
  deleteDraft,
  findReplyDraft,
  saveReplyDraft,
  type ReplyDraftRow,
} from '../queries/reply-drafts.ts';
import { conversationInReach, InConversationParams } from './conversations/in-reach.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';

/** The caller's own draft of a reply. Not audited: what is sent is. */

const PATH = '/inbox/conversations/{id}/draft';

export const replyDraftEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'reply_drafts.read',
      method: 'get',
      path: PATH,
      permission: 'conversations:reply',
      summary: 'What I have begun to write in a conversation',
      description: 'An empty draft with version 0 if there is none.',
      params: InConversationParams,
      load: conversationInReach,
      status: 200,
      answer: ReplyDraftOut,
    },
    ({ caller: { userId }, read }) =>
      read(async (tx, { id: conversationId }) => ({
        body: draftOut(await findReplyDraft(tx, { conversationId, userId })),
      })),
  ),
  endpoint(
    deps,
    {
      id: 'reply_drafts.save',
      method: 'put',
      path: PATH,
      permission: 'conversations:reply',
      summary: 'Keep what I have begun to write',
      description:
        'Refused with 409 if another device wrote in between, or the reply was sent; `draft` in the answer is what is kept now.',
      params: InConversationParams,
      load: conversationInReach,
      body: ReplyDraftIn,
      sample: {
        version: 0,
        text: 'Bonjour,',
        subject: null,
        to: ['marie.dumitru@example.com'],
        cc: [],
        bcc: [],
        attachment_ids: [],
      },
      status: 200,
      answer: ReplyDraftOut,
    },
    ({ body: { version, ...content }, caller: { userId }, write }) =>
      write(async (tx, { id: conversationId }) => {
        const saved = await saveReplyDraft(tx, { conversationId, userId, version, content });
        if (saved) return { body: draftOut(saved) };
        const draft = draftOut(await findReplyDraft(tx, { conversationId, userId }));
        throw new AppError('version_conflict', 'another device wrote in between', {
          faults: [fault('version', 'version_outdated', { current: draft.version })],
          details: { draft },
        });
      }),
  ),
  endpoint(
    deps,
    {
      id: 'reply_drafts.delete',
      method: 'delete',
      path: PATH,
      permission: 'conversations:reply',
      summary: 'Throw my draft away',
      params: InConversationParams,
      load: conversationInReach,
      status: 204,
    },
    ({ caller: { userId }, write }) =>
      write(async (tx, { id: conversationId }) => {
        await deleteDraft(tx, { conversationId, userId });
        return {};
      }),
  ),
];

const draftOut = (row: ReplyDraftRow | undefined): z.infer<typeof ReplyDraftOut> =>
  row === undefined
    ? {
        version: 0,
        text: '',
        subject: null,
        to: [],
        cc: [],
        bcc: [],
        attachment_ids: [],
        updated_at: null,
      }
    : { version: row.version, ...row.content, updated_at: row.updated_at.toISOString() };
