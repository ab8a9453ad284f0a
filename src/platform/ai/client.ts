import type { OpenAI } from 'openai';
import { z } from 'zod';
import { AppError } from '../../errors.ts';
import type { HttpClient } from '../http-client.ts';
import type {
  ModelAnswer,
  ModelCall,
  ModelClient,
  ModelFailure,
  ReportedUsage,
} from './contract.ts';
import { bodyOf, FULL_DIALECT, simplerDialect, type Dialect } from './dialect.ts';
import { createFetch } from './fetch.ts';
import { createTurns } from './turns.ts';

/** Language models over the SDK of OpenAI: its transport is ours, and it repeats nothing. */

/** The parameters that may be left out, and the call itself. */
const TRIES_MAX = 4;
const REMEMBERED_MAX = 1_000;
const TOKENS_REPORTED_MAX = 100_000_000;

/** Loaded by the first call: it takes 30 MB of memory. */
const loadSdk = () => import('openai');
type Sdk = Awaited<ReturnType<typeof loadSdk>>;

export const createModelClient = ({ http }: { http: Pick<HttpClient, 'send'> }): ModelClient => {
  /** What servers take, by base URL and model. Lost with the process: it only saves a refused request. */
  const dialects = new Map<string, Dialect>();
  const remember = (key: string, dialect: Dialect): void => {
    if (dialects.size >= REMEMBERED_MAX) dialects.clear();
    dialects.set(key, dialect);
  };

  const complete = async (call: ModelCall): Promise<ModelAnswer> => {
    const sdk = await loadSdk();
    const deadline = performance.now() + call.timeoutMs;
    const key = `${call.server.baseUrl} ${call.server.model}`;
    let dialect = dialects.get(key) ?? FULL_DIALECT;
    for (let tries = 1; ; tries += 1) {
      const timeoutMs = Math.max(1, Math.ceil(deadline - performance.now()));
      const answer = await request(sdk, http, { ...call, timeoutMs }, dialect);
      if (!('refusal' in answer)) {
        if (answer.outcome === 'answered') remember(key, dialect);
        return answer;
      }
      const simpler = tries < TRIES_MAX ? simplerDialect(dialect, answer.refusal) : undefined;
      if (simpler === undefined) return { outcome: 'refused', errorCode: 'request_refused' };
      dialect = simpler;
    }
  };
  return { complete, inTurn: createTurns() };
};

/** Out: `refusal`, what the server says about a request that it does not take as it is. */
const request = async (
  sdk: Sdk,
  http: Pick<HttpClient, 'send'>,
  call: ModelCall,
  dialect: Dialect,
): Promise<ModelAnswer | { refusal: string }> => {
  let failure: unknown;
  const fetch = createFetch(http, { isTrusted: call.server.isTrusted, timeoutMs: call.timeoutMs });
  const client = clientOf(sdk, call, async (url, init) => {
    try {
      return await fetch(url, init);
    } catch (error) {
      failure = error;
      throw error;
    }
  });
  const startedAt = performance.now();
  try {
    return answerOf(await client.chat.completions.create(bodyOf(call, dialect)));
  } catch (error) {
    if (failure !== undefined) return transportFailure(failure);
    if (error instanceof sdk.APIError && typeof error.status === 'number') {
      return serverFailure(error.status, error);
    }
    // A body that is cut by the time limit is no JSON either.
    return performance.now() - startedAt >= call.timeoutMs
      ? { outcome: 'timeout', errorCode: 'no_answer' }
      : { outcome: 'unavailable', errorCode: 'bad_answer' };
  }
};

/** Every setting that the SDK would read from the environment is given. It logs nothing. */
const clientOf = (
  { OpenAI: Client }: Sdk,
  { server, timeoutMs }: ModelCall,
  fetch: NonNullable<ConstructorParameters<typeof OpenAI>[0]>['fetch'],
): OpenAI =>
  new Client({
    baseURL: server.baseUrl,
    apiKey: server.apiKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    // Ours ends the call; theirs is only behind it.
    timeout: 2 * timeoutMs,
    logLevel: 'off',
    ...(fetch === undefined ? {} : { fetch }),
  });

const tokens = z
  .number()
  .transform((count) => Math.min(TOKENS_REPORTED_MAX, Math.max(0, Math.round(count))));

const Completion = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: tokens, completion_tokens: tokens }).nullish().catch(null),
});

/** Errors: `ZodError`. */
const answerOf = (body: unknown): ModelAnswer => {
  const { choices, usage: reported } = Completion.parse(body);
  const usage: ReportedUsage = reported
    ? { inputTokens: reported.prompt_tokens, outputTokens: reported.completion_tokens }
    : null;
  const [choice] = choices;
  const { content, refusal } = choice?.message ?? {};
  if (refusal || choice?.finish_reason === 'content_filter') {
    return { outcome: 'refused', errorCode: 'content_refused', usage };
  }
  return {
    outcome: 'answered',
    text: content ?? '',
    isCut: choice?.finish_reason === 'length',
    usage,
  };
};

const transportFailure = (error: unknown): ModelFailure => {
  if (error instanceof AppError && error.code === 'egress_refused') {
    return { outcome: 'refused', errorCode: 'egress_refused' };
  }
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return { outcome: 'timeout', errorCode: 'no_answer' };
  }
  return { outcome: 'unavailable', errorCode: 'connection_failed' };
};

interface ApiFailure {
  code?: string | null | undefined;
  param?: string | null | undefined;
  message: string;
  headers?: Headers | undefined;
}

/** Source: OpenAI, "Error codes". */
const serverFailure = (status: number, error: ApiFailure): ModelFailure | { refusal: string } => {
  if (status === 401 || status === 403) return { outcome: 'refused', errorCode: 'key_refused' };
  if (status === 404) return { outcome: 'refused', errorCode: 'model_unknown' };
  if (status === 402 || error.code === 'insufficient_quota') {
    return { outcome: 'refused', errorCode: 'quota_exhausted' };
  }
  if (error.code === 'content_filter') {
    return { outcome: 'refused', errorCode: 'content_refused' };
  }
  if (status === 400 || status === 422) {
    return { refusal: `${error.param ?? ''} ${error.message}` };
  }
  if (status === 408 || status === 504) return { outcome: 'timeout', errorCode: 'no_answer' };
  if (status === 429) {
    return { outcome: 'rate_limited', errorCode: 'server_busy', ...retryAfter(error.headers) };
  }
  if (status >= 500) {
    return { outcome: 'unavailable', errorCode: 'server_error', ...retryAfter(error.headers) };
  }
  if (status < 400) return { outcome: 'refused', errorCode: 'redirected' };
  return { outcome: 'refused', errorCode: 'request_refused' };
};

const RETRY_AFTER_SECONDS_MAX = 3_600;

/** Seconds only: a date would need the clock of the server. */
const retryAfter = (headers: Headers | undefined): { retryAfterSeconds?: number } => {
  const seconds = Number(headers?.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0
    ? { retryAfterSeconds: Math.min(Math.ceil(seconds), RETRY_AFTER_SECONDS_MAX) }
    : {};
};
