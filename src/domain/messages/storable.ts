import type { MailAddress, ParsedMail } from './parsed.ts';

/** PostgreSQL stores neither NUL nor half of a surrogate pair. */
export const storable = (text: string): string => text.replaceAll('\0', '').toWellFormed();

const FILE_NAME_LENGTH_MAX = 255;

const addressOf = <A extends MailAddress>(side: A): A => ({
  ...side,
  name: storable(side.name),
  address: storable(side.address),
});

/** A mail of which every text can be stored, also in an event. */
export const storableMail = (mail: ParsedMail): ParsedMail => ({
  ...mail,
  internetMessageId: mail.internetMessageId && storable(mail.internetMessageId),
  inReplyTo: mail.inReplyTo && storable(mail.inReplyTo),
  references: mail.references.map(storable),
  from: mail.from && addressOf(mail.from),
  recipients: mail.recipients.map(addressOf),
  subject: storable(mail.subject),
  text: storable(mail.text),
  html: mail.html && storable(mail.html),
  attachments: mail.attachments.map((file) => ({
    ...file,
    fileName: storable(file.fileName.slice(0, FILE_NAME_LENGTH_MAX)),
    contentId: file.contentId && storable(file.contentId),
  })),
  report: mail.report && {
    ...mail.report,
    originalMessageId: mail.report.originalMessageId && storable(mail.report.originalMessageId),
    recipients: mail.report.recipients.map((recipient) => ({
      address: storable(recipient.address),
      statusCode: recipient.statusCode && storable(recipient.statusCode),
      diagnostic: recipient.diagnostic && storable(recipient.diagnostic),
    })),
  },
});
