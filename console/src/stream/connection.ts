import type { StreamMessage, Topic } from './message.ts';
import { TOPICS } from './stale.ts';

/**
 * The live stream of the api: one connection for all tabs of a browser. A browser opens six
 * connections to a host at most, so six tabs with a stream each would block every other request.
 * The tab that holds the lock keeps the connection and forwards each message. When it closes, the
 * next tab takes over.
 */

export type StreamState = 'connecting' | 'open' | 'down';

interface StreamHandlers {
  onMessage: (message: StreamMessage) => void;
  onState: (state: StreamState) => void;
  /** Messages may have been lost: all data on the page must be read again. */
  onGap: () => void;
}

type Broadcast =
  | { kind: 'message'; message: StreamMessage }
  | { kind: 'state'; state: StreamState }
  | { kind: 'gap' }
  | { kind: 'hello' };

const STREAM_URL = '/api/v1/stream';
const NAME = 'relais-stream';
const RETRY_MIN_MS = 1000;
const RETRY_MAX_MS = 30_000;

export const openStream = (handlers: StreamHandlers): (() => void) => {
  const stop = new AbortController();
  if (!('locks' in navigator) || !('BroadcastChannel' in window)) {
    keepConnection(handlers, stop.signal);
  } else {
    shareConnection(handlers, stop.signal);
  }
  return () => stop.abort();
};

const shareConnection = (handlers: StreamHandlers, stop: AbortSignal): void => {
  const channel = new BroadcastChannel(NAME);
  let state: StreamState = 'connecting';
  let isLeader = false;
  let hasFollowed = false;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel of our own origin takes none
  const send = (broadcast: Broadcast): void => channel.postMessage(broadcast);

  channel.addEventListener('message', ({ data }: MessageEvent<Broadcast>) => {
    if (data.kind === 'hello') {
      if (isLeader) send({ kind: 'state', state });
    } else if (!isLeader) {
      hasFollowed = true;
      deliver(handlers, data);
    }
  });
  stop.addEventListener('abort', () => channel.close());
  send({ kind: 'hello' });

  const publish = (broadcast: Exclude<Broadcast, { kind: 'hello' }>): void => {
    if (stop.aborted) return;
    deliver(handlers, broadcast);
    send(broadcast);
  };
  const lead = (): Promise<void> => {
    // The lock may be granted after the tab has stopped.
    if (stop.aborted) return Promise.resolve();
    isLeader = true;
    keepConnection(
      {
        onMessage: (message) => publish({ kind: 'message', message }),
        onState: (next) => {
          state = next;
          publish({ kind: 'state', state });
        },
        onGap: () => publish({ kind: 'gap' }),
      },
      stop,
      // No tab had a connection between the end of the last leader and now.
      hasFollowed,
    );
    return new Promise((resolve) => stop.addEventListener('abort', () => resolve()));
  };
  navigator.locks.request(NAME, { signal: stop }, lead).catch((error: unknown) => {
    // Not an error: this tab has stopped while it waited for the lock.
    if (!stop.aborted) throw error;
  });
};

const deliver = (handlers: StreamHandlers, broadcast: Exclude<Broadcast, { kind: 'hello' }>) => {
  switch (broadcast.kind) {
    case 'message':
      return handlers.onMessage(broadcast.message);
    case 'state':
      return handlers.onState(broadcast.state);
    case 'gap':
      return handlers.onGap();
  }
};

/**
 * The browser reopens a lost connection itself and sends `Last-Event-ID`. It gives up after an
 * answer that is not a stream (no session, no api): then this opens a new connection after a
 * growing delay, and reports a gap.
 */
const keepConnection = (
  handlers: StreamHandlers,
  stop: AbortSignal,
  startsWithGap = false,
): void => {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retryMs = RETRY_MIN_MS;
  let hasGap = startsWithGap;

  const open = (): void => {
    source = new EventSource(STREAM_URL);
    source.addEventListener('open', () => {
      retryMs = RETRY_MIN_MS;
      handlers.onState('open');
      if (hasGap) handlers.onGap();
      hasGap = false;
    });
    source.addEventListener('error', () => {
      handlers.onState('down');
      if (source?.readyState !== EventSource.CLOSED) return;
      hasGap = true;
      timer = setTimeout(open, retryMs);
      retryMs = Math.min(retryMs * 2, RETRY_MAX_MS);
    });
    source.addEventListener('reset', () => handlers.onGap());
    for (const topic of TOPICS) {
      source.addEventListener(topic, ({ data }: MessageEvent<string>) => {
        handlers.onMessage(toMessage(topic, data));
      });
    }
  };

  open();
  stop.addEventListener('abort', () => {
    clearTimeout(timer);
    source?.close();
  });
};

/** A cast: TypeScript compares a topic with at most 25 members of a union. */
const toMessage = (topic: Topic, data: string): StreamMessage =>
  ({ topic, data: JSON.parse(data) }) as StreamMessage;
