import { Readable } from 'node:stream';
import SMTPConnection, {
  type SMTPConnectionCustomAuthContext,
} from 'nodemailer/lib/smtp-connection';
import { z } from 'zod';
import type { RefusedRecipient, SmtpVerdict } from '../../domain/shared/smtp-verdict.ts';

/**
 * One mail over one SMTP connection, and what came of it. Shared by the mails of the installation (smtp.ts) and
 * those of mailboxes (src/platform/mailbox-smtp). The socket goes where the caller says: a caller whose server
 * is chosen by users gives an address that was checked.
 */

const CONNECT_TIMEOUT_MS = 10_000;
/** Without any bytes on the connection. */
const IDLE_TIMEOUT_MS = 20_000;
/** What a server says is shown to people, and kept. */
const TEXT_LENGTH_MAX = 500;

export interface SmtpServer {
  /** A name, or the checked address of one. */
  host: string;
  port: number;
  security: 'tls' | 'starttls' | 'none';
  /** For TLS, when `host` is an address. */
  servername?: string;
  login: { user: string; password: string } | { user: string; accessToken: string } | undefined;
}

export interface SmtpEnvelope {
  from: string;
  to: readonly string[];
  /** In: the size of the mail as far as it is known. */
  sizeBytes?: number;
}

export interface SmtpLetter {
  envelope: SmtpEnvelope;
  /** The whole mail. An error in it ends the connection before the server has the mail. */
  content: AsyncIterable<Uint8Array>;
  /**
   * Called when the content was sent but not its end: without the end no server accepts a mail. Out: whether to
   * go on. False, or an error: the connection is closed, and the mail was certainly not accepted.
   */
  beforeEnd?: () => Promise<boolean>;
  timeoutMs: number;
}

/** Every outcome is a verdict, never an error. Twice: sends the mail again. */
export const converse = async (server: SmtpServer, letter: SmtpLetter): Promise<SmtpVerdict> => {
  const handOver = { isDone: false };
  try {
    const answer = await deliver(server, letter, handOver);
    return verdictOnAnswer(answer);
  } catch (error) {
    return verdictOnError(error, handOver.isDone);
  }
};

/** One connection for one mail. Errors: nodemailer's, or the signal's. */
const deliver = (
  server: SmtpServer,
  { envelope, content, beforeEnd, timeoutMs }: SmtpLetter,
  handOver: { isDone: boolean },
): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const connection = new SMTPConnection(connectionOptions(server));
    const fail = (error: unknown): void => {
      reject(error instanceof Error ? error : new Error('the connection ended'));
      connection.close(); // emits `end`, which calls this again
    };
    const then =
      <T>(next: (value: T) => void) =>
      (error?: Error | null, value?: T): void => {
        if (error) fail(error);
        else next(value as T);
      };
    const send = (): void => {
      const body = Readable.from(withoutEnd(content, handOver, beforeEnd), { objectMode: false });
      connection.send(
        { from: envelope.from, to: [...envelope.to], size: envelope.sizeBytes ?? 0 },
        body,
        then((answer) => {
          connection.quit();
          resolve(answer);
        }),
      );
    };
    connection.on('error', fail);
    connection.once('end', fail);
    const signal = AbortSignal.timeout(timeoutMs);
    signal.addEventListener('abort', () => fail(signal.reason), { once: true });
    connection.connect(
      then(() => {
        if (server.login === undefined) send();
        else connection.login(authOf(server.login), then(send));
      }),
    );
  });

/** The connection writes the end of the mail when this ends, and only then. */
async function* withoutEnd(
  content: AsyncIterable<Uint8Array>,
  handOver: { isDone: boolean },
  beforeEnd: (() => Promise<boolean>) | undefined,
): AsyncGenerator<Uint8Array> {
  yield* content;
  if (beforeEnd !== undefined && !(await beforeEnd())) {
    throw Object.assign(new Error('withdrawn'), { code: 'EWITHDRAWN' });
  }
  handOver.isDone = true;
}

const connectionOptions = ({ host, port, security, servername, login }: SmtpServer) => ({
  host,
  port,
  secure: security === 'tls',
  requireTLS: security === 'starttls',
  ignoreTLS: security === 'none',
  ...(servername === undefined ? {} : { servername }),
  tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true } as const,
  connectionTimeout: CONNECT_TIMEOUT_MS,
  greetingTimeout: CONNECT_TIMEOUT_MS,
  dnsTimeout: CONNECT_TIMEOUT_MS,
  socketTimeout: IDLE_TIMEOUT_MS,
  ...(login !== undefined && authMethodsOf(login)),
});

type SmtpLogin = NonNullable<SmtpServer['login']>;

/** For the options of a connection, and its login with `authOf`. */
export const authMethodsOf = (login: SmtpLogin) =>
  'accessToken' in login ? { customAuth: { XOAUTH2: xoauth2(login) } } : {};

export const authOf = (login: SmtpLogin) =>
  'accessToken' in login
    ? { user: login.user, method: 'XOAUTH2' }
    : { credentials: { user: login.user, pass: login.password } };

/** Source: developers.google.com, "XOAUTH2 protocol": an error is told in a challenge, ended by an empty line. */
const xoauth2 =
  ({ user, accessToken }: { user: string; accessToken: string }) =>
  async (connection: SMTPConnectionCustomAuthContext): Promise<void> => {
    const token = Buffer.from(`user=${user}\u0001auth=Bearer ${accessToken}\u0001\u0001`);
    const answer = await connection.sendCommand(`AUTH XOAUTH2 ${token.toString('base64')}`);
    if (answer.status === 334) await connection.sendCommand('');
    if (answer.status === 235) connection.resolve();
    else connection.reject('the server refused the access token');
  };

const SENT: SmtpVerdict = { outcome: 'sent', errorCode: null, errorText: null, refused: [] };

/** The server took the mail for at least one recipient. */
const verdictOnAnswer = (answer: unknown): SmtpVerdict => {
  const refused = refusedOf(answer);
  if (refused.length === 0) return SENT;
  const isOver = refused.every(({ isTemporary }) => !isTemporary);
  const [first] = refused;
  return {
    outcome: isOver ? 'sent' : 'partial',
    errorCode: first?.errorCode ?? null,
    errorText: first?.errorText ?? null,
    refused,
  };
};

/** Wrong password or certificate: a person corrects the configuration, so mails wait. */
const OPERATOR_CODES = ['eauth', 'enoauth', 'etls'];

/** Source: RFC 5321, 4.2.1: 4yz may succeed later, 5yz will not. */
const verdictOnError = (error: unknown, isHandedOver: boolean): SmtpVerdict => {
  const { code, command, responseCode: status, response } = detailsOf(error);
  const said = { errorText: cut(response), refused: refusedOf(error) };
  if (OPERATOR_CODES.includes(code)) return { outcome: 'temporary', errorCode: code, ...said };
  if (status === undefined) {
    if (code === 'emessage') return { outcome: 'permanent', errorCode: 'too_large', ...said };
    return { outcome: isHandedOver ? 'uncertain' : 'temporary', errorCode: code, ...said };
  }
  const errorCode = `smtp_${status}`;
  if (status < 500 || isPassing(status, command, response))
    return { outcome: 'temporary', errorCode, ...said };
  const outcome = command === 'RCPT TO' ? 'recipient_refused' : 'permanent';
  return { outcome, errorCode, ...said };
};

/**
 * Refusals that pass though their status is final: a limit of the sender (Gmail: 550 5.4.5; Outlook: 554 5.2.0
 * SubmissionQuotaExceeded), a sender that is not logged in (Exchange: 530 5.7.57), a refused greeting.
 */
const isPassing = (status: number, command: string, response = ''): boolean =>
  status === 530 ||
  command === 'CONN' ||
  IS_DAILY_LIMIT.test(response) ||
  (command !== 'RCPT TO' && IS_SENDER_LIMIT.test(response));

const IS_DAILY_LIMIT = /^55\d[ -]5\.4\.5\b/;
const IS_SENDER_LIMIT =
  /quota ?exceeded|(?:sending|submission|rate|hourly|daily) (?:limit|quota)|too many (?:messages|mails|connections)/i;

const Details = z.object({
  code: z
    .string()
    .regex(/^[A-Z]{3,20}$/)
    .toLowerCase()
    .catch('unknown'),
  command: z.string().catch(''),
  responseCode: z.number().optional().catch(undefined),
  response: z.string().optional().catch(undefined),
  recipient: z.string().optional().catch(undefined),
});

/** The fields of a nodemailer error. Its message may contain addresses. */
const detailsOf = (error: unknown): z.infer<typeof Details> => {
  if (!(error instanceof Error)) return Details.parse({});
  const field = (name: string): unknown => Reflect.get(error, name);
  return Details.parse({
    code: error.name === 'TimeoutError' ? 'ETIMEDOUT' : field('code'),
    command: field('command'),
    responseCode: field('responseCode'),
    response: field('response'),
    recipient: field('recipient'),
  });
};

const Refusing = z.object({ rejectedErrors: z.array(z.unknown()) });

/** In: nodemailer's result or error. */
const refusedOf = (carrier: unknown): RefusedRecipient[] => {
  const rejectedErrors: unknown =
    typeof carrier === 'object' && carrier !== null && Reflect.get(carrier, 'rejectedErrors');
  const { data } = Refusing.safeParse({ rejectedErrors });
  return (data?.rejectedErrors ?? []).flatMap((error) => {
    const { recipient, responseCode: status, response } = detailsOf(error);
    if (recipient === undefined) return [];
    return [
      {
        address: recipient,
        isTemporary: status === undefined || status < 500,
        errorCode: status === undefined ? 'refused' : `smtp_${status}`,
        errorText: cut(response),
      },
    ];
  });
};

const cut = (text: string | undefined): string | null =>
  text === undefined || text === ''
    ? null
    : text
        .replace(/[\s\p{Cc}]+/gu, ' ')
        .trim()
        .slice(0, TEXT_LENGTH_MAX);
