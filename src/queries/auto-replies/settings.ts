import { z } from 'zod';
import {
  FolderAutoReply,
  NO_AUTO_REPLY,
  type FolderAutoReply as Settings,
} from '../../domain/auto-replies/settings.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst } from '../shared/rows.ts';

/** How folders are answered automatically. */

const SettingsRow = FolderAutoReply.extend({ version: z.number() });
export type FolderAutoReplyRow = z.infer<typeof SettingsRow>;

/** Version 0: nothing was saved. */
export const findFolderAutoReply = async (
  { sql, actor }: Transaction,
  { folderId }: { folderId: number },
): Promise<FolderAutoReplyRow> =>
  parseFirst(
    SettingsRow,
    await sql`
      select mode, prompt, tone, language, signature, uses_knowledge, business_hours_only,
        expiry_minutes, on_expiry, reminder_minutes, approvers, needs_two, allowed_hosts, version
      from folder_auto_replies
      where folder_id = ${folderId}::bigint and company_id = ${actor.companyId}::bigint
    `,
  ) ?? { ...NO_AUTO_REPLY, version: 0 };

/** Under `lockSetting`. */
export const saveFolderAutoReply = async (
  { sql, actor }: Transaction,
  { folderId, version, ...chosen }: Settings & { folderId: number; version: number },
): Promise<void> => {
  await sql`
    insert into folder_auto_replies (
      company_id, folder_id, mode, prompt, tone, language, signature, uses_knowledge,
      business_hours_only, expiry_minutes, on_expiry, reminder_minutes, approvers, needs_two,
      allowed_hosts, version
    )
    values (
      ${actor.companyId}::bigint, ${folderId}::bigint, ${chosen.mode}::text, ${chosen.prompt}::text,
      ${chosen.tone}::text, ${chosen.language}::text, ${chosen.signature}::text,
      ${chosen.uses_knowledge}::boolean, ${chosen.business_hours_only}::boolean,
      ${chosen.expiry_minutes}::integer, ${chosen.on_expiry}::text,
      ${[...chosen.reminder_minutes]}::integer[], ${chosen.approvers}::text,
      ${chosen.needs_two}::boolean, ${[...chosen.allowed_hosts]}::text[], ${version}::integer
    )
    on conflict (folder_id, company_id) do update
    set mode = excluded.mode, prompt = excluded.prompt, tone = excluded.tone,
        language = excluded.language, signature = excluded.signature,
        uses_knowledge = excluded.uses_knowledge,
        business_hours_only = excluded.business_hours_only,
        expiry_minutes = excluded.expiry_minutes, on_expiry = excluded.on_expiry,
        reminder_minutes = excluded.reminder_minutes, approvers = excluded.approvers,
        needs_two = excluded.needs_two, allowed_hosts = excluded.allowed_hosts,
        version = excluded.version, updated_at = now()
  `;
};
