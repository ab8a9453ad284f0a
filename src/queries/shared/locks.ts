import type { Transaction } from '../../platform/database.ts';

type Setting = 'action_routes' | 'action_types' | 'call_centres' | 'company' | 'users';

/**
 * One change of a company's setting at a time, until the commit: what is read after it is what the
 * change before left, so no change is lost and the audit trail's `before` is true. For what people
 * set up now and then; records have a row lock and a version (src/queries/entities.ts).
 */
export const lockSetting = async ({ sql, actor }: Transaction, setting: Setting): Promise<void> => {
  await sql`
    select pg_advisory_xact_lock(hashtextextended(${`${setting}/${actor.companyId}`}::text, 0))
  `;
};
