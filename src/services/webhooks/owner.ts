import type { HealthNotice } from '../../domain/webhooks/delivery/circuit.ts';
import { webhookFailing, webhookRecovered } from '../../domain/webhooks/delivery/events.ts';
import type { Transaction } from '../../platform/database.ts';
import { findWebhookOwner, type WebhookOwner } from '../../queries/webhooks/health.ts';

/** Tells the owner of a webhook how it does. */

export const tellOwner = async (
  tx: Transaction,
  webhookId: number,
  notice: HealthNotice,
): Promise<void> => {
  const owner = await findWebhookOwner(tx, webhookId);
  if (owner === undefined) return;
  tx.emit(notice === 'failing' ? webhookFailing : webhookRecovered, {
    subjectId: webhookId,
    notify: { ...noticeTo(owner), params: { name: owner.name } },
  });
};

export const noticeTo = ({ user_id: userId }: WebhookOwner) => ({
  userIds: [userId],
  category: 'WEBHOOKS',
});
