import type { TokenPrices } from './budget.ts';

/** What a company chooses for its calls of a language model, and the defaults. */

/** What happens to secrets and card numbers in what is sent. `block`: the call is not made. */
export const SECRETS_POLICIES = ['off', 'mask', 'block'] as const;
export type SecretsPolicy = (typeof SECRETS_POLICIES)[number];

export interface AiSettings {
  /** A model of its own. Null: that of the installation. */
  connection: { baseUrl: string; model: string; apiKeyEncrypted: Buffer } | null;
  dailyTokenMax: number;
  secretsPolicy: SecretsPolicy;
  /** Null: the cost of a run is unknown. */
  prices: TokenPrices | null;
  /** 0: nothing was chosen yet. */
  version: number;
}

export const DEFAULT_AI_SETTINGS: AiSettings = {
  connection: null,
  dailyTokenMax: 1_000_000,
  secretsPolicy: 'mask',
  prices: null,
  version: 0,
};
