import { useQueryClient, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { openStream, type StreamMessage, type StreamState } from './connection.ts';

/** Keeps what is shown true: each event of the stream marks the queries it concerns as stale. */

const FLUSH_MS = 300;
/** Counting days of actions costs the api more than reading a page of them, and nobody counts along. */
const COUNT_FLUSH_MS = 2000;

const StreamContext = createContext<StreamState>('connecting');

export const useStreamState = (): StreamState => useContext(StreamContext);

interface StreamProviderProps {
  onMessage: (message: StreamMessage) => void;
  children: ReactNode;
}

export const StreamProvider = ({ onMessage, children }: StreamProviderProps) => {
  const queryClient = useQueryClient();
  const [state, setState] = useState<StreamState>('connecting');
  useEffect(() => {
    const invalidate = createBatch(queryClient, FLUSH_MS);
    const invalidateCounts = createBatch(queryClient, COUNT_FLUSH_MS);
    return openStream({
      onState: setState,
      onGap: () => void queryClient.invalidateQueries(),
      onMessage: (message) => {
        invalidate(staleKeys(message));
        invalidateCounts(staleCounts(message));
        onMessage(message);
      },
    });
  }, [queryClient, onMessage]);
  return <StreamContext value={state}>{children}</StreamContext>;
};

/** The beginnings of the query keys an event concerns. */
const staleKeys = ({ topic, data }: StreamMessage): QueryKey[] => {
  switch (topic) {
    case 'action.updated':
      return [
        ['get', '/api/v1/actions'],
        ['get', '/api/v1/actions/{id}', { params: { path: { id: field(data, 'id') } } }],
        ['get', '/api/v1/actions/retry-count'],
        ['get', '/api/v1/operations/summary'],
        ['get', '/api/v1/operations/commands'],
      ];
    case 'entity.updated':
      return [
        ['get', '/api/v1/entities/{type}'],
        ['get', '/api/v1/entities/{type}/{ref}'],
      ];
    case 'notification.created':
    case 'notification.read':
      return [
        ['get', '/api/v1/notifications'],
        ['get', '/api/v1/notifications/unread-count'],
      ];
    default:
      return [];
  }
};

const staleCounts = ({ topic }: StreamMessage): QueryKey[] =>
  topic === 'action.updated' ? [['get', '/api/v1/actions/statistics']] : [];

export const field = (data: unknown, name: string): unknown =>
  typeof data === 'object' && data !== null
    ? Object.entries(data).find(([key]) => key === name)?.[1]
    : undefined;

/** A burst of events reads each list again once, not once per event. */
const createBatch = (
  queryClient: QueryClient,
  flushMs: number,
): ((keys: readonly QueryKey[]) => void) => {
  const waiting = new Map<string, QueryKey>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    timer = undefined;
    for (const queryKey of waiting.values()) void queryClient.invalidateQueries({ queryKey });
    waiting.clear();
  };
  return (keys) => {
    if (keys.length === 0) return;
    for (const key of keys) waiting.set(JSON.stringify(key), key);
    timer ??= setTimeout(flush, flushMs);
  };
};
