import { connect, createServer } from 'node:net';

/** A port nobody listens on at this moment. Another process may take it before the caller does. */
export async function freePort(): Promise<number> {
  const port = await tryListen(0);
  if (port === undefined) throw new Error('This machine has no free port.');
  return port;
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
