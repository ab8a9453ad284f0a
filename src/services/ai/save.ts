import { aiSettingsUpdated } from '../../domain/ai/events.ts';
import type { AiSettings } from '../../domain/ai/settings.ts';
import type { AiSettingsPatch } from '../../domain/ai/shapes.ts';
import { baseUrlFaults } from '../../domain/shared/base-url.ts';
import { fault } from '../../domain/shared/faults.ts';
import type { Deps } from '../../deps.ts';
import { invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { findAiSettings, saveAiSettings } from '../../queries/ai/settings.ts';
import { lockSetting } from '../../queries/shared/locks.ts';
import { requireVersion } from '../shared/versions.ts';
import type { AiConfig } from './access.ts';
import { encryptAiKey } from './secrets.ts';

/** Changes what a company chose. */

type SaveDeps = Pick<Deps, 'encryptionKeys'> & { config: AiConfig };

/** Errors: `version_conflict`, `validation_failed`. */
export const changeAiSettings = async (
  deps: SaveDeps,
  tx: Transaction,
  patch: AiSettingsPatch,
): Promise<AiSettings> => {
  await lockSetting(tx, 'ai');
  const before = await findAiSettings(tx);
  requireVersion(before, patch.version);
  const after: AiSettings = {
    connection:
      patch.connection === undefined
        ? before.connection
        : connectionOf(deps, tx, before, patch.connection),
    dailyTokenMax: patch.daily_token_max ?? before.dailyTokenMax,
    secretsPolicy: patch.secrets_policy ?? before.secretsPolicy,
    prices: patch.prices === undefined ? before.prices : patch.prices,
    version: before.version + 1,
  };
  await saveAiSettings(tx, after);
  tx.emit(aiSettingsUpdated, {
    subjectId: tx.actor.companyId,
    before: auditedSettings(before),
    after: {
      ...auditedSettings(after),
      has_new_api_key: patch.connection?.api_key !== undefined,
    },
  });
  return after;
};

const connectionOf = (
  { encryptionKeys: keys, config }: SaveDeps,
  { actor: { companyId } }: Transaction,
  { connection: before }: AiSettings,
  patch: NonNullable<AiSettingsPatch['connection']> | null,
): AiSettings['connection'] => {
  if (patch === null) return null;
  const { base_url: baseUrl, model, api_key: apiKey } = patch;
  const faults = baseUrlFaults('connection.base_url', baseUrl, {
    allowLoopback: config.DANGEROUS_ALLOW_LOOPBACK_EGRESS,
  });
  // Otherwise whoever may change the settings could have the key sent to a server of theirs.
  const kept = before?.baseUrl === baseUrl ? before.apiKeyEncrypted : undefined;
  const apiKeyEncrypted = apiKey === undefined ? kept : encryptAiKey({ keys, companyId }, apiKey);
  if (apiKeyEncrypted === undefined) {
    faults.push(fault('connection.api_key', 'required_with', { field: 'connection.base_url' }));
  }
  if (faults.length > 0 || apiKeyEncrypted === undefined) throw invalid(faults);
  return { baseUrl, model, apiKeyEncrypted };
};

/** Without the key. */
const auditedSettings = ({ connection, dailyTokenMax, secretsPolicy, prices }: AiSettings) => ({
  connection: connection && { base_url: connection.baseUrl, model: connection.model },
  daily_token_max: dailyTokenMax,
  secrets_policy: secretsPolicy,
  prices,
});
