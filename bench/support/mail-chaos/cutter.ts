import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy that breaks the connection when so many bytes have come from the server. */

export interface Cut {
  /** Bytes of all connections. */
  atByte: number;
  atMs: number;
  /** Until the server has sent `GOING_ON_BYTES` more. Null: it has not. */
  recoveredMs: number | null;
}

export interface Cutter {
  port: number;
  /** Bytes that came from the server. */
  passedBytes: () => number;
  /** Breaks the connection at the next byte. */
  cutNext: () => void;
  /** Breaks all connections. */
  disconnect: () => void;
  /** Those that are to come. */
  leftCount: () => number;
  cuts: readonly Cut[];
  stop: () => void;
}

/** More than a connection needs to say that it begins. */
export const GOING_ON_BYTES = 4_096;

export const startCutter = async (
  port: number,
  target: number,
  offsets: readonly number[],
): Promise<Cutter> => {
  const left = [...offsets].sort((a, b) => a - b);
  const cuts: Cut[] = [];
  const sockets = new Set<Socket>();
  let passedBytes = 0;
  const disconnect = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const noteRecovered = (): void => {
    const now = performance.now();
    for (const cut of cuts) {
      if (cut.recoveredMs === null && passedBytes >= cut.atByte + GOING_ON_BYTES) {
        cut.recoveredMs = now - cut.atMs;
      }
    }
  };
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    client.on('data', (chunk) => upstream.write(chunk));
    upstream.on('data', (chunk: Buffer) => {
      const [offset] = left;
      if (offset === undefined || offset > passedBytes + chunk.length) {
        passedBytes += chunk.length;
        client.write(chunk);
        noteRecovered();
        return;
      }
      left.shift();
      const part = chunk.subarray(0, Math.max(0, offset - passedBytes));
      passedBytes += part.length;
      cuts.push({ atByte: passedBytes, atMs: performance.now(), recoveredMs: null });
      upstream.destroy();
      client.write(part, () => client.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port,
    passedBytes: () => passedBytes,
    cutNext: () => {
      if (left.length > 0) left[0] = passedBytes;
    },
    disconnect,
    leftCount: () => left.length,
    cuts,
    stop: () => {
      disconnect();
      server.close();
    },
  };
};
