import type { Transaction } from '../../platform/database.ts';

type Setting =
  | 'ai'
  | 'auto_replies'
  | 'action_routes'
  | 'action_types'
  | 'call_centres'
  | 'case_modules'
  | 'company'
  | 'contact_merges'
  | 'entity_statuses'
  | 'inbox_folders'
  | 'knowledge_imports'
  | 'lead_imports'
  | 'lead_statuses'
  | 'mailboxes'
  | 'saved_views'
  | 'settings'
  | 'users'
  | 'webhooks';

/**
 * Locks a setting of a company until the end of the transaction, so changes run one after the other.
 * Rows read after it are current: no change is lost, and `before` in the audit trail is correct.
 * For settings that change rarely. Records use a row lock and a version (src/queries/entities.ts).
 */
export const lockSetting = async ({ sql, actor }: Transaction, setting: Setting): Promise<void> => {
  await sql`
    select pg_advisory_xact_lock(hashtextextended(${`${setting}/${actor.companyId}`}::text, 0))
  `;
};

/**
 * Keeps a setting as it is until the end of the transaction. Transactions that only use the setting don't
 * wait for each other, only for one that changes it.
 */
export const lockSettingShared = async (
  { sql, actor }: Transaction,
  setting: Setting,
): Promise<void> => {
  await sql`
    select pg_advisory_xact_lock_shared(hashtextextended(${`${setting}/${actor.companyId}`}::text, 0))
  `;
};
