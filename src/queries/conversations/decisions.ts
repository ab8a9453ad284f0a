import type { Transaction } from '../../platform/database.ts';

/** A person chose the folder, or none. */
export const insertFolderDecision = (
  { sql, actor, send }: Transaction,
  input: { conversationId: number; folderId: number | null },
): void =>
  send(sql`
    insert into folder_decisions (company_id, conversation_id, folder_id, source, decided_by)
    values (
      ${actor.companyId}::bigint, ${input.conversationId}::bigint, ${input.folderId}::bigint,
      'person', ${actor.userId}::bigint
    )
  `);

/** Locked, so that it is not deleted meanwhile. */
export const isFolder = async ({ sql, actor }: Transaction, id: number): Promise<boolean> => {
  const found = await sql`
    select 1
    from inbox_folders
    where company_id = ${actor.companyId}::bigint and id = ${id}::bigint and deleted_at is null
    for key share
  `;
  return found.count > 0;
};
