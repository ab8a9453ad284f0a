import { z } from 'zod';
import type { AccessToken, OauthSecret } from '../../domain/mailboxes/secrets.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';

/** Asks a provider for a new access token (RFC 6749, 6). */

export const REFRESH_TIMEOUT_MS = 10_000;
/** An access token of Microsoft has about 2 kB. */
const ANSWER_SIZE_MAX_BYTES = 64 * 1024;
const TOKEN_LENGTH_MAX = 16 * 1024;
/** Where the provider does not tell it (RFC 6749, 5.1). */
const LIFETIME_DEFAULT_SECONDS = 600;
const LIFETIME_MAX_SECONDS = 24 * 60 * 60;

const Token = z.string().min(1).max(TOKEN_LENGTH_MAX);
const Answer = z.object({
  access_token: Token,
  expires_in: z.coerce.number().positive().catch(LIFETIME_DEFAULT_SECONDS),
  refresh_token: Token.optional(),
});
const Refusal = z.object({ error: z.string().max(200) });

export interface Refreshed {
  token: AccessToken;
  /** Some providers replace it with each use. */
  refreshToken: string;
}

/**
 * Errors: `credentials_refused` if the refresh token or the client is not valid (any more);
 * `egress_refused`; `unavailable` for everything that may pass.
 */
export const refreshAccessToken = async (
  { http, clock }: Pick<Deps, 'http' | 'clock'>,
  secret: OauthSecret,
): Promise<Refreshed> => {
  const now = clock.now();
  const { status, body } = await post(http, secret);
  const answer = status === 200 ? Answer.safeParse(parseJson(body)) : undefined;
  if (answer?.success !== true) throw refusalOf(status, body);
  const { access_token: accessToken, expires_in: seconds, refresh_token: next } = answer.data;
  const lifetimeMs = Math.min(seconds, LIFETIME_MAX_SECONDS) * 1000;
  return {
    token: { accessToken, expiresAt: new Date(now.getTime() + lifetimeMs) },
    refreshToken: next ?? secret.refreshToken,
  };
};

const post = async (
  http: Deps['http'],
  { tokenUrl, clientId, clientSecret, refreshToken }: OauthSecret,
): Promise<{ status: number; body: string }> => {
  try {
    return await http.send({
      url: tokenUrl,
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        Accept: 'application/json',
      },
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        client_id: clientId,
        ...(clientSecret === null ? {} : { client_secret: clientSecret }),
      }).toString(),
      timeoutMs: REFRESH_TIMEOUT_MS,
      responseSizeMaxBytes: ANSWER_SIZE_MAX_BYTES,
      isTrusted: false,
    });
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('unavailable', 'the provider did not answer', {
      cause: error,
      details: { failure: 'timeout' },
    });
  }
};

/** RFC 6749, 5.2. Its text may hold a token, so only the code is read. */
const FINAL_ERRORS = new Set([
  'invalid_grant',
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_request',
  'invalid_scope',
  'access_denied',
  // OpenID Connect Core, 3.1.2.6: a person must sign in again.
  'interaction_required',
  'consent_required',
  'login_required',
]);

const refusalOf = (status: number, body: string): AppError => {
  const refusal = Refusal.safeParse(parseJson(body));
  return status >= 400 && status < 500 && refusal.success && FINAL_ERRORS.has(refusal.data.error)
    ? new AppError('credentials_refused', 'the provider refused the refresh token')
    : new AppError('unavailable', `the provider gave no access token (${status})`, {
        details: { failure: 'throttled' },
      });
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
