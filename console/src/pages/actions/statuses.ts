/** The statuses of an action, as the api has them. */

export const ACTION_STATUSES = [
  'accepted',
  'dispatching',
  'awaiting_callback',
  'succeeded',
  'failed',
  'expired',
  'cancelled',
] as const;
export type ActionStatus = (typeof ACTION_STATUSES)[number];

export const IN_FLIGHT: readonly ActionStatus[] = ['accepted', 'dispatching', 'awaiting_callback'];
export const TO_HANDLE: readonly ActionStatus[] = ['failed', 'expired'];
export const RETRYABLE: readonly ActionStatus[] = ['failed', 'expired', 'cancelled'];

export const isInFlight = (status: ActionStatus): boolean => IN_FLIGHT.includes(status);
export const isRetryable = (status: ActionStatus): boolean => RETRYABLE.includes(status);
