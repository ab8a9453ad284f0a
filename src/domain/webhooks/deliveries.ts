/** What can become of a delivery. This file is bundled into workflows: no zod. */

export const DELIVERY_STATUSES = ['pending', 'succeeded', 'failed', 'cancelled'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** Every way a delivery ends, and its status then. */
export const DELIVERY_OUTCOMES = {
  delivered: 'succeeded',
  attempts_exhausted: 'failed',
  /** The receiver answered 410, which also switches the webhook off. */
  gone: 'failed',
  webhook_deleted: 'cancelled',
  webhook_disabled: 'cancelled',
  /** An operator cancelled the run in Temporal. */
  run_cancelled: 'cancelled',
} as const satisfies Record<string, Exclude<DeliveryStatus, 'pending'>>;
export type DeliveryOutcome = keyof typeof DELIVERY_OUTCOMES;

/**
 * When the attempt of a retry comes: now; one is under way or just due, so nothing changed; or the circuit is
 * open and another attempt is under way, so it waits for that one, and for the next probe if that one fails.
 */
export const RETRY_ATTEMPTS = ['now', 'under_way', 'after_probe'] as const;
export type RetryAttempt = (typeof RETRY_ATTEMPTS)[number];

export const isDeliveryOutcome = (code: string): code is DeliveryOutcome =>
  Object.hasOwn(DELIVERY_OUTCOMES, code);

/** Events that one run delivers. The relay gathers what was committed at the same time. */
export const EVENTS_PER_RUN_MAX = 100;

/** Binds an encrypted column of `webhooks` to its company (src/domain/shared/secret-columns.ts). */
export const webhookSecretContext = (
  companyId: number,
  column: 'secret_encrypted' | 'previous_secret_encrypted' | 'headers_encrypted',
): string => `webhook/${companyId}/${column}`;
