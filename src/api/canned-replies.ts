import { z } from '@hono/zod-openapi';
import {
  cannedReplyCreated,
  cannedReplyDeleted,
  cannedReplyRendered,
  cannedReplyUpdated,
} from '../domain/canned-replies/events.ts';
import {
  CannedReplyIn,
  CannedReplyOut,
  CannedReplyParams,
  CannedReplyPatch,
  CannedReplyQuery,
  CannedReplyRenderIn,
  CannedReplyRenderOut,
} from '../domain/canned-replies/shapes.ts';
import { firstNameOf, renderCannedReply } from '../domain/canned-replies/variables.ts';
import { fault } from '../domain/shared/faults.ts';
import { decodeCursor, pageOf, toPage } from '../domain/shared/pages.ts';
import { AppError, invalid } from '../errors.ts';
import {
  deleteCannedReply,
  findCannedReply,
  findVariableValues,
  insertCannedReply,
  listCannedReplies,
  updateCannedReply,
  type CannedReplyRow,
} from '../queries/canned-replies.ts';
import { requireVersion } from '../services/shared/versions.ts';
import { conversationInReach } from './conversations/in-reach.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';
import { violates } from './http/errors.ts';
import type { LoadRequest } from './http/spec.ts';

/** Canned replies. */

const lock = ({ tx, params }: LoadRequest<typeof CannedReplyParams>) =>
  findCannedReply(tx, { id: params.id, isLocked: true });

const SAMPLE = {
  name: 'Accusé de réception',
  body: 'Bonjour {{contact.first_name}},\n\nmerci de votre message.\n\n{{user.name}}',
};

export const cannedReplyEndpoints = (deps: ApiDeps): Endpoint[] => [
  list(deps),
  create(deps),
  update(deps),
  remove(deps),
  render(deps),
];

const SortText = z
  .string()
  .max(1000)
  .refine((text) => text.isWellFormed() && !text.includes('\0'));

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'canned_replies.list',
      method: 'get',
      path: '/inbox/canned-replies',
      permission: 'canned_replies:read',
      summary: 'List canned replies by name',
      query: CannedReplyQuery,
      status: 200,
      answer: pageOf(CannedReplyOut),
    },
    async ({ query, read }) => {
      const after = decodeCursor(query.cursor, z.tuple([SortText, z.int()]));
      const rows = await read((tx) =>
        listCannedReplies(tx, { text: query.q, after, limit: query.limit + 1 }),
      );
      const page = toPage(rows, query.limit, (row) => [row.sort_key, row.id] as const);
      return { body: { ...page, data: page.data.map(cannedReplyOut) } };
    },
  );

const create = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'canned_replies.create',
      method: 'post',
      path: '/inbox/canned-replies',
      permission: 'canned_replies:write',
      summary: 'Create a canned reply',
      body: CannedReplyIn,
      sample: SAMPLE,
      status: 201,
      answer: CannedReplyOut,
    },
    ({ body, caller, write }) =>
      write(async (tx) => {
        const row = await named(insertCannedReply(tx, { ...body, createdBy: caller.userId }));
        tx.emit(cannedReplyCreated, { subjectId: row.id, after: body });
        return { body: cannedReplyOut(row) };
      }),
  );

const update = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'canned_replies.update',
      method: 'patch',
      path: '/inbox/canned-replies/{id}',
      permission: 'canned_replies:write',
      summary: 'Change a canned reply',
      description: 'Refused with 409 if `version` is not the current version.',
      params: CannedReplyParams,
      load: lock,
      body: CannedReplyPatch,
      sample: { version: 1, ...SAMPLE, name: 'Merci de votre message' },
      status: 200,
      answer: CannedReplyOut,
    },
    ({ body: { version, ...patch }, write }) =>
      write(async (tx, before) => {
        requireVersion(before, version);
        const { name = before.name, body = before.body } = patch;
        const row = await named(updateCannedReply(tx, { id: before.id, name, body }));
        tx.emit(cannedReplyUpdated, {
          subjectId: row.id,
          before: { name: before.name, body: before.body },
          after: { name, body },
        });
        return { body: cannedReplyOut(row) };
      }),
  );

const remove = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'canned_replies.delete',
      method: 'delete',
      path: '/inbox/canned-replies/{id}',
      permission: 'canned_replies:write',
      summary: 'Delete a canned reply',
      params: CannedReplyParams,
      load: lock,
      status: 204,
    },
    ({ write }) =>
      write(async (tx, { id, name, body }) => {
        await deleteCannedReply(tx, id);
        tx.emit(cannedReplyDeleted, { subjectId: id, before: { name, body } });
        return {};
      }),
  );

const render = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'canned_replies.render',
      method: 'post',
      path: '/inbox/canned-replies/{id}/render',
      permission: 'canned_replies:read',
      summary: 'The text of a canned reply for one conversation',
      description: 'Plain text. What is not known of the contact is left out.',
      params: CannedReplyParams,
      load: ({ tx, params }) => findCannedReply(tx, params),
      body: CannedReplyRenderIn,
      sample: { conversation_id: 1 },
      status: 200,
      answer: CannedReplyRenderOut,
    },
    ({ body: { conversation_id: id }, caller, write }) =>
      write(async (tx, reply) => {
        const conversation = await conversationInReach({ tx, params: { id }, caller });
        const values = await findVariableValues(tx, { conversationId: id, userId: caller.userId });
        if (!conversation || !values) {
          throw invalid([fault('conversation_id', 'unknown_record', { record: 'conversation' })]);
        }
        const contactName = values.contact_name ?? '';
        const text = renderCannedReply(reply.body, {
          'contact.name': contactName,
          'contact.first_name': firstNameOf(contactName),
          'user.name': values.user_name,
          'company.name': values.company_name,
          'conversation.subject': conversation.subject,
        });
        tx.emit(cannedReplyRendered, { subjectId: reply.id, after: { conversation_id: id } });
        return { body: { text } };
      }),
  );

/** Errors: `conflict` if the name is taken. */
const named = async (work: Promise<CannedReplyRow>): Promise<CannedReplyRow> => {
  try {
    return await work;
  } catch (error) {
    if (!violates(error, 'canned_replies_name')) throw error;
    throw new AppError('conflict', 'a canned reply with this name exists', {
      faults: [fault('name', 'taken', {})],
    });
  }
};

const cannedReplyOut = (row: CannedReplyRow): z.infer<typeof CannedReplyOut> => ({
  ...row,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
