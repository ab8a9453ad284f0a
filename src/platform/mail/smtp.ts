import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { z } from 'zod';
import type { Mail, MailMessage, MailVerdict } from './contract.ts';
import type { SmtpLocation } from './location.ts';

/**
 * Sends each mail over its own SMTP connection. An operator configures the server, so its address may be
 * private. Before users can configure servers, `lookup` must refuse the addresses that
 * src/platform/http-client.ts refuses.
 */

const CONNECT_TIMEOUT_MS = 10_000;
/** Without any bytes on the connection. */
const IDLE_TIMEOUT_MS = 20_000;
/** For the whole mail. The timeout of the activity is longer. */
export const MAIL_TIMEOUT_MS = 45_000;
/** Most servers accept this size. */
const MAIL_SIZE_MAX_BYTES = 10 * 1024 * 1024;

interface MailOptions {
  location: SmtpLocation;
  timeoutMs?: number;
}

export const createMail = ({ location, timeoutMs = MAIL_TIMEOUT_MS }: MailOptions): Mail => ({
  send: async (message) => {
    const raw = await compose(message);
    if (raw.length > MAIL_SIZE_MAX_BYTES) return { outcome: 'permanent', errorCode: 'too_large' };
    // The connection reads the body only after the server answered 354 to DATA.
    let isHandedOver = false;
    const body = Readable.from([raw]).once('end', () => {
      isHandedOver = true;
    });
    const envelope = { from: message.from.address, to: [message.to.address], size: raw.length };
    try {
      await deliver(location, { envelope, body, signal: AbortSignal.timeout(timeoutMs) });
      return { outcome: 'sent' };
    } catch (error) {
      return verdictOn(error, isHandedOver);
    }
  },
});

interface Delivery {
  envelope: { from: string; to: string[]; size: number };
  body: Readable;
  signal: AbortSignal;
}

/** One connection for one mail. Errors: nodemailer's, or the signal's. */
const deliver = (location: SmtpLocation, { envelope, body, signal }: Delivery): Promise<void> =>
  new Promise((resolve, reject) => {
    const connection = new SMTPConnection(connectionOptions(location));
    const fail = (error: unknown): void => {
      reject(error instanceof Error ? error : new Error('the connection ended'));
      connection.close(); // emits `end`, which calls this again
    };
    const then =
      (next: () => void) =>
      (error?: Error | null): void => {
        if (error) fail(error);
        else next();
      };
    const send = (): void =>
      connection.send(
        envelope,
        body,
        then(() => {
          connection.quit();
          resolve();
        }),
      );
    connection.on('error', fail);
    connection.once('end', fail);
    signal.addEventListener('abort', () => fail(signal.reason), { once: true });
    connection.connect(
      then(() => {
        const { credentials } = location;
        if (credentials === undefined) return send();
        const auth = { user: credentials.user, pass: credentials.password };
        return connection.login({ credentials: auth }, then(send));
      }),
    );
  });

const connectionOptions = ({ host, port, security }: SmtpLocation) => ({
  host,
  port,
  secure: security === 'tls',
  requireTLS: security === 'starttls',
  ignoreTLS: security === 'none',
  tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true } as const,
  connectionTimeout: CONNECT_TIMEOUT_MS,
  greetingTimeout: CONNECT_TIMEOUT_MS,
  dnsTimeout: CONNECT_TIMEOUT_MS,
  socketTimeout: IDLE_TIMEOUT_MS,
});

const compose = (message: MailMessage): Promise<Buffer> =>
  new MailComposer({
    messageId: message.messageId,
    from: { ...message.from, name: oneLine(message.from.name) },
    to: { ...message.to, name: oneLine(message.to.name) },
    subject: oneLine(message.subject),
    text: message.text,
    html: message.html,
    headers: message.headers ?? {},
    date: message.date,
    // The content can't make nodemailer read a file or a URL.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();

/** nodemailer encodes a line break in a name, but a receiver that decodes it may read a header of its own. */
const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim();

/** Wrong password or certificate: an operator corrects the configuration, so mails wait. */
const OPERATOR_CODES = ['eauth', 'enoauth', 'etls'];

/** Source: RFC 5321, 4.2.1: 4yz may succeed later, 5yz will not. */
const verdictOn = (error: unknown, isHandedOver: boolean): MailVerdict => {
  const { code, command, status } = detailsOf(error);
  if (OPERATOR_CODES.includes(code)) return { outcome: 'temporary', errorCode: code };
  if (status === undefined) {
    return { outcome: isHandedOver ? 'uncertain' : 'temporary', errorCode: code };
  }
  const errorCode = `smtp_${status}`;
  if (status < 500) return { outcome: 'temporary', errorCode };
  return { outcome: command === 'RCPT TO' ? 'recipient_refused' : 'permanent', errorCode };
};

const ErrorDetails = z.object({
  code: z
    .string()
    .regex(/^[A-Z]{3,20}$/)
    .toLowerCase()
    .catch('unknown'),
  command: z.string().catch(''),
  status: z.number().optional().catch(undefined),
});

/** The codes of a nodemailer error. Its message may contain addresses. */
const detailsOf = (error: unknown): z.infer<typeof ErrorDetails> => {
  if (!(error instanceof Error)) return ErrorDetails.parse({});
  const field = (name: string): unknown => Reflect.get(error, name);
  return ErrorDetails.parse({
    code: error.name === 'TimeoutError' ? 'ETIMEDOUT' : field('code'),
    command: field('command'),
    status: field('responseCode'),
  });
};
