import { serve, type ServerType } from '@hono/node-server';
import type { Log } from './log.ts';

const HEADERS_TIMEOUT_MS = 15_000;
/** Of a whole request with its body. Above the deadline of an upload, which gets an answer. */
const REQUEST_TIMEOUT_MS = 130_000;

interface ListenInput {
  fetch: Parameters<typeof serve>[0]['fetch'];
  host: string;
  port: number;
  /** Configuration key of the port, for the error message. */
  portKey: 'PORT' | 'METRICS_PORT';
  log: Log;
}

/** For an entrypoint: ends the process with one log line and code 1 if it can't listen. */
export const listenOrExit = ({
  fetch,
  host,
  port,
  portKey,
  log,
}: ListenInput): Promise<{ server: ServerType; address: { host: string; port: number } }> =>
  new Promise((resolve) => {
    const serverOptions = {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
    };
    const server = serve({ fetch, hostname: host, port, serverOptions }, (bound) =>
      resolve({ server, address: { host: bound.address, port: bound.port } }),
    );
    server.once('error', (error) => {
      log.fatal({ host, port, reason: error.message }, `could not listen on HOST and ${portKey}`);
      process.exit(1);
    });
  });
