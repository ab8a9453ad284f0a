import { z } from 'zod';
import {
  DEFAULT_AI_SETTINGS,
  SECRETS_POLICIES,
  type AiSettings,
} from '../../domain/ai/settings.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst } from '../shared/rows.ts';

const SettingsRow = z.object({
  base_url: z.string().nullable(),
  model: z.string().nullable(),
  api_key_encrypted: z.instanceof(Buffer).nullable(),
  daily_token_max: z.number(),
  secrets_policy: z.enum(SECRETS_POLICIES),
  input_price: z.coerce.number().nullable(),
  output_price: z.coerce.number().nullable(),
  currency: z.string().nullable(),
  version: z.number(),
});

export const findAiSettings = async ({ sql, actor }: Transaction): Promise<AiSettings> => {
  const row = parseFirst(
    SettingsRow,
    await sql`
      select base_url, model, api_key_encrypted, daily_token_max, secrets_policy, input_price,
        output_price, currency, version
      from ai_settings
      where company_id = ${actor.companyId}::bigint
    `,
  );
  if (row === undefined) return DEFAULT_AI_SETTINGS;
  const { base_url: baseUrl, model, api_key_encrypted: apiKeyEncrypted } = row;
  const { input_price: input, output_price: output, currency } = row;
  return {
    connection:
      baseUrl === null || model === null || apiKeyEncrypted === null
        ? null
        : { baseUrl, model, apiKeyEncrypted },
    dailyTokenMax: row.daily_token_max,
    secretsPolicy: row.secrets_policy,
    prices:
      input === null || output === null || currency === null ? null : { input, output, currency },
    version: row.version,
  };
};

/** Under `lockSetting`, which makes the version that was read the one that is replaced. */
export const saveAiSettings = async (
  { sql, actor }: Transaction,
  { connection, prices, ...settings }: AiSettings,
): Promise<void> => {
  await sql`
    insert into ai_settings (
      company_id, base_url, model, api_key_encrypted, daily_token_max, secrets_policy, input_price,
      output_price, currency, version
    )
    values (
      ${actor.companyId}::bigint, ${connection?.baseUrl ?? null}::text,
      ${connection?.model ?? null}::text, ${connection?.apiKeyEncrypted ?? null}::bytea,
      ${settings.dailyTokenMax}::integer, ${settings.secretsPolicy}::text,
      ${prices?.input ?? null}::numeric, ${prices?.output ?? null}::numeric,
      ${prices?.currency ?? null}::text, ${settings.version}::integer
    )
    on conflict (company_id) do update
    set base_url = excluded.base_url,
        model = excluded.model,
        api_key_encrypted = excluded.api_key_encrypted,
        daily_token_max = excluded.daily_token_max,
        secrets_policy = excluded.secrets_policy,
        input_price = excluded.input_price,
        output_price = excluded.output_price,
        currency = excluded.currency,
        version = excluded.version,
        updated_at = now()
  `;
};
