import { lookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, request, type Dispatcher } from 'undici';
import { isLoopbackAddress, isPublicAddress } from '../domain/shared/egress.ts';
import { AppError } from '../errors.ts';

/**
 * The client for all outgoing calls. A host chosen by a user is resolved once and refused unless all
 * its addresses are public unicast. The socket uses a checked address: no second resolution can
 * return another one (DNS rebinding). No redirects; time and response size are limited.
 */

export interface HttpRequest {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
  timeoutMs: number;
  /** Longer response bodies are cut. */
  responseSizeMaxBytes: number;
  /** True for addresses the operator configured: they may be private. */
  isTrusted: boolean;
}

export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface HttpClient {
  /** Errors: `egress_refused` (final). Any other error is a network failure; a retry is safe. */
  send: (input: HttpRequest) => Promise<HttpAnswer>;
  close: () => Promise<void>;
}

interface HttpClientOptions {
  allowLoopback: boolean;
  /** Returns all addresses of a host name. Default: the system's resolver. */
  resolve?: Resolve;
}

export type Resolve = (
  hostname: string,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const systemResolve: Resolve = (hostname, callback) =>
  lookup(hostname, { all: true, verbatim: true }, callback);

const CONNECTIONS_PER_ORIGIN = 256;
const KEEP_ALIVE_MS = 30_000;
const ADDRESS_COUNT_MAX = 16;

export const createHttpClient = ({
  allowLoopback,
  resolve = systemResolve,
}: HttpClientOptions): HttpClient => {
  const options = { connections: CONNECTIONS_PER_ORIGIN, keepAliveTimeout: KEEP_ALIVE_MS };
  const trusted = new Agent(options);
  const checked = new Agent({
    ...options,
    connect: { lookup: checkedLookup(allowLoopback, resolve) },
  });
  return {
    send: async (input) => {
      if (!input.isTrusted) refuseLiteralAddress(new URL(input.url), allowLoopback);
      return sendWith(input.isTrusted ? trusted : checked, input);
    },
    close: async () => {
      await Promise.all([trusted.close(), checked.close()]);
    },
  };
};

const isAllowed = (address: string, allowLoopback: boolean): boolean =>
  isPublicAddress(address) || (allowLoopback && isLoopbackAddress(address));

/** IP literals in a URL are not resolved, so they are checked before the call. */
const refuseLiteralAddress = (url: URL, allowLoopback: boolean): void => {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:';
  if (!isHttp || (isIP(host) !== 0 && !isAllowed(host, allowLoopback))) {
    throw new AppError('egress_refused', 'the address is not public');
  }
};

const checkedLookup =
  (allowLoopback: boolean, resolve: Resolve): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error) {
        callback(error, '');
      } else if (!first || !areAllowed(addresses, allowLoopback)) {
        callback(new AppError('egress_refused', 'the host name has a non-public address'), '');
      } else if (options.all === true) {
        callback(null, addresses);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };

/** All addresses must be allowed: we can't choose which one the socket uses. */
const areAllowed = (addresses: readonly LookupAddress[], allowLoopback: boolean): boolean =>
  addresses.length <= ADDRESS_COUNT_MAX &&
  addresses.every(({ address }) => isAllowed(address, allowLoopback));

/**
 * undici checks the signal only after it has a connection. This race also limits name resolution,
 * connecting and waiting for a free connection.
 */
const sendWith = async (agent: Agent, input: HttpRequest): Promise<HttpAnswer> => {
  const signal = AbortSignal.timeout(input.timeoutMs);
  let hasStatus = false;
  const timeout = new Promise<never>((_, reject) => {
    signal.addEventListener(
      'abort',
      () => {
        if (!hasStatus) reject(signal.reason as Error);
      },
      { once: true },
    );
  });
  const onStatus = (): void => {
    hasStatus = true;
  };
  return Promise.race([exchange(agent, input, signal, onStatus), timeout]);
};

const exchange = async (
  agent: Agent,
  input: HttpRequest,
  signal: AbortSignal,
  onStatus: () => void,
): Promise<HttpAnswer> => {
  const response = await request(input.url, {
    dispatcher: agent,
    method: input.method,
    headers: input.headers,
    body: input.body ?? null,
    signal,
    headersTimeout: input.timeoutMs,
    bodyTimeout: input.timeoutMs,
  });
  onStatus();
  return {
    status: response.statusCode,
    headers: joinRepeated(response.headers),
    body: await readAtMost(response.body, input.responseSizeMaxBytes),
  };
};

/**
 * Reads the body up to the size limit. If the connection breaks or the time ends, it returns the part
 * received so far: the status is known already, and the caller needs it more than the full body.
 */
const readAtMost = async (
  body: Dispatcher.ResponseData['body'],
  sizeMaxBytes: number,
): Promise<string> => {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of body) {
      const bytes = Buffer.from(chunk as Uint8Array);
      chunks.push(bytes);
      sizeBytes += bytes.length;
      if (sizeBytes >= sizeMaxBytes) break;
    }
  } catch {
    // The connection broke, or the timeout passed.
  }
  body.destroy();
  // PostgreSQL text can't hold NUL. A cut inside a character becomes U+FFFD.
  return Buffer.concat(chunks).subarray(0, sizeMaxBytes).toString('utf8').replaceAll('\0', '');
};

const joinRepeated = (
  headers: Record<string, string | string[] | undefined>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
