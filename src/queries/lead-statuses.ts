import { z } from 'zod';
import {
  DEFAULT_LEAD_STATUSES,
  LEAD_STATUS_ROLES,
  type LeadStatus,
} from '../domain/lead-statuses/defaults.ts';
import { STATUS_COUNT_MAX, STATUS_TONES } from '../domain/shared/statuses.ts';
import type { Transaction } from '../platform/database.ts';
import { parseRows } from './shared/rows.ts';

const StatusRow = z.object({
  code: z.string(),
  label: z.string(),
  tone: z.enum(STATUS_TONES),
  role: z.enum(LEAD_STATUS_ROLES).nullable(),
});

export interface CompanyLeadStatuses {
  statuses: readonly LeadStatus[];
  isDefault: boolean;
}

/**
 * The statuses of leads, in order; the default ones of a company without rows. At most 50
 * (src/domain/shared/statuses.ts).
 */
export const listLeadStatuses = async ({
  sql,
  actor,
}: Transaction): Promise<CompanyLeadStatuses> => {
  const rows = parseRows(
    StatusRow,
    await sql`
      select code, label, tone, role
      from lead_statuses
      where company_id = ${actor.companyId}::bigint
      order by position
    `,
  );
  return rows.length === 0
    ? { statuses: DEFAULT_LEAD_STATUSES, isDefault: true }
    : { statuses: rows, isDefault: false };
};

/** Replaces the statuses; an empty list restores the default. Call it under `lockSetting`. */
export const replaceLeadStatuses = async (
  { sql, actor }: Transaction,
  statuses: readonly LeadStatus[],
): Promise<void> => {
  await sql`delete from lead_statuses where company_id = ${actor.companyId}::bigint`;
  for (const [position, status] of statuses.entries()) {
    await sql`
      insert into lead_statuses (company_id, code, label, tone, role, position)
      values (
        ${actor.companyId}::bigint, ${status.code}::text, ${status.label}::text,
        ${status.tone}::text, ${status.role}::text, ${position}::integer
      )
    `;
  }
};

/** How many leads have each status, most used first: at most 50, as no lead can have another one. */
export const countLeadsByStatus = async ({
  sql,
  actor,
}: Transaction): Promise<{ code: string; count: number }[]> =>
  parseRows(
    z.object({ code: z.string(), count: z.number() }),
    await sql`
      select status as code, count(*) as count
      from leads
      where company_id = ${actor.companyId}::bigint
      group by status
      order by count(*) desc, status
      limit ${STATUS_COUNT_MAX}::integer
    `,
  );
