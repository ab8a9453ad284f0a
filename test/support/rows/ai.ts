import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../../../src/platform/database.ts';

/** One row in every table of the access to language models. Out: the id of the run. */
export const insertAiRows = async (
  sql: Database,
  { companyId, userId }: { companyId: number; userId: number },
): Promise<string> => {
  await sql`
    insert into ai_settings (company_id, daily_token_max, secrets_policy, version)
    values (${companyId}, 1000, 'mask', 1)
  `;
  await sql`
    insert into ai_budget_days (company_id, day, token_count) values (${companyId}, current_date, 10)
  `;
  const id = uuidv7();
  await sql`
    insert into ai_runs (
      id, company_id, purpose, prompt_version, model, is_demo, day, reserved_token_count, outcome,
      requested_by, output, finished_at
    )
    values (
      ${id}, ${companyId}, 'try', 1, 'essai', false, current_date, 10, 'succeeded', ${userId},
      '{"answer": "Oui"}', now()
    )
  `;
  return id;
};
