import { ImapFlow } from 'imapflow';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { MailLogin, MailServer } from '../domain/mailboxes/account.ts';
import { mailFailureOf, type MailFailure } from '../domain/mailboxes/failures.ts';
import { FOLDER_COUNT_MAX, type TestedFolder } from '../domain/mailboxes/tests.ts';
import { authMethodsOf, authOf } from './mail/dialogue.ts';
import { resolveMailHost } from './mail-hosts.ts';

/** Tries a mail account: connects and logs in. Sends no mail and changes nothing. */

/** Of each of connecting, greeting, and waiting for an answer. */
const STEP_TIMEOUT_MS = 8_000;
/** Of all steps at one server. A request has 30 s. */
const CHECK_TIMEOUT_MS = 20_000;
/** Of one answer: a list of folders. */
const ANSWER_SIZE_MAX_BYTES = 1024 * 1024;

interface Attempt {
  server: MailServer;
  login: MailLogin;
  allowLoopback: boolean;
}

/** `failure`: at the step after those that succeeded. */
export interface Checked<Step extends string> {
  succeeded: Step[];
  failure: MailFailure | null;
}

export const checkImap = async (
  attempt: Attempt,
): Promise<
  Checked<'imap_connect' | 'imap_login' | 'imap_folders'> & { folders: TestedFolder[] }
> => {
  const { client, failure: refusal } = await openImap(attempt);
  if (client === undefined) return { succeeded: [], failure: refusal, folders: [] };
  // Closing it ends every command that waits.
  let isTimedOut = false;
  const timer = setTimeout(() => {
    isTimedOut = true;
    client.close();
  }, CHECK_TIMEOUT_MS);
  try {
    await client.connect();
    const listed = await client.list();
    const folders = listed.slice(0, FOLDER_COUNT_MAX).map(({ path, specialUse }) => ({
      path: path.slice(0, 1000),
      special_use: specialUse?.replace(/^\\/, '').toLowerCase() ?? null,
    }));
    return { succeeded: ['imap_connect', 'imap_login', 'imap_folders'], failure: null, folders };
  } catch (error) {
    const failure = isTimedOut ? 'timeout' : mailFailureOf(error);
    return { succeeded: stepsBefore(client, error), failure, folders: [] };
  } finally {
    clearTimeout(timer);
    client.close();
  }
};

const openImap = async ({
  server,
  login,
  allowLoopback,
}: Attempt): Promise<{ client?: ImapFlow; failure: MailFailure | null }> => {
  try {
    const { address, servername } = await resolveMailHost(server.host, { allowLoopback });
    const client = new ImapFlow({
      host: address,
      servername,
      port: server.port,
      secure: server.security === 'tls',
      doSTARTTLS: server.security === 'starttls',
      tls: { minVersion: 'TLSv1.2' },
      auth:
        'password' in login
          ? { user: login.user, pass: login.password }
          : { user: login.user, accessToken: login.accessToken },
      logger: false,
      disableAutoIdle: true,
      disableCompression: true,
      connectionTimeout: STEP_TIMEOUT_MS,
      greetingTimeout: STEP_TIMEOUT_MS,
      socketTimeout: STEP_TIMEOUT_MS,
      maxLineLength: ANSWER_SIZE_MAX_BYTES,
      maxLiteralSize: ANSWER_SIZE_MAX_BYTES,
      maxResponseSize: ANSWER_SIZE_MAX_BYTES,
    });
    client.on('error', () => undefined); // the promise of the command reports it
    return { client, failure: null };
  } catch (error) {
    return { failure: mailFailureOf(error) };
  }
};

/** A login that was refused needed a connection. */
const stepsBefore = (client: ImapFlow, error: unknown): ('imap_connect' | 'imap_login')[] => {
  if (client.authenticated) return ['imap_connect', 'imap_login'];
  const isLogin = typeof error === 'object' && error !== null && 'authenticationFailed' in error;
  return isLogin ? ['imap_connect'] : [];
};

export const checkSmtp = async (
  attempt: Attempt,
): Promise<Checked<'smtp_connect' | 'smtp_login'>> => {
  const succeeded: ('smtp_connect' | 'smtp_login')[] = [];
  try {
    const { address, servername } = await resolveMailHost(attempt.server.host, {
      allowLoopback: attempt.allowLoopback,
    });
    await talkSmtp(attempt, { address, servername }, (step) => succeeded.push(step));
    return { succeeded, failure: null };
  } catch (error) {
    return { succeeded, failure: mailFailureOf(error) };
  }
};

const talkSmtp = (
  { server, login }: Attempt,
  { address, servername }: { address: string; servername: string },
  report: (step: 'smtp_connect' | 'smtp_login') => void,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const connection = new SMTPConnection({
      host: address,
      port: server.port,
      secure: server.security === 'tls',
      requireTLS: server.security === 'starttls',
      ignoreTLS: server.security === 'none',
      ...authMethodsOf(login),
      tls: { minVersion: 'TLSv1.2', ...(servername === '' ? {} : { servername }) },
      connectionTimeout: STEP_TIMEOUT_MS,
      greetingTimeout: STEP_TIMEOUT_MS,
      socketTimeout: STEP_TIMEOUT_MS,
    });
    const fail = (error?: Error | null): void => {
      clearTimeout(timer);
      reject(error ?? Object.assign(new Error('the connection ended'), { code: 'ECONNECTION' }));
      connection.close();
    };
    const timer = setTimeout(
      () => fail(new DOMException('the server took too long', 'TimeoutError')),
      CHECK_TIMEOUT_MS,
    );
    connection.on('error', fail);
    connection.once('end', fail);
    connection.connect((error) => {
      if (error) return fail(error);
      report('smtp_connect');
      return connection.login(authOf(login), (refused) => {
        if (refused) return fail(refused);
        report('smtp_login');
        clearTimeout(timer);
        resolve();
        return connection.quit();
      });
    });
  });
