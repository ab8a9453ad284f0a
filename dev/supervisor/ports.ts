import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { StartError } from './start-error.ts';

/** Where console and api are found unless told otherwise. */
export const CONSOLE_PORT = 8000;
export const PORT_HIGHEST = 65_535;
/** Lower ones may be the administrator's alone. */
const PORT_LOWEST = 1024;
/** Below the ports that systems hand to outgoing connections (from 32768 on Linux, 49152 elsewhere). */
const PORT_MIN = 15_000;
const PORT_MAX = 32_000;
const TRY_COUNT_MAX = 100;

/**
 * A port nobody listens on at this moment. Chosen by chance below the outgoing ones, so that neither a
 * connection nor another process that asks at the same time is likely to take it before the caller does.
 */
export async function freePort(): Promise<number> {
  for (let count = 0; count < TRY_COUNT_MAX; count++) {
    const port = await tryListen(randomInt(PORT_MIN, PORT_MAX));
    if (port !== undefined) return port;
  }
  throw new Error('This machine has no free port.');
}

/**
 * The usual port, moved as far as the console's is from its own: bookmarks keep working, and two checkouts that
 * start at the same moment do not want the same ones. Any other when it is taken.
 */
export async function preferredPort(usual: number, consolePort: number): Promise<number> {
  const port = usual + consolePort - CONSOLE_PORT;
  return port >= PORT_LOWEST && port <= PORT_HIGHEST && (await isPortFree(port))
    ? port
    : freePort();
}

export async function refuseBusyPort(port: number): Promise<void> {
  if (await isPortFree(port)) return;
  throw new StartError(
    port < PORT_LOWEST
      ? `Port ${port} is taken, or this account may not use it. Choose another port: npm start -- --port ${CONSOLE_PORT}`
      : `Port ${port} is taken by another program. Stop that one, or choose another port: ` +
          `npm start -- --port ${port + 1}`,
  );
}

/** Also asks the IPv6 loopback: a program there would be what a browser meets first at `localhost`. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await tryListen(port)) !== undefined && !(await isListening(port, '::1'));
}

/** Whether something on this machine accepts connections there. */
export function isListening(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function tryListen(port: number): Promise<number | undefined> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    server.listen({ port, host: '127.0.0.1' }, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(bound));
    });
  });
}
