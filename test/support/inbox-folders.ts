import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { FolderOut, FoldersOut, FolderTestOut } from '../../src/domain/inbox-folders/shapes.ts';
import type { RuleGroup, TextField } from '../../src/domain/inbox-folders/rules.ts';
import type { RuleOperator } from '../../src/domain/inbox-folders/text.ts';
import {
  ReclassificationOut,
  ReclassificationPreviewOut,
  ReclassificationStartedOut,
} from '../../src/domain/reclassifications/shapes.ts';
import { answerOf } from './actions.ts';
import type { TestApi, TestCompany } from './api.ts';

/** Folders, their rules, and conversations that rules look at. */

export const text = (field: TextField, operator: RuleOperator, ...values: string[]) => ({
  kind: 'text' as const,
  field,
  operator,
  values,
});
export const any = (...rules: RuleGroup['rules']): RuleGroup => ({ kind: 'any', rules });
export const all = (...rules: RuleGroup['rules']): RuleGroup => ({ kind: 'all', rules });
export const none = (...rules: RuleGroup['rules']): RuleGroup => ({ kind: 'none', rules });

export interface TestMail {
  sender?: string;
  senderName?: string;
  recipients?: { kind: string; name: string; address: string }[];
  subject?: string;
  text?: string;
  quoteOffset?: number;
  direction?: 'in' | 'out';
  attachments?: string[];
}

interface TestConversation extends TestMail {
  callCentreId?: number | null;
  folderId?: number | null;
  isManual?: boolean;
  status?: string;
  isNewsletter?: boolean;
}

type Sql = Pick<TestApi, 'superuser'>;

const Id = z.object({ id: z.coerce.number() });

export const addMessage = async (
  { superuser: sql }: Sql,
  company: TestCompany,
  conversationId: number,
  mail: TestMail,
): Promise<void> => {
  const [message] = await sql`
    insert into messages (
      company_id, uuid, conversation_id, channel, direction, sender_name, sender_address, recipients,
      subject, text, quote_offset, occurred_at
    )
    values (
      ${company.id}, ${uuidv7()}, ${conversationId}, 'email', ${mail.direction ?? 'in'},
      ${mail.senderName ?? ''}, ${mail.sender ?? 'marie@client.example'},
      ${sql.json(mail.recipients ?? [])}, ${mail.subject ?? ''}, ${mail.text ?? ''},
      ${mail.quoteOffset ?? null}, now()
    )
    returning id
  `;
  for (const name of mail.attachments ?? []) {
    await sql`
      insert into message_attachments (
        company_id, conversation_id, message_id, file_name, media_type, size_bytes, sha256
      )
      values (
        ${company.id}, ${conversationId}, ${Id.parse(message).id}, ${name}, 'application/pdf', 1,
        ${'0'.repeat(64)}
      )
    `;
  }
};

export const addConversation = async (
  api: Sql,
  company: TestCompany,
  input: TestConversation = {},
): Promise<number> => {
  const [row] = await api.superuser`
    insert into conversations (
      company_id, call_centre_id, channel, subject, folder_id, is_folder_manual, status,
      is_newsletter, contact_address
    )
    values (
      ${company.id}, ${input.callCentreId ?? null}, 'email', ${input.subject ?? ''},
      ${input.folderId ?? null}, ${input.isManual ?? false}, ${input.status ?? 'nouveau'},
      ${input.isNewsletter ?? false}, ${input.sender ?? 'marie@client.example'}
    )
    returning id
  `;
  const { id } = Id.parse(row);
  await addMessage(api, company, id, input);
  return id;
};

export const folderOf = async (
  { superuser: sql }: Sql,
  conversationId: number,
): Promise<{ folderId: number | null; isManual: boolean }> => {
  const [row] = await sql`
    select folder_id, is_folder_manual from conversations where id = ${conversationId}
  `;
  const parsed = z
    .object({ folder_id: z.coerce.number().nullable(), is_folder_manual: z.boolean() })
    .parse({ ...row, folder_id: row?.['folder_id'] ?? null });
  return {
    folderId: row?.['folder_id'] === null ? null : parsed.folder_id,
    isManual: parsed.is_folder_manual,
  };
};

/** Folders and reclassifications in the name of one person. */
export const foldersAs = (api: Pick<TestApi, 'request'>, key: string) => {
  const send = (method: string, path: string, body?: object) =>
    api.request(`/inbox/${path}`, { key, method, ...(body && { body }) });
  return {
    send,
    list: async () => (await answerOf(await send('GET', 'folders'), 200, FoldersOut)).data,
    create: async (name: string, rules: RuleGroup | null, more: object = {}) =>
      answerOf(await send('POST', 'folders', { name, rules, ...more }), 201, FolderOut),
    patch: async (folder: { id: number; version: number }, change: object) =>
      answerOf(
        await send('PATCH', `folders/${folder.id}`, { version: folder.version, ...change }),
        200,
        FolderOut,
      ),
    order: async (ids: number[]) =>
      answerOf(await send('PUT', 'folders/order', { folder_ids: ids }), 200, FoldersOut),
    test: async (body: object) =>
      answerOf(await send('POST', 'folders/test', body), 200, FolderTestOut),
    reclassify: async (body: object = {}) =>
      answerOf(await send('POST', 'reclassifications', body), 202, ReclassificationStartedOut),
    preview: async (body: object = {}) =>
      answerOf(
        await send('POST', 'reclassifications/preview', body),
        200,
        ReclassificationPreviewOut,
      ),
    run: async (id: string) =>
      answerOf(await send('GET', `reclassifications/${id}`), 200, ReclassificationOut),
    runs: async () =>
      (
        await answerOf(
          await send('GET', 'reclassifications'),
          200,
          z.object({ data: z.array(ReclassificationOut) }),
        )
      ).data,
  };
};
