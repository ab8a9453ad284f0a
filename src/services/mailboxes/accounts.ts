import { setTimeout as delay } from 'node:timers/promises';
import type { MailAccount, MailLogin } from '../../domain/mailboxes/account.ts';
import type { AccessToken, OauthSecret } from '../../domain/mailboxes/secrets.ts';
import { isLoginRefused } from '../../domain/mailboxes/failures.ts';
import { isAllowedMailServer } from '../../domain/mailboxes/servers.ts';
import type { Deps } from '../../deps.ts';
import { AppError, notFound } from '../../errors.ts';
import { ImapFailure } from '../../platform/imap/failure.ts';
import { inCompany, type Transaction } from '../../platform/database.ts';
import {
  findAccount,
  leaseToken,
  replaceSecret,
  returnTokenLease,
  saveAccessToken,
  type AccountRow,
} from '../../queries/mailboxes/accounts.ts';
import { REFRESH_TIMEOUT_MS, refreshAccessToken, type Refreshed } from './oauth.ts';
import {
  encryptAccessToken,
  encryptMailboxSecret,
  readAccessToken,
  readMailboxSecret,
  type Keeper,
} from './secrets.ts';

/** Opens the account of a mailbox: its secret decrypted, its access token renewed where it ends soon. */

type AccountDeps = Pick<Deps, 'config' | 'database' | 'http' | 'encryptionKeys' | 'clock'>;

interface Named {
  companyId: number;
  mailboxId: number;
}

/** Enough to log in. */
const TOKEN_LIFETIME_MIN_MS = 2 * 60_000;
/** The answer of the provider is stored by then. */
const LEASE_MS = REFRESH_TIMEOUT_MS + 10_000;
const WAIT_MS = 500;
const WAIT_COUNT_MAX = 30;

/**
 * Errors: `not_found` if it was deleted; `egress_refused` if its servers are not allowed (any more);
 * `credentials_refused` if the provider refused the refresh token; `unavailable` for everything that may pass.
 * Twice: the second run finds the stored access token.
 */
export const openAccount = async (
  deps: AccountDeps,
  named: Named,
  { refusedToken }: Refused = {},
): Promise<MailAccount> => {
  const row = await findRow(deps, named);
  const { imap, smtp } = serversOf(row);
  const rules = { allowLoopback: deps.config.DANGEROUS_ALLOW_LOOPBACK_EGRESS };
  if (!isAllowedMailServer(imap, rules) || !isAllowedMailServer(smtp, rules)) {
    throw new AppError('egress_refused', 'the mail server is not allowed');
  }
  const login = await loginOf(deps, named, { row, refusedToken });
  return { ...named, name: row.name, email: row.email, imap, smtp, login };
};

/**
 * Calls `use` with the account. If its server refuses an access token, with a new one once more: providers end tokens
 * early, after a change of the password for example. Errors: those of `openAccount` and of `use`.
 */
export const withAccount = async <T>(
  deps: AccountDeps,
  named: Named,
  use: (account: MailAccount) => Promise<T>,
): Promise<T> => {
  const account = await openAccount(deps, named);
  try {
    return await use(account);
  } catch (error) {
    const { login } = account;
    const isRefused = error instanceof ImapFailure && isLoginRefused(error.code);
    if (!isRefused || !('accessToken' in login)) throw error;
    return use(await openAccount(deps, named, { refusedToken: login.accessToken }));
  }
};

const serversOf = (row: AccountRow): Pick<MailAccount, 'imap' | 'smtp'> => ({
  imap: { host: row.imap_host, port: row.imap_port, security: row.imap_security },
  smtp: { host: row.smtp_host, port: row.smtp_port, security: row.smtp_security },
});

interface Refused {
  /** An access token that is not used again, though it has not ended. */
  refusedToken?: string | undefined;
}

const loginOf = async (
  deps: AccountDeps,
  named: Named,
  { row, refusedToken }: Refused & { row: AccountRow },
): Promise<MailLogin> => {
  const secret = readMailboxSecret(keeperOf(deps, named), row.secret_encrypted);
  const { username: user } = row;
  return secret.kind === 'password'
    ? { user, password: secret.password }
    : { user, accessToken: await currentToken(deps, named, { row, refusedToken }) };
};

/** One refresh at a time per mailbox, over all processes: others wait for the token that it stores. */
const currentToken = async (
  deps: AccountDeps,
  named: Named,
  { row: first, refusedToken }: Refused & { row: AccountRow },
): Promise<string> => {
  let row = first;
  const isUsable = (token: AccessToken | null): token is AccessToken =>
    token !== null && token.accessToken !== refusedToken && isFresh(token, deps.clock.now());
  for (let wait = 0; wait < WAIT_COUNT_MAX; wait += 1) {
    const token = readAccessToken(keeperOf(deps, named), row.access_token_encrypted);
    if (isUsable(token)) return token.accessToken;
    const renewed = await renewToken(deps, named, isUsable);
    if (renewed !== undefined) return renewed;
    await delay(WAIT_MS);
    row = await findRow(deps, named);
  }
  throw new AppError('unavailable', 'another process is renewing the access token', {
    details: { failure: 'timeout' },
  });
};

const isFresh = ({ expiresAt }: AccessToken, now: Date): boolean =>
  expiresAt.getTime() - now.getTime() > TOKEN_LIFETIME_MIN_MS;

/** Out: undefined if another process is at it, or the credentials were changed meanwhile. */
const renewToken = async (
  deps: AccountDeps,
  named: Named,
  isUsable: (token: AccessToken | null) => token is AccessToken,
): Promise<string | undefined> => {
  const now = deps.clock.now();
  const lease = { mailboxId: named.mailboxId, now, until: new Date(now.getTime() + LEASE_MS) };
  if (!(await inTransaction(deps, named, (tx) => leaseToken(tx, lease)))) return undefined;
  try {
    // Read under the lease: the process before may have replaced the refresh token.
    const row = await findRow(deps, named);
    const secret = readMailboxSecret(keeperOf(deps, named), row.secret_encrypted);
    const token = readAccessToken(keeperOf(deps, named), row.access_token_encrypted);
    if (secret.kind === 'password') return undefined;
    if (isUsable(token)) return token.accessToken;
    const refreshed = await refreshAccessToken(deps, secret);
    const isStored = await inTransaction(deps, named, (tx) =>
      store(deps, tx, named, { row, secret, refreshed }),
    );
    return isStored ? refreshed.token.accessToken : undefined;
  } finally {
    await inTransaction(deps, named, (tx) => returnTokenLease(tx, lease));
  }
};

const store = async (
  deps: AccountDeps,
  tx: Transaction,
  named: Named,
  { row, secret, refreshed }: { row: AccountRow; secret: OauthSecret; refreshed: Refreshed },
): Promise<boolean> => {
  const keeper = keeperOf(deps, named);
  const isUnchanged = await replaceSecret(tx, {
    mailboxId: named.mailboxId,
    before: row.secret_encrypted,
    after: encryptMailboxSecret(keeper, { ...secret, refreshToken: refreshed.refreshToken }),
  });
  if (!isUnchanged) return false;
  await saveAccessToken(tx, {
    mailboxId: named.mailboxId,
    envelope: encryptAccessToken(keeper, refreshed.token),
  });
  return true;
};

const findRow = async (deps: AccountDeps, named: Named): Promise<AccountRow> => {
  const row = await inTransaction(deps, named, (tx) => findAccount(tx, named.mailboxId));
  if (row === undefined) throw notFound('mailbox');
  return row;
};

const inTransaction = <T>(
  { database }: AccountDeps,
  { companyId }: Named,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> => inCompany(database, { companyId, userId: null }, work);

const keeperOf = ({ encryptionKeys: keys }: AccountDeps, { companyId }: Named): Keeper => ({
  keys,
  companyId,
});
