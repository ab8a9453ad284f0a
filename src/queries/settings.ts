import { z } from 'zod';
import type { Transaction } from '../platform/database.ts';
import { json } from '../platform/json.ts';
import { ChosenSettings } from '../domain/settings/shapes.ts';
import { parseFirst } from './shared/rows.ts';

const SettingsRow = z.object({
  chosen: ChosenSettings,
  /** 0: nothing was chosen yet. */
  version: z.number(),
});
export type SettingsRow = z.infer<typeof SettingsRow>;

export const findSettings = async ({ sql, actor }: Transaction): Promise<SettingsRow> =>
  parseFirst(
    SettingsRow,
    await sql`
      select chosen, version
      from company_settings
      where company_id = ${actor.companyId}::bigint
    `,
  ) ?? { chosen: {}, version: 0 };

/** Under `lockSetting`, which makes the version that was read the one that is replaced. */
export const saveSettings = async (
  { sql, actor }: Transaction,
  { chosen, version }: SettingsRow,
): Promise<void> => {
  await sql`
    insert into company_settings (company_id, chosen, version)
    values (${actor.companyId}::bigint, ${json(sql, chosen)}, ${version}::integer)
    on conflict (company_id) do update
    set chosen = excluded.chosen,
        version = excluded.version,
        updated_at = now()
  `;
};
