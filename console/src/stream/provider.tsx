import { useQueryClient, type QueryClient, type QueryKey } from '@tanstack/react-query';
import {
  createContext,
  useContext,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import { reportReachable, suspectUnreachable } from '../api/reachability.ts';
import { useHasSessionEnded } from '../api/session-end.ts';
import { openStream, type StreamState } from './connection.ts';
import { viewersKey } from '../pages/conversations/viewers-key.ts';
import type { StreamMessage } from './message.ts';
import { staleCounts, staleLists } from './stale.ts';

/** Keeps the page up to date: each message of the stream marks the queries it is about as stale. */

const LIST_FLUSH_MS = 300;
const COUNT_FLUSH_MS = 2000;
/** A read that takes longer no longer holds up the next ones. Without a network a read waits for it. */
const ROUND_MAX_MS = 5000;

const StreamContext = createContext<StreamState>('connecting');

export const useStreamState = (): StreamState => useContext(StreamContext);

interface StreamProviderProps {
  onMessage: (message: StreamMessage) => void;
  children: ReactNode;
}

export const StreamProvider = ({ onMessage, children }: StreamProviderProps) => {
  const queryClient = useQueryClient();
  const [state, setState] = useState<StreamState>('connecting');
  // Changes with the language. The stream must not be opened again for that: messages would be lost.
  const tell = useEffectEvent(onMessage);
  const hasSessionEnded = useHasSessionEnded();
  const wasOpened = useRef(false);
  useEffect(() => {
    // Without a session the api refuses the stream.
    if (hasSessionEnded) return;
    const invalidateLists = createBatch(queryClient, LIST_FLUSH_MS);
    const invalidateCounts = createBatch(queryClient, COUNT_FLUSH_MS);
    const close = openStream({
      onState: (next) => {
        setState(next);
        if (next === 'down') suspectUnreachable();
        if (next !== 'open') return;
        reportReachable();
        // Opened again after a session: messages were missed in between.
        if (wasOpened.current) void queryClient.invalidateQueries();
        wasOpened.current = false;
      },
      onGap: () => void queryClient.invalidateQueries(),
      onMessage: (message) => {
        if (message.topic === 'conversation.presence') {
          queryClient.setQueryData(viewersKey(message.data.id), message.data.viewers);
        }
        invalidateLists(staleLists(message));
        invalidateCounts(staleCounts(message));
        tell(message);
      },
    });
    return () => {
      wasOpened.current = true;
      close();
    };
  }, [queryClient, hasSessionEnded]);
  return <StreamContext value={state}>{children}</StreamContext>;
};

/**
 * Collects keys for a moment, so that a burst of messages reads each list again only once. The next round
 * waits for the answers of this one: a read that is cancelled by each message would never end.
 */
const createBatch = (
  queryClient: QueryClient,
  flushMs: number,
): ((keys: readonly QueryKey[]) => void) => {
  const waiting = new Map<string, QueryKey>();
  let isRunning = false;
  const run = async (): Promise<void> => {
    isRunning = true;
    while (waiting.size > 0) {
      await pause(flushMs);
      const keys = [...waiting.values()];
      waiting.clear();
      const reads = keys.map((queryKey) => queryClient.invalidateQueries({ queryKey }));
      await Promise.race([Promise.all(reads), pause(ROUND_MAX_MS)]);
    }
    isRunning = false;
  };
  return (keys) => {
    for (const key of keys) waiting.set(JSON.stringify(key), key);
    if (!isRunning) void run();
  };
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
