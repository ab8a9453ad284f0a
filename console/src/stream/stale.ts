import { actionsStale } from '../pages/actions/stale.ts';
import { entitiesStale } from '../pages/entities/stale.ts';
import { homeStale } from '../pages/home/stale.ts';
import { notificationsStale } from '../pages/notifications/stale.ts';
import { operationsStale } from '../pages/operations/stale.ts';
import type { StaleKeys, StreamMessage } from './message.ts';

/** Assembles what each capability declares stale. */

const LISTS: readonly StaleKeys[] = [
  actionsStale,
  entitiesStale,
  notificationsStale,
  operationsStale,
];

/** Counts over many days. They cost the api more than a page of a list, so they are read less often. */
const COUNTS: readonly StaleKeys[] = [homeStale];

/** Every topic that the console listens to. */
export const TOPICS: readonly string[] = [
  ...new Set([...LISTS, ...COUNTS].flatMap((part) => Object.keys(part))),
];

const keysOf = (parts: readonly StaleKeys[], { topic, data }: StreamMessage) =>
  parts.flatMap((part) => part[topic]?.(data) ?? []);

export const staleLists = (message: StreamMessage) => keysOf(LISTS, message);
export const staleCounts = (message: StreamMessage) => keysOf(COUNTS, message);
