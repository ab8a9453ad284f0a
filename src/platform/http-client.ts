import { lookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, request, type Dispatcher } from 'undici';
import { isLoopbackAddress, isPublicAddress } from '../domain/shared/egress.ts';
import { AppError } from '../errors.ts';

/**
 * The one client for outgoing calls. An address a user can steer is resolved once, refused unless
 * every address behind it is public unicast, and connected to exactly as checked, so that a second
 * resolution can't lead elsewhere. No redirects; wall clock and size are bounded.
 */

export interface HttpRequest {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
  timeoutMs: number;
  /** Kept of the answer; the rest is not read. */
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
  /** Errors: `egress_refused` (final); anything else is a network failure, safe to try again. */
  send: (input: HttpRequest) => Promise<HttpAnswer>;
  close: () => Promise<void>;
}

interface HttpClientOptions {
  allowLoopback: boolean;
  /** All addresses of a name; the system's resolver unless told otherwise. */
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
      if (!input.isTrusted) refuseLiteral(new URL(input.url), allowLoopback);
      return sendWith(input.isTrusted ? trusted : checked, input);
    },
    close: async () => {
      await Promise.all([trusted.close(), checked.close()]);
    },
  };
};

const isAllowed = (address: string, allowLoopback: boolean): boolean =>
  isPublicAddress(address) || (allowLoopback && isLoopbackAddress(address));

/** Literals never reach the resolver, so they are checked before the call. */
const refuseLiteral = (url: URL, allowLoopback: boolean): void => {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:';
  if (!isHttp || (isIP(host) !== 0 && !isAllowed(host, allowLoopback))) {
    throw new AppError('egress_refused', 'the address is not a public one');
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
        callback(new AppError('egress_refused', 'the name leads to a non-public address'), '');
      } else if (options.all === true) {
        callback(null, addresses);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };

/** One address that is not allowed spoils the name: which one is taken is not ours to say. */
const areAllowed = (addresses: readonly LookupAddress[], allowLoopback: boolean): boolean =>
  addresses.length <= ADDRESS_COUNT_MAX &&
  addresses.every(({ address }) => isAllowed(address, allowLoopback));

/**
 * undici hears the signal only once it has a connection, so resolving, connecting and waiting for a
 * free connection are bounded here.
 */
const sendWith = async (agent: Agent, input: HttpRequest): Promise<HttpAnswer> => {
  const signal = AbortSignal.timeout(input.timeoutMs);
  let hasStatus = false;
  const late = new Promise<never>((_, reject) => {
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
  return Promise.race([exchange(agent, input, signal, onStatus), late]);
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
    headers: flatten(response.headers),
    body: await readAtMost(response.body, input.responseSizeMaxBytes),
  };
};

/**
 * What there is of the body when it ends, breaks off or takes too long: the status has been given,
 * and is not taken back because the rest is missing.
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
    // The connection broke, or the time is over.
  }
  body.destroy();
  // Postgres text holds no NUL, and a cut may fall inside a character.
  return Buffer.concat(chunks).subarray(0, sizeMaxBytes).toString('utf8').replaceAll('\0', '');
};

const flatten = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
