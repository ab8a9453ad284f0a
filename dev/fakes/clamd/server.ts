/**
 * A server that speaks the INSTREAM command of ClamAV's daemon, for `npm start` and tests. It finds the EICAR test file
 * and nothing else. It can be away, slow or confused, as real ones are.
 */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The test file of EICAR, in two parts: a scanner must not find it here. */
export const EICAR = [
  'X5O!P%@AP[4\\PZX54(P^)7CC)7}$',
  'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*',
].join('');

/** How it treats the next files. */
export type ClamdBehaviour =
  | 'scan'
  /** Answers nothing. */
  | 'hang'
  /** Does not even read. */
  | 'stall'
  /** Breaks the connection when it has the whole file. */
  | 'hang_up'
  /** Its limit is reached. */
  | 'refuse_size'
  /** With AlertExceedsMax: it has looked at a part. */
  | 'exceed_limits'
  | 'time_out'
  | 'babble';

export interface FakeClamd {
  host: string;
  port: number;
  behave: (behaviour: ClamdBehaviour) => void;
  /** Files that were sent whole. */
  scanCount: () => number;
  /** Connections that are open. */
  openCount: () => number;
  /** Breaks the connections that are open. */
  hangUp: () => void;
  stop: () => Promise<void>;
}

const COMMAND = 'zINSTREAM\0';
const REFUSED_SIZE_BYTES = 1024 * 1024;
const SIZE_MAX_BYTES = 200 * 1024 * 1024;

export async function startFakeClamd({ port = 0 } = {}): Promise<FakeClamd> {
  let behaviour: ClamdBehaviour = 'scan';
  let scanCount = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    if (behaviour === 'stall') {
      socket.pause();
      return;
    }
    if (behaviour === 'refuse_size') {
      refuseSize(socket);
      return;
    }
    serve(socket, (content) => {
      scanCount += 1;
      return answerOf(behaviour, content);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    host: '127.0.0.1',
    port: portOf(server),
    behave: (next) => {
      behaviour = next;
    },
    scanCount: () => scanCount,
    openCount: () => sockets.size,
    hangUp: () => {
      for (const socket of sockets) socket.destroy();
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const portOf = (server: Server): number => {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return address.port;
};

/** It answers beyond its limit, while the rest is on its way. */
const refuseSize = (socket: Socket): void => {
  let sizeBytes = 0;
  socket.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length;
    if (sizeBytes < REFUSED_SIZE_BYTES || socket.writableEnded) return;
    socket.end('INSTREAM size limit exceeded. ERROR\0');
  });
};

/** `answer`: undefined says nothing, null breaks the connection. */
const serve = (socket: Socket, answer: (content: Buffer) => string | undefined | null): void => {
  let received = Buffer.alloc(0);
  let isCommandRead = false;
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    if (!isCommandRead) {
      if (received.length < COMMAND.length) return;
      if (received.toString('latin1', 0, COMMAND.length) !== COMMAND) {
        socket.end('UNKNOWN COMMAND\0');
        return;
      }
      received = received.subarray(COMMAND.length);
      isCommandRead = true;
    }
    while (received.length >= 4) {
      const length = received.readUInt32BE(0);
      if (length === 0) {
        const text = answer(Buffer.concat(parts));
        if (text === null) socket.destroy();
        else if (text !== undefined) socket.end(text);
        return;
      }
      if (received.length < 4 + length) return;
      sizeBytes += length;
      if (sizeBytes > SIZE_MAX_BYTES) {
        socket.end('INSTREAM size limit exceeded. ERROR\0');
        return;
      }
      parts.push(received.subarray(4, 4 + length));
      received = received.subarray(4 + length);
    }
  });
};

const answerOf = (behaviour: ClamdBehaviour, content: Buffer): string | undefined | null => {
  switch (behaviour) {
    case 'hang':
    case 'stall':
      return undefined;
    case 'hang_up':
      return null;
    case 'refuse_size':
      return 'INSTREAM size limit exceeded. ERROR\0';
    case 'exceed_limits':
      return 'stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0';
    case 'time_out':
      return 'COMMAND READ TIMED OUT\0';
    case 'babble':
      return 'stream: perhaps\0';
    case 'scan':
      return content.includes(EICAR) ? 'stream: Win.Test.EICAR_HDB-1 FOUND\0' : 'stream: OK\0';
  }
};
