import { routeKeyContext } from '../action-routes/keys.ts';
import { aiKeyContext } from '../ai/secrets.ts';
import { moduleSecretContext } from '../case-modules/secrets.ts';
import { accessTokenContext, mailboxSecretContext } from '../mailboxes/secrets.ts';
import { webhookSecretContext } from '../webhooks/deliveries.ts';

/**
 * Every encrypted column of the database with its encryption context (src/domain/shared/secrets.ts). The
 * context contains the company, and for some columns the row. A value that is copied to another place
 * does not decrypt. `npm run secrets:reencrypt` processes all columns.
 */
export const SECRET_COLUMNS = {
  'action_routes.api_key_encrypted': ({ companyId }) => routeKeyContext(companyId),
  /** A copy of the route's value, taken when the action was accepted. */
  'actions.route_api_key_encrypted': ({ companyId }) => routeKeyContext(companyId),
  'ai_settings.api_key_encrypted': ({ companyId }) => aiKeyContext(companyId),
  'case_modules.secret_encrypted': ({ companyId, rowKey }) =>
    moduleSecretContext(companyId, rowKey),
  'idempotency_keys.response': ({ companyId, rowKey }) => `idempotency/${companyId}/${rowKey}`,
  'mailboxes.secret_encrypted': ({ companyId }) => mailboxSecretContext(companyId),
  'mailbox_health.access_token_encrypted': ({ companyId }) => accessTokenContext(companyId),
  'webhooks.secret_encrypted': ({ companyId }) =>
    webhookSecretContext(companyId, 'secret_encrypted'),
  'webhooks.previous_secret_encrypted': ({ companyId }) =>
    webhookSecretContext(companyId, 'previous_secret_encrypted'),
  'webhooks.headers_encrypted': ({ companyId }) =>
    webhookSecretContext(companyId, 'headers_encrypted'),
} as const satisfies Record<string, (place: SecretPlace) => string>;

export type SecretColumn = keyof typeof SECRET_COLUMNS;

export const isSecretColumn = (name: string): name is SecretColumn =>
  Object.hasOwn(SECRET_COLUMNS, name);

interface SecretPlace {
  companyId: number;
  /** Identifies the row within the company. For idempotency keys `<caller>/<key>`, for modules the kind. */
  rowKey: string;
}
