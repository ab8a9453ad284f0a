import { DEMO_MODEL } from '../../domain/ai/outcomes.ts';
import type { AiSettings } from '../../domain/ai/settings.ts';
import type { Config } from '../../config.ts';
import type { Deps } from '../../deps.ts';
import type { ModelServer } from '../../platform/ai/contract.ts';
import type { Transaction } from '../../platform/database.ts';
import { findAiSettings } from '../../queries/ai/settings.ts';
import { readAiKey } from './secrets.ts';

/** Which model a company uses, and how much of it. */

export interface ModelAccess {
  source: 'company' | 'installation';
  model: string;
  isDemo: boolean;
  /** With the decrypted key. Errors: `unavailable` if it can't be decrypted. */
  openServer: () => ModelServer;
}

interface Access {
  settings: AiSettings;
  /** Undefined: none is configured. */
  access: ModelAccess | undefined;
  /** Of today. */
  dailyTokenMax: number;
}

type AccessDeps = Pick<Deps, 'encryptionKeys'> & { config: AiConfig };
export type AiConfig = Pick<
  Config,
  | 'AI_BASE_URL'
  | 'AI_API_KEY'
  | 'AI_MODEL'
  | 'AI_DAILY_TOKEN_MAX'
  | 'DANGEROUS_ALLOW_LOOPBACK_EGRESS'
>;

export const findAccess = async (deps: AccessDeps, tx: Transaction): Promise<Access> => {
  const settings = await findAiSettings(tx);
  const own = ownAccess(deps, tx, settings);
  const access = own ?? installationAccess(deps.config);
  return {
    settings,
    access,
    // The operator pays for the model of the installation: a company can only choose less of it.
    dailyTokenMax:
      own === undefined
        ? Math.min(settings.dailyTokenMax, deps.config.AI_DAILY_TOKEN_MAX)
        : settings.dailyTokenMax,
  };
};

const ownAccess = (
  { encryptionKeys: keys }: AccessDeps,
  { actor: { companyId } }: Transaction,
  { connection }: AiSettings,
): ModelAccess | undefined => {
  if (connection === null) return undefined;
  const { baseUrl, model, apiKeyEncrypted } = connection;
  return {
    source: 'company',
    model,
    isDemo: model === DEMO_MODEL,
    openServer: () => ({
      baseUrl,
      model,
      apiKey: readAiKey({ keys, companyId }, apiKeyEncrypted),
      isTrusted: false, // a user chose the address
    }),
  };
};

const installationAccess = ({
  AI_BASE_URL: baseUrl,
  AI_API_KEY: apiKey,
  AI_MODEL: model,
}: AiConfig): ModelAccess | undefined => {
  if (baseUrl === undefined || apiKey === undefined || model === undefined) return undefined;
  return {
    source: 'installation',
    model,
    isDemo: model === DEMO_MODEL,
    openServer: () => ({ baseUrl, model, apiKey, isTrusted: true }),
  };
};
