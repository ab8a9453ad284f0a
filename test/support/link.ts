import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP proxy that can drop the data of one direction without closing the connection. */

export interface Link {
  /** Where the client connects: host:port. */
  address: string;
  /** Drops all data of that direction from now on; the connections stay open. */
  lose: (what: 'requests' | 'answers') => void;
  stop: () => Promise<void>;
}

export const startLink = async (target: string): Promise<Link> => {
  const [host = '', port = ''] = target.split(':');
  const lost = new Set<string>();
  const sockets = new Set<Socket>();
  const pass = (what: 'requests' | 'answers', from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on('data', (chunk) => {
      if (!lost.has(what)) to.write(chunk);
    });
    // If one side closes, the other is closed too.
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const server = createServer((client) => {
    const upstream = connect(Number(port), host);
    pass('requests', client, upstream);
    pass('answers', upstream, client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${own.port}`,
    lose: (what) => void lost.add(what),
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
