import { connect, type Socket } from 'node:net';

/**
 * Keeps a number of connections busy with one request each. Written on bare sockets, because it shares
 * two cores with what it measures: a request costs it some ten microseconds. It understands answers
 * with a Content-Length, which is all it meets.
 */

export interface Load {
  method?: 'GET' | 'POST' | 'PATCH';
  url: string;
  connections: number;
  durationMs: number;
  headers: Record<string, string>;
  body: (number: number) => string;
  expectedStatus: number;
}

export interface LoadResult {
  count: number;
  perSecond: number;
  /** Milliseconds of each request. */
  latenciesMs: number[];
}

const HEAD_END = '\r\n\r\n';
const DRAIN_TIMEOUT_MS = 10_000;

export const runLoad = async (load: Load): Promise<LoadResult> => {
  const startedAt = performance.now();
  const state: State = {
    ...load,
    endsAt: startedAt + load.durationMs,
    head: requestHead(load),
    sentCount: 0,
    latenciesMs: [],
  };
  await Promise.all(Array.from({ length: load.connections }, () => runConnection(state)));
  const seconds = (performance.now() - startedAt) / 1000;
  const { latenciesMs } = state;
  return { count: latenciesMs.length, perSecond: latenciesMs.length / seconds, latenciesMs };
};

interface State extends Load {
  endsAt: number;
  head: string;
  sentCount: number;
  latenciesMs: number[];
}

const requestHead = ({ method = 'POST', url, headers }: Load): string => {
  const { pathname, search, host } = new URL(url);
  const lines = Object.entries({ Host: host, ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return `${method} ${pathname}${search} HTTP/1.1\r\n${lines.join('\r\n')}\r\n`;
};

const runConnection = (state: State): Promise<void> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(state.url);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    socket.setTimeout(DRAIN_TIMEOUT_MS, () => socket.destroy(new Error('an answer took too long')));
    socket.setEncoding('latin1'); // one character a byte, so that Content-Length can be counted
    let received = '';
    let sentAt = send(socket, state);
    socket.on('data', (part: string) => {
      received += part;
      const answer = completeAnswer(received);
      if (answer === undefined) return;
      if (answer.status !== state.expectedStatus) {
        socket.destroy(new Error(`answered ${answer.status}: ${received}`));
        return;
      }
      state.latenciesMs.push(performance.now() - sentAt);
      received = '';
      if (performance.now() < state.endsAt) sentAt = send(socket, state);
      else socket.end();
    });
    socket.once('error', reject);
    socket.once('close', () => resolve());
  });

const send = (socket: Socket, state: State): number => {
  const body = state.body(state.sentCount++);
  socket.write(`${state.head}Content-Length: ${Buffer.byteLength(body)}${HEAD_END}${body}`);
  return performance.now();
};

/** Undefined while part of it is under way. */
const completeAnswer = (received: string): { status: number } | undefined => {
  const headEnd = received.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const length = /\r\ncontent-length: *(\d+)/i.exec(received.slice(0, headEnd))?.[1];
  if (length === undefined) throw new Error(`an answer without Content-Length: ${received}`);
  if (received.length < headEnd + HEAD_END.length + Number(length)) return undefined;
  return { status: Number(received.slice(9, 12)) };
};
