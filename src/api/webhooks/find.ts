import type { WebhookParams } from '../../domain/webhooks/shapes.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  findWebhook,
  lockWebhookHealth,
  type WebhookRow,
} from '../../queries/webhooks/endpoints.ts';
import type { ApiDeps } from '../http/context.ts';
import type { LoadRequest } from '../http/spec.ts';

/** The webhook that an address names. Undefined if there is none, or it was deleted. */

type Deps = Pick<ApiDeps, 'clock'>;
type Named = Pick<LoadRequest<typeof WebhookParams>, 'tx' | 'params'>;

export const foundWebhook =
  ({ clock }: Deps) =>
  ({ tx, params }: Named): Promise<WebhookRow | undefined> =>
    findWebhook(tx, { id: params.id, now: clock.now() });

/**
 * Locked until the commit: no other change comes between. Its health first, as a worker locks them that
 * switches a failing webhook off.
 */
export const lockedWebhook =
  ({ clock }: Deps) =>
  async ({ tx, params }: Named): Promise<WebhookRow | undefined> => {
    await lockWebhookHealth(tx, params.id);
    return findWebhook(tx, { id: params.id, now: clock.now(), isLocked: true });
  };

/** One that this transaction has just written. */
export const requireWebhook = async (
  { clock }: Deps,
  tx: Transaction,
  id: number,
): Promise<WebhookRow> => {
  const webhook = await findWebhook(tx, { id, now: clock.now() });
  if (webhook === undefined) throw new Error('a webhook that was just written must be found');
  return webhook;
};
