import { day, id, oneOf, set, text, type RawSearch } from '../../routing/search.ts';
import { PERIODS } from '../../ui/table/filters/periods.ts';

/** The `?` of the pages about webhooks. */

const ACTIVITIES = ['true', 'false'] as const;

export const webhooksSearch = (raw: RawSearch) =>
  set({
    is_active: oneOf(ACTIVITIES, raw['is_active']),
    form_id: id(raw['form_id']),
    call_center_id: id(raw['call_center_id']),
    view: id(raw['view']),
  });
export type WebhooksSearch = ReturnType<typeof webhooksSearch>;

export const WINDOWS = ['24h', '7d', '28d'] as const;
export type Window = (typeof WINDOWS)[number];

export const DELIVERY_STATUSES = ['pending', 'succeeded', 'failed', 'cancelled'] as const;

export const webhookSearch = (raw: RawSearch) =>
  set({
    window: oneOf(WINDOWS, raw['window']),
    status: oneOf(DELIVERY_STATUSES, raw['status']),
    event_type: text(raw['event_type']),
    event_id: text(raw['event_id']),
    period: oneOf(PERIODS, raw['period']),
    from: day(raw['from']),
    to: day(raw['to']),
    /** The delivery that is open. */
    delivery: text(raw['delivery']),
  });
export type WebhookSearch = ReturnType<typeof webhookSearch>;
