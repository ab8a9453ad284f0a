import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A receiver of webhooks. The test decides how it answers. */

export interface Received {
  path: string;
  headers: Record<string, string>;
  body: string;
  atMs: number;
}

export const idsOf = (received: readonly Received[]): string[] =>
  received.map(({ headers }) => headers['webhook-id'] ?? '');

export type Behaviour = (received: Received, response: ServerResponse, count: number) => void;

export const answer =
  (status: number, headers: Record<string, string> = {}, body = ''): Behaviour =>
  (_received, response) =>
    void response.writeHead(status, headers).end(body);
export const ACCEPTED = answer(204);
/** Never answers. */
export const HANG: Behaviour = () => undefined;
export const RESET: Behaviour = (_received, response) => void response.socket?.resetAndDestroy();
/** A byte a second, for ever. */
export const DRIP: Behaviour = (_received, response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write('.'), 1_000);
  response.on('close', () => clearInterval(timer));
};
/** As much as the socket takes, up to 100 MB. */
export const FLOOD: Behaviour = (_received, response) => {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  let leftBytes = 100 * 1024 * 1024;
  response.writeHead(200);
  const pour = (): void => {
    while (leftBytes > 0 && !response.destroyed) {
      leftBytes -= chunk.length;
      if (!response.write(chunk)) {
        response.once('drain', pour);
        return;
      }
    }
    response.end();
  };
  pour();
};
export const GARBAGE: Behaviour = (_received, response) => {
  response.socket?.end('GARBAGE\r\n\r\n');
};

export interface Receiver {
  url: string;
  received: Received[];
  /** How a path answers; every other one: 204. */
  behave: (path: string, behaviour: Behaviour) => void;
  of: (path: string) => Received[];
  /** Ends every connection, answered or not. */
  disconnect: () => void;
  stop: () => Promise<void>;
}

export const startReceiver = async (): Promise<Receiver> => {
  const received: Received[] = [];
  const behaviours = new Map<string, Behaviour>();
  const of = (path: string): Received[] => received.filter((one) => one.path === path);
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const path = request.url ?? '';
    const one = {
      path,
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      ),
      body: Buffer.concat(chunks).toString(),
      atMs: Date.now(),
    };
    received.push(one);
    (behaviours.get(path) ?? ACCEPTED)(one, response, of(path).length);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // oxlint-disable-next-line no-unsafe-type-assertion -- it listens on a port
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    of,
    behave: (path, behaviour) => void behaviours.set(path, behaviour),
    disconnect: () => server.closeAllConnections(),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await Promise.resolve();
    },
  };
};
