import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

const COUNT_MAX = 50;

/** Active users who want a mail when a draft waits. */
export const listDraftSubscribers = async ({ sql, actor }: Transaction): Promise<number[]> =>
  parseRows(
    z.object({ id: z.number() }),
    await sql`
      select users.id
      from notification_preferences
      join users
        on users.company_id = notification_preferences.company_id
        and users.id = notification_preferences.user_id
      where notification_preferences.company_id = ${actor.companyId}::bigint
        and notification_preferences.kind = 'AUTO_REPLY_WAITING'
        and notification_preferences.email
        and users.is_active
      order by users.id
      limit ${COUNT_MAX}::integer
    `,
  ).map(({ id }) => id);
