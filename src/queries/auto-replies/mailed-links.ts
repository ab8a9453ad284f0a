import type { Transaction } from '../../platform/database.ts';

/** Out: false if it was used before. */
export const spendDraftLink = async (
  { sql, actor }: Transaction,
  { id, mailId }: { id: string; mailId: string },
): Promise<boolean> => {
  const used = await sql`
    update auto_replies
    set used_link_mail_ids = used_link_mail_ids || ${mailId}::uuid
    where company_id = ${actor.companyId}::bigint
      and id = ${id}::uuid
      and not used_link_mail_ids @> array[${mailId}::uuid]
  `;
  return used.count > 0;
};
