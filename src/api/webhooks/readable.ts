import type { Caller } from '../../domain/shared/permissions.ts';
import { unreadableFaults } from '../../domain/webhooks/event-types.ts';
import { AppError } from '../../errors.ts';
import type { WebhookRow } from '../../queries/webhooks/endpoints.ts';
import type { WebhookContent } from '../../services/webhooks/save.ts';

/** Webhooks are no way around the permissions to read: data leaves only by order of those who may read it. */

/** Errors: `forbidden`, with a fault for each event whose record the caller may not read. */
export const requireReadable = (
  caller: Caller,
  types: readonly string[],
  pathOf: (position: number) => string = (position) => `events.${position}`,
): void => {
  const faults = unreadableFaults(caller, types, pathOf);
  if (faults.length === 0) return;
  throw new AppError('forbidden', 'this needs the permission to read the records of these events', {
    faults,
  });
};

/** False if it only gets another name, pace, owner or less to do: what is sent, and to whom, stays. */
export const sendsOther = (
  before: WebhookRow,
  { content, headers = {} }: { content: WebhookContent; headers: object | undefined },
): boolean =>
  content.url !== before.url ||
  content.events.join() !== before.events.join() ||
  content.formId !== before.form_id ||
  content.callCentreId !== before.call_centre_id ||
  (content.isActive && !before.is_active) ||
  Object.keys(headers).length > 0;
