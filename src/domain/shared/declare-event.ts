import type { z } from 'zod';
import type { Permission } from './permissions.ts';

/**
 * The shape of an event's declaration. A capability declares each fact once, in its `events.ts`. The
 * declaration decides what the fact feeds: the audit trail, the console stream, notifications, a
 * counter, outgoing webhooks. `tx.emit` (src/platform/database.ts) does the rest (ADR 0014).
 */

export const NOTIFICATION_LEVELS = ['success', 'error', 'warning', 'info'] as const;
export type NotificationLevel = (typeof NOTIFICATION_LEVELS)[number];

/** A topic of the console stream: what a message holds, and what a caller needs to receive it. */
export interface StreamTopicDeclaration {
  permission: Permission;
  data: z.ZodObject;
}

// Methods, not function properties: declarations with different data fit into one list.
export interface EventDeclaration<Data = unknown> {
  /** What integrators see, in the past tense: `ActionSettled`. */
  name: string;
  /** What the fact is about: `action`. Also the `resource_type` of the audit trail. */
  subjectType: string;
  /** The operation in the audit trail. Null: not audited. */
  audit: string | null;
  /** The public content. Null: the fact goes to the audit trail and the stream only. */
  data: z.ZodType<Data> | null;
  example: Data | null;
  stream: { topic: string; data(data: Data, subjectId: string): object } | null;
  /** How people are told. Whom, is decided where the event is emitted. */
  notification: {
    code: string;
    type(data: Data): string;
    level(data: Data): NotificationLevel;
  } | null;
  counter: CounterDeclaration<Data> | null;
}

interface CounterDeclaration<Data> {
  name: string;
  help: string;
  labels(data: Data): Record<string, string>;
  /** Counted from zero: Prometheus misses the first step of a counter that was absent before. */
  known: readonly Record<string, string>[];
}

type Feeds<Data> = Partial<
  Omit<EventDeclaration<Data>, 'name' | 'subjectType' | 'data' | 'example'>
>;

/** A public fact: stored, offered to webhooks, documented with its example. */
export const declareEvent = <Data>(
  name: string,
  subjectType: string,
  declaration: Feeds<Data> & { data: z.ZodType<Data>; example: unknown },
): EventDeclaration<Data> => ({
  ...NO_FEEDS,
  ...declaration,
  name,
  subjectType,
  example: declaration.data.parse(declaration.example),
});

/** A fact that stays inside: for the audit trail, the stream or a counter. */
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
  example: null,
});

const NO_FEEDS = { audit: null, stream: null, notification: null, counter: null };
