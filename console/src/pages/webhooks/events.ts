import { api, type Schemas } from '../../api/client.ts';
import { humanise } from '../../i18n/humanise.ts';
import { useMessages, type Messages } from '../../i18n/index.tsx';

/** The events that a webhook can listen to, in words. */

export interface EventType {
  type: string;
  label: string;
  /** When it happens. Empty for an event that this console does not know yet. */
  hint: string;
  example: unknown;
}

export interface EventGroup {
  subject: string;
  label: string;
  events: readonly EventType[];
}

/** They change with a new version of Relais alone. */
const FRESH_MS = 60 * 60_000;

const NO_EVENTS: readonly Schemas['WebhookEvent'][] = [];

/** `LeadCreated` → `Lead créé`. */
export const eventLabel = ({ webhookEvents }: Messages, type: string): string =>
  webhookEvents[type]?.[0] ?? humanise(type.charAt(0).toLowerCase() + type.slice(1));

export const useEventLabel = (): ((type: string) => string) => {
  const messages = useMessages();
  return (type) => eventLabel(messages, type);
};

export const useEventTypes = (): readonly Schemas['WebhookEvent'][] =>
  api.useQuery('get', '/api/webhook-events', {}, { staleTime: FRESH_MS }).data?.data ?? NO_EVENTS;

/** By what they are about: the groups that have words first, in their order. */
export const useEventGroups = (): EventGroup[] => {
  const messages = useMessages();
  const { webhookEvents, webhookEventGroups, codes } = messages;
  const bySubject = Map.groupBy(useEventTypes(), ({ subject_type: subject }) => subject);
  const known = Object.keys(webhookEventGroups);
  const subjects = [...known, ...[...bySubject.keys()].filter((one) => !known.includes(one))];
  return subjects.flatMap((subject) => {
    const events = (bySubject.get(subject) ?? []).toSorted(inOrderOf(Object.keys(webhookEvents)));
    if (events.length === 0) return [];
    return [
      {
        subject,
        label: webhookEventGroups[subject] ?? codes.auditResources[subject] ?? humanise(subject),
        events: events.map(({ type, example }) => ({
          type,
          label: eventLabel(messages, type),
          hint: webhookEvents[type]?.[1] ?? '',
          example,
        })),
      },
    ];
  });
};

/** As the catalogue names them: in the order of a life. Others come last. */
const inOrderOf =
  (types: readonly string[]) =>
  (left: { type: string }, right: { type: string }): number =>
    placeOf(types, left.type) - placeOf(types, right.type);

const placeOf = (types: readonly string[], type: string): number => {
  const place = types.indexOf(type);
  return place === -1 ? types.length : place;
};
