import { serve, type ServerType } from '@hono/node-server';
import type { Log } from './log.ts';

interface ListenInput {
  fetch: Parameters<typeof serve>[0]['fetch'];
  host: string;
  port: number;
  /** The key of the configuration that says the port. */
  portKey: 'PORT' | 'METRICS_PORT';
  log: Log;
}

/** For an entrypoint: an address that can't be had ends the process with one line and code 1. */
export const listenOrExit = ({
  fetch,
  host,
  port,
  portKey,
  log,
}: ListenInput): Promise<{ server: ServerType; address: { host: string; port: number } }> =>
  new Promise((resolve) => {
    const server = serve({ fetch, hostname: host, port }, (bound) =>
      resolve({ server, address: { host: bound.address, port: bound.port } }),
    );
    server.once('error', (error) => {
      log.fatal({ host, port, reason: error.message }, `HOST and ${portKey} can't be listened on`);
      process.exit(1);
    });
  });
