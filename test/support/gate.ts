import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '../../dev/supervisor/ports.ts';

/** A TCP proxy to a server on this machine that can be closed and opened again. */

export interface Gate {
  port: number;
  open: () => Promise<void>;
  /** Ends every connection; new ones are refused. The second call does nothing. */
  close: () => Promise<void>;
}

export const openGate = async (targetPort: number): Promise<Gate> => {
  const port = await freePort();
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  const open = () =>
    new Promise<void>((resolve) => {
      server = createServer((inside) => {
        const outside = connect(targetPort, '127.0.0.1');
        for (const socket of [inside, outside]) {
          sockets.add(socket);
          socket.on('error', () => undefined);
        }
        inside.pipe(outside).pipe(inside);
      }).listen(port, '127.0.0.1', resolve);
    });
  await open();
  return {
    port,
    open,
    close: async () => {
      const closed = new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      await closed;
    },
  };
};
