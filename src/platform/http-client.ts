import type { LookupFunction } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import { isAllowedUrl } from '../domain/shared/egress.ts';
import { AppError } from '../errors.ts';
import { areAllowed, createPublicNames, type Resolve } from './public-names.ts';

/**
 * The client for all outgoing calls. A host chosen by a user is resolved once and refused unless all
 * its addresses are public unicast. The socket uses a checked address: no second resolution can
 * return another one (DNS rebinding). No redirects, no decompression; time, headers and response size
 * are limited.
 */

export interface HttpRequest {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string | Uint8Array;
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
  /**
   * Errors: `egress_refused` (final). Any other error is a network failure, where a retry is safe; its
   * `code` is that of Node, OpenSSL or undici, and `HPE_…` for what is not HTTP.
   */
  send: (input: HttpRequest) => Promise<HttpAnswer>;
  close: () => Promise<void>;
}

interface HttpClientOptions {
  allowLoopback: boolean;
  /** Returns all addresses of a host name. Default: the name servers of this machine. */
  resolve?: Resolve;
}

const CONNECTIONS_PER_ORIGIN = 256;
/** n8n keeps connections longer than this. */
const KEEP_ALIVE_TRUSTED_MS = 30_000;
/**
 * Shorter than the 5 s after which many receivers close: a request on a connection that is being closed
 * fails. After a timeout undici connects again, so this also bounds how long it holds a hanging receiver.
 */
const KEEP_ALIVE_CHECKED_MS = 4_000;
const CONNECT_TIMEOUT_MS = 10_000;
const HEADERS_SIZE_MAX_BYTES = 16 * 1024;
/** Answers before the answer (1xx). No honest receiver sends more. */
const INFORMATION_COUNT_MAX = 10;

export const createHttpClient = ({ allowLoopback, resolve }: HttpClientOptions): HttpClient => {
  const names = createPublicNames();
  const trusted = new Agent({
    ...limits(KEEP_ALIVE_TRUSTED_MS),
    connect: { timeout: CONNECT_TIMEOUT_MS },
  });
  const checked = new Agent({
    ...limits(KEEP_ALIVE_CHECKED_MS),
    connect: {
      timeout: CONNECT_TIMEOUT_MS,
      lookup: checkedLookup(allowLoopback, resolve ?? names.resolve),
    },
  });
  return {
    send: async (input) => {
      if (input.isTrusted) return sendWith(trusted, new URL(input.url), input);
      return sendWith(checked, allowedUrl(input.url, allowLoopback), input);
    },
    close: async () => {
      names.cancel();
      await Promise.all([trusted.close(), checked.close()]);
    },
  };
};

const limits = (keepAliveMs: number) => ({
  connections: CONNECTIONS_PER_ORIGIN,
  keepAliveTimeout: keepAliveMs,
  keepAliveMaxTimeout: keepAliveMs,
  maxHeaderSize: HEADERS_SIZE_MAX_BYTES,
});

/** IP literals in a URL are not resolved, so they are checked before the call. */
const allowedUrl = (text: string, allowLoopback: boolean): URL => {
  const url = URL.parse(text);
  if (url === null || !isAllowedUrl(url, { allowLoopback })) {
    throw new AppError('egress_refused', 'the address is not public');
  }
  return url;
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

/**
 * `timeoutMs` limits all of it: name resolution, connecting, waiting for a free connection, and the answer.
 * The handler of undici costs half of what its `request` does: no stream, no signal.
 */
const sendWith = (agent: Agent, url: URL, input: HttpRequest): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const answer = collectAnswer(input.responseSizeMaxBytes);
    let controller: Dispatcher.DispatchController | undefined;
    let informationCount = 0;
    let stopped: Error | undefined;
    /** Twice: the first outcome stays. */
    const conclude = (error: Error): void => {
      clearTimeout(timer);
      const received = answer.received();
      if (received === undefined) reject(isNotHttp(error) ? notHttp() : error);
      else resolve(received);
    };
    /** undici has no controller before it has a connection. */
    const stop = (reason: Error): void => {
      stopped = reason;
      controller?.abort(reason);
      conclude(reason);
    };
    const timer = setTimeout(
      () => stop(new DOMException('the answer took too long', 'TimeoutError')),
      input.timeoutMs,
    );
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: (started) => {
        controller = started;
        if (stopped !== undefined) started.abort(stopped);
      },
      onResponseStart: (_, status, headers) => {
        if (status >= 200) answer.begin(status, headers);
        else if (++informationCount > INFORMATION_COUNT_MAX) stop(notHttp());
      },
      onResponseData: (_, chunk) => {
        if (answer.add(chunk)) stop(new Error('the answer is long enough'));
      },
      onResponseEnd: () => conclude(new Error('the answer has no status')),
      onResponseError: (_, error) => conclude(error),
    };
    try {
      agent.dispatch(
        {
          origin: url.origin,
          path: `${url.pathname}${url.search}`,
          method: input.method,
          headers: input.headers,
          body: input.body ?? null,
          headersTimeout: input.timeoutMs,
          bodyTimeout: input.timeoutMs,
        },
        handler,
      );
    } catch (error) {
      conclude(error instanceof Error ? error : new Error(String(error)));
    }
  });

/**
 * llhttp and undici report some of what is not HTTP without a code of their own: a parser error without
 * code, a failed assertion (status 099), a 100 or 101 that was not asked for.
 */
const isNotHttp = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'HTTPParserError' ||
    error.name === 'AssertionError' ||
    error.message === 'bad response' ||
    error.message === 'bad upgrade');

const notHttp = (): Error =>
  Object.assign(new Error('the answer is not HTTP'), { code: 'HPE_INVALID_RESPONSE' });

interface AnswerCollector {
  begin: (status: number, headers: Record<string, string | string[] | undefined>) => void;
  /** Out: true if the size limit is reached. */
  add: (chunk: Buffer) => boolean;
  /** Undefined: no status yet. */
  received: () => HttpAnswer | undefined;
}

/**
 * Keeps the body up to the size limit. If the connection breaks or the time ends, the part received so far
 * is the answer: the status is known already, and the caller needs it more than the full body.
 */
const collectAnswer = (sizeMaxBytes: number): AnswerCollector => {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  let head: Pick<HttpAnswer, 'status' | 'headers'> | undefined;
  return {
    begin: (status, headers) => {
      head = { status, headers: joinRepeated(headers) };
    },
    add: (chunk) => {
      chunks.push(Buffer.from(chunk)); // a view would keep all that was read with it
      sizeBytes += chunk.length;
      return sizeBytes >= sizeMaxBytes;
    },
    received: () => head && { ...head, body: textOf(chunks, sizeMaxBytes) },
  };
};

/** PostgreSQL text can't hold NUL. A cut inside a character becomes U+FFFD. */
const textOf = (chunks: readonly Buffer[], sizeMaxBytes: number): string =>
  Buffer.concat(chunks).subarray(0, sizeMaxBytes).toString('utf8').replaceAll('\0', '');

const joinRepeated = (
  headers: Record<string, string | string[] | undefined>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
