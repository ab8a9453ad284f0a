import type { z } from '@hono/zod-openapi';
import { attachmentContentRead, attachmentRead } from '../../domain/attachments/events.ts';
import {
  AttachmentContentQuery,
  AttachmentOut,
  AttachmentParams,
  isPreviewable,
  UNSENT_UPLOAD_DAYS,
  UPLOAD_SIZE_MAX_BYTES,
} from '../../domain/attachments/shapes.ts';
import type { Caller } from '../../domain/shared/permissions.ts';
import { NoFields } from '../../domain/shared/values.ts';
import { AppError } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import type { AttachmentRow } from '../../queries/attachments/records.ts';
import { insertUploaded, limitUploads } from '../../services/attachments/upload.ts';
import { isFileDoubtful, requireFile } from '../../services/shared/stored-files.ts';
import { storeUpload } from '../../services/shared/uploads.ts';
import { conversationInReach, InConversationParams } from '../conversations/in-reach.ts';
import { file } from '../http/answers/kinds.ts';
import { upload } from '../http/bodies/kinds.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { attachmentInReach } from './in-reach.ts';

/** Endpoints of the files of messages. */

export const attachmentEndpoints = (deps: ApiDeps): Endpoint[] => [
  create(deps),
  createIn(deps),
  endpoint(
    deps,
    {
      id: 'attachments.read',
      method: 'get',
      path: '/inbox/attachments/{id}',
      permission: 'conversations:read',
      summary: 'What a file is',
      params: AttachmentParams,
      load: attachmentInReach,
      status: 200,
      answer: AttachmentOut,
    },
    async ({ read }) =>
      read((tx, row) => {
        tx.emit(attachmentRead, { subjectId: row.id });
        return Promise.resolve({ body: attachmentOut(row) });
      }),
  ),
  content(deps),
];

const LIMITS = `Up to 20 MiB. Its type is found by its content. Programs, and a content that does not fit the name, are refused with the faults \`file_executable\` and \`file_type_mismatch\`. Deleted after ${UNSENT_UPLOAD_DAYS} days if no message has taken it.`;

const UPLOAD = {
  method: 'post' as const,
  permission: 'conversations:reply' as const,
  description: LIMITS,
  body: upload(NoFields, { sizeMaxBytes: UPLOAD_SIZE_MAX_BYTES }),
  sample: {
    fields: {},
    files: [{ name: 'devis.txt', type: 'text/plain', content: 'Devis du 30 novembre' }],
  },
  status: 201 as const,
  answer: AttachmentOut,
};

const create = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      ...UPLOAD,
      id: 'attachments.create',
      path: '/inbox/attachments',
      summary: 'Upload a file for a new conversation',
    },
    async ({ body: { files }, c, caller, read, write }) => {
      const stored = await storeOf(deps, { files, caller, read, signal: c.get('deadline') });
      return write(async (tx) =>
        created(await insertUploaded(tx, { conversation: null, userId: caller.userId, ...stored })),
      );
    },
  );

const createIn = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      ...UPLOAD,
      id: 'conversation_attachments.create',
      path: '/inbox/conversations/{id}/attachments',
      summary: 'Upload a file for a reply',
      params: InConversationParams,
      load: conversationInReach,
    },
    async ({ body: { files }, c, caller, read, write }) => {
      const stored = await storeOf(deps, { files, caller, read, signal: c.get('deadline') });
      return write(async (tx, conversation) =>
        created(await insertUploaded(tx, { conversation, userId: caller.userId, ...stored })),
      );
    },
  );

interface StoreInput {
  files: Parameters<typeof storeUpload>[1]['files'];
  caller: Pick<Caller, 'companyId' | 'userId'>;
  read: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
  signal: AbortSignal;
}

/** No transaction spans the upload. */
const storeOf = async (deps: ApiDeps, { files, caller, read, signal }: StoreInput) => {
  const { companyId, userId } = caller;
  // Before the file is stored, and again after it: others may have come meanwhile.
  await read((tx) => limitUploads(tx, userId));
  const stored = await storeUpload(deps, {
    companyId,
    files,
    signal,
    sizeMaxBytes: UPLOAD_SIZE_MAX_BYTES,
  });
  const isSeen = await read((tx) => isFileDoubtful(tx, stored.sha256));
  if (isSeen) requireFile(await deps.files.has({ companyId, sha256: stored.sha256 }));
  return { stored, isSeen };
};

const created = (row: AttachmentRow) => ({
  body: attachmentOut(row),
  headers: { Location: `/inbox/attachments/${row.id}` },
});

const content = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'attachments.content',
      method: 'get',
      path: '/inbox/attachments/{id}/content',
      permission: 'conversations:read',
      summary: 'Download a file, or show it',
      description: 'Each download is recorded in the audit trail. 410 if its content was not kept.',
      params: AttachmentParams,
      query: AttachmentContentQuery,
      load: attachmentInReach,
      status: 200,
      answer: file(),
    },
    async ({ query: { preview = false }, caller: { companyId }, read }) => {
      const row = await read((tx, found) => {
        tx.emit(attachmentContentRead, { subjectId: found.id });
        return Promise.resolve(found);
      });
      const stored =
        row.sha256 === null ? undefined : await deps.files.get({ companyId, sha256: row.sha256 });
      if (stored === undefined) throw new AppError('gone', 'the content of this file is not kept');
      return {
        name: row.file_name,
        type: row.media_type,
        sizeBytes: stored.sizeBytes,
        content: stored.content,
        isInline: preview && isPreviewable(row.media_type),
      };
    },
  );

const attachmentOut = (row: AttachmentRow): z.input<typeof AttachmentOut> => ({
  ...row,
  created_at: row.created_at.toISOString(),
});
