import { routeKeyContext } from '../action-routes/keys.ts';

/**
 * Every encrypted column of the database, and what its values are bound to when encrypted (the `context`
 * of src/domain/shared/secrets.ts): the column, the company, and the row where there is a reason. A
 * value that is copied elsewhere does not decrypt. `npm run secrets:reencrypt` goes through all of them.
 */
export const SECRET_COLUMNS = {
  'action_routes.api_key_encrypted': ({ companyId }) => routeKeyContext(companyId),
  /** The route's key as it was when the action was accepted: a copy of the same value. */
  'actions.route_api_key_encrypted': ({ companyId }) => routeKeyContext(companyId),
  'idempotency_keys.response': ({ companyId, rowKey }) => `idempotency/${companyId}/${rowKey}`,
} as const satisfies Record<string, (place: SecretPlace) => string>;

export type SecretColumn = keyof typeof SECRET_COLUMNS;

export const isSecretColumn = (name: string): name is SecretColumn =>
  Object.hasOwn(SECRET_COLUMNS, name);

interface SecretPlace {
  companyId: number;
  /** What tells the row from others of the company; `<caller>/<key>` of an idempotency key. */
  rowKey: string;
}
