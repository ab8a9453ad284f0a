import MailComposer from 'nodemailer/lib/mail-composer';
import type { SmtpVerdict } from '../../domain/shared/smtp-verdict.ts';
import type { Mail, MailMessage, MailVerdict } from './contract.ts';
import { converse } from './dialogue.ts';
import type { SmtpLocation } from './location.ts';
import { headerText } from '../../domain/shared/html.ts';

/** Sends each mail over its own SMTP connection. An operator configures the server, so its address may be private. */

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
    const { credentials: login, ...server } = location;
    const verdict = await converse(
      { ...server, login },
      {
        envelope: { from: message.from.address, to: [message.to.address], sizeBytes: raw.length },
        content: once(raw),
        timeoutMs,
      },
    );
    return toMailVerdict(verdict);
  },
});

async function* once(raw: Buffer): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(raw);
}

/** These mails have one recipient: nothing is ever accepted for a part of them. */
const toMailVerdict = ({ outcome, errorCode }: SmtpVerdict): MailVerdict =>
  outcome === 'sent'
    ? { outcome }
    : { outcome: outcome === 'partial' ? 'temporary' : outcome, errorCode: errorCode ?? 'unknown' };

const compose = (message: MailMessage): Promise<Buffer> =>
  new MailComposer({
    messageId: message.messageId,
    from: { ...message.from, name: headerText(message.from.name) },
    to: { ...message.to, name: headerText(message.to.name) },
    subject: headerText(message.subject),
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
