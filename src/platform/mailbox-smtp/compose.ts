import type { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Recipient } from '../../domain/messages/parsed.ts';
import { headerText } from '../../domain/shared/html.ts';

/** Writes one mail of a person (RFC 5322). The same input gives the same bytes, in every attempt and in the copy. */

export interface OutgoingMail {
  /** Names the parts of the mail. */
  uuid: string;
  /** Without angle brackets, as all ids here. */
  internetMessageId: string;
  inReplyTo: string | null;
  references: readonly string[];
  from: { name: string; address: string };
  recipients: readonly Recipient[];
  date: Date;
  subject: string;
  text: string;
  html: string;
  /** Further ones. */
  headers: Readonly<Record<string, string>>;
  attachments: readonly OutgoingFile[];
}

export interface OutgoingFile {
  fileName: string;
  mediaType: string;
  content: Readable;
}

/** `keepsBcc`: for the author's own copy. Destroy the stream if it is not read to its end. */
export const composeMail = (
  mail: OutgoingMail,
  { keepsBcc = false }: { keepsBcc?: boolean } = {},
): Readable => {
  const of = (kind: Recipient['kind']) =>
    mail.recipients.filter((one) => one.kind === kind).map(named);
  const composer = new MailComposer({
    messageId: `<${mail.internetMessageId}>`,
    from: named(mail.from),
    to: of('to'),
    cc: of('cc'),
    bcc: of('bcc'),
    subject: headerText(mail.subject),
    date: mail.date,
    ...(mail.inReplyTo === null ? {} : { inReplyTo: bracketed(mail.inReplyTo) }),
    ...(mail.references.length === 0 ? {} : { references: mail.references.map(bracketed) }),
    headers: mail.headers,
    text: mail.text,
    html: mail.html,
    attachments: mail.attachments.map(({ fileName, mediaType, content }) => ({
      filename: headerText(fileName),
      contentType: mediaType,
      content,
      contentDisposition: 'attachment',
    })),
    baseBoundary: mail.uuid,
    newline: 'win',
    // The content can't make nodemailer read a file or a URL.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const message = composer.compile();
  message.keepBcc = keepsBcc;
  return message.createReadStream();
};

const named = ({ name, address }: { name: string; address: string }) => ({
  name: headerText(name),
  address,
});

/** Of another mail: written by a stranger. */
const bracketed = (id: string): string => `<${id.replace(/[\s\p{Cc}<>]/gu, '')}>`;

/** About what the mail has on the wire: servers refuse one that is too large before they read it. */
export const estimatedSizeBytes = (
  mail: Pick<OutgoingMail, 'text' | 'html'>,
  filesSizeBytes: number,
): number => Math.ceil((2 * (mail.text.length + mail.html.length) + filesSizeBytes) * 1.37);
