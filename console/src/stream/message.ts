import type { Schemas } from '../api/client.ts';
import type { paths } from '../api/schema.d.ts';

/** A message of the live stream, and what it makes stale. */

type Topics = Schemas['StreamTopics'];
export type Topic = keyof Topics;

type MessageOf<T extends Topic> = { [Name in T]: { topic: Name; data: Topics[Name] } }[T];
export type StreamMessage = MessageOf<Topic>;

/** The beginning of a query key: every query that starts with it is read again. */
export type StaleKey =
  | readonly ['get', keyof paths]
  | readonly ['get', keyof paths, object]
  /** Read page by page into the columns of a board. */
  | readonly ['board', keyof paths];

/** By topic: the queries that a message makes stale. */
export type StaleKeys = {
  readonly [Name in Topic]?: (data: Topics[Name]) => readonly StaleKey[];
};

export const keysOf = <Name extends Topic>(
  stale: StaleKeys,
  { topic, data }: { topic: Name; data: Topics[Name] },
): readonly StaleKey[] => stale[topic]?.(data) ?? [];
