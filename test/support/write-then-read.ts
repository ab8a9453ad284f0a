import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * Sends a whole request over a socket before it reads anything, as many HTTP clients do. Out: the answers,
 * up to the end of the connection. Errors: the connection breaks while the request is written.
 */
export const writeThenRead = async (port: number, chunks: Iterable<Buffer>): Promise<string> => {
  const socket = connect({ host: '127.0.0.1', port });
  let failure: Error | undefined;
  socket.on('error', (error) => {
    failure = error;
  });
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  await once(socket, 'connect');
  for (const chunk of chunks) {
    if (socket.destroyed) break;
    if (!socket.write(chunk)) await Promise.race([once(socket, 'drain'), closed]);
  }
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  await closed;
  if (failure) throw failure;
  return Buffer.concat(parts).toString();
};

export const MIB = 1024 * 1024;

/** So many MiB of spaces. */
export function* spaces(mebibytes: number): Generator<Buffer> {
  const chunk = Buffer.alloc(MIB, ' ');
  for (let count = 0; count < mebibytes; count += 1) yield chunk;
}

/** As a body in pieces. */
export function* chunked(parts: Iterable<Buffer>): Generator<Buffer> {
  for (const part of parts) {
    yield Buffer.from(`${part.length.toString(16)}\r\n`);
    yield part;
    yield Buffer.from('\r\n');
  }
  yield Buffer.from('0\r\n\r\n');
}
