import type { z } from 'zod';
import type { Permission } from './permissions.ts';

/**
 * Declarations of events. A capability declares each fact once, in its `events.ts`. The declaration
 * lists what the fact feeds: the audit trail, the console stream, notifications, a counter, outgoing
 * webhooks. `tx.emit` (src/platform/database.ts) records the fact (ADR 0014).
 */

export const NOTIFICATION_LEVELS = ['success', 'error', 'warning', 'info'] as const;
export type NotificationLevel = (typeof NOTIFICATION_LEVELS)[number];

/** A topic of the console stream: the schema of its messages, and the permission to receive them. */
export interface StreamTopicDeclaration {
  permission: Permission;
  data: z.ZodObject;
}

// Methods, not function properties: so declarations of different data types fit into one array.
export interface EventDeclaration<Data = unknown> {
  /** Public name, in the past tense: `ActionSettled`. */
  name: string;
  /** Type of the record: `action`. Also the `resource_type` of the audit trail. */
  subjectType: string;
  /** The operation in the audit trail. Null: not audited. */
  audit: string | null;
  /** Schema of the public data. Null: an internal event, which webhooks never receive. */
  data: z.ZodType<Data> | null;
  /**
   * The permission to read the record that a public event is about. To subscribe a webhook to the event,
   * to send it again or to read its body needs it, for the whole company.
   */
  permission: Permission | null;
  example: Data | null;
  stream: { topic: string; data(data: Data, subjectId: string): object } | null;
  /** Code, kind and level of the notification. The emission names the recipients. */
  notification: {
    code: string;
    /** Every value of `type`: the kinds that a user can switch on and off. */
    kinds: readonly string[];
    type(data: Data): string;
    level(data: Data): NotificationLevel;
  } | null;
  counter: CounterDeclaration<Data> | null;
}

interface CounterDeclaration<Data> {
  name: string;
  help: string;
  labels(data: Data): Record<string, string>;
  /** These series start at 0: Prometheus ignores the first increment of a series that was absent. */
  initialLabels: readonly Record<string, string>[];
}

type Feeds<Data> = Partial<
  Omit<EventDeclaration<Data>, 'name' | 'subjectType' | 'data' | 'permission' | 'example'>
>;

/** Declares a public event: stored, sent to webhooks, documented with its example. */
export const declareEvent = <Data>(
  name: string,
  subjectType: string,
  declaration: Feeds<Data> & { data: z.ZodType<Data>; permission: Permission; example: unknown },
): EventDeclaration<Data> => ({
  ...NO_FEEDS,
  ...declaration,
  name,
  subjectType,
  example: declaration.data.parse(declaration.example),
});

/** Declares an internal event: for the audit trail, the stream or a counter. */
export const declareInternalEvent = <Data = undefined>(
  name: string,
  subjectType: string,
  feeds: Feeds<Data>,
): EventDeclaration<Data> => ({
  ...NO_FEEDS,
  ...feeds,
  name,
  subjectType,
  data: null,
  permission: null,
  example: null,
});

const NO_FEEDS = { audit: null, stream: null, notification: null, counter: null };
