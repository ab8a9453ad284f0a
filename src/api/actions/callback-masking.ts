import { callbackToken, type CallbackInput } from '../../domain/actions/callbacks.ts';
import { dispatchTarget } from '../../domain/actions/dispatch.ts';
import { maskSecrets, maskSecretsIn } from '../../domain/shared/masking.ts';
import type { ActionRow } from '../../queries/actions/records.ts';
import type { ApiDeps } from '../http/context.ts';

/**
 * Masks what Relais sent with a dispatch, in a callback that echoes it. Message and status are shown to
 * every reader of the action, and an error of n8n may hold the headers of the request.
 */
export const maskCallback = (
  deps: Pick<ApiDeps, 'config' | 'encryptionKeys'>,
  action: ActionRow,
  round: number,
  callback: CallbackInput,
): CallbackInput => {
  const secrets = secretsOf(deps, action, round);
  return {
    ...callback,
    message: maskSecrets(callback.message, secrets),
    ...(callback.statutDossier && { statutDossier: maskSecrets(callback.statutDossier, secrets) }),
    ...(callback.data && { data: maskSecretsIn(callback.data, secrets) }),
  };
};

/** The key of the dispatch, and its token under each encryption key: one may be in rotation. */
const secretsOf = (
  { config, encryptionKeys }: Pick<ApiDeps, 'config' | 'encryptionKeys'>,
  action: ActionRow,
  round: number,
): string[] => {
  const subject = { companyId: action.company_id, actionId: action.id, round };
  const tokens = encryptionKeys.map((key) => callbackToken([key], subject));
  const defaults = { url: config.N8N_WEBHOOK_URL, apiKey: config.N8N_API_KEY };
  try {
    const { apiKey } = dispatchTarget(action, defaults, encryptionKeys);
    return apiKey === null ? tokens : [...tokens, apiKey];
  } catch {
    return tokens; // the route's key can't be read here, as when it is sent
  }
};
