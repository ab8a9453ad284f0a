import type { MailReport } from './parsed.ts';
import { oneLine } from './visible-characters.ts';

/**
 * What mail servers report: RFC 3464 (bounces), RFC 5965 (complaints), and the plain texts of qmail, Exim and others.
 * Anyone can write such a report: it is believed only for a Message-ID that Relais signed.
 */

export const REPORT_RECIPIENT_COUNT_MAX = 100;
const READ_LENGTH = 200_000;
const DIAGNOSTIC_LENGTH_MAX = 1_000;

type ReportRecipient = MailReport['recipients'][number];

/** In: the text of message/delivery-status. Out: null for a success. */
export const readDeliveryStatus = (
  source: string,
): (Pick<MailReport, 'recipients'> & { kind: 'bounce' | 'delay' }) | null => {
  const groups = fieldGroups(source).filter(
    (fields) => fields.has('final-recipient') || fields.has('original-recipient'),
  );
  const failed = groups.filter((fields) =>
    fields.get('action')?.toLowerCase().startsWith('failed'),
  );
  const delayed = groups.filter((fields) =>
    fields.get('action')?.toLowerCase().startsWith('delayed'),
  );
  if (failed.length > 0)
    return {
      kind: 'bounce',
      recipients: failed.slice(0, REPORT_RECIPIENT_COUNT_MAX).map(recipientOf),
    };
  if (delayed.length > 0)
    return {
      kind: 'delay',
      recipients: delayed.slice(0, REPORT_RECIPIENT_COUNT_MAX).map(recipientOf),
    };
  return null;
};

/** In: the text of message/feedback-report. */
export const readFeedback = (source: string): readonly ReportRecipient[] => {
  const fields = fieldGroups(source)[0] ?? new Map<string, string>();
  const address = addressOf(
    fields.get('original-rcpt-to') ?? fields.get('removal-recipient') ?? '',
  );
  return address === ''
    ? []
    : [{ address, statusCode: null, diagnostic: fields.get('feedback-type') ?? null }];
};

/** In: the text of a bounce that is no multipart/report, and the addresses its headers name. */
export const readPlainBounce = (
  source: string,
  failedRecipients: readonly string[],
): Pick<MailReport, 'recipients'> & { kind: 'bounce' | 'delay' } => {
  const text = source.slice(0, READ_LENGTH);
  const named = [
    ...text.matchAll(/^[ \t]{0,20}<?([^\s<>:,;"]{1,64}@[^\s<>:,;"]{1,250})>?:?[ \t]{0,20}$/gm),
  ].map(([, address = '']) => address);
  const addresses = [...new Set([...failedRecipients, ...named].map(addressOf))].filter(
    (address) => address !== '',
  );
  const statusCode = STATUS.exec(text)?.[0] ?? null;
  const diagnostic = /^.*\b[45]\d\d[ -][45]\.\d{1,3}\.\d{1,3}\b.*$/m.exec(text)?.[0] ?? null;
  return {
    kind: statusCode?.startsWith('4') ? 'delay' : 'bounce',
    recipients: addresses.slice(0, REPORT_RECIPIENT_COUNT_MAX).map((address) => ({
      address,
      statusCode,
      diagnostic: diagnostic === null ? null : oneLine(diagnostic, DIAGNOSTIC_LENGTH_MAX),
    })),
  };
};

/** RFC 3463. */
const STATUS = /\b[245]\.\d{1,3}\.\d{1,3}\b/;

/** The Message-ID in the headers of the returned mail, without angle brackets. */
export const returnedMessageId = (source: string): string | null =>
  /^(?:x-original-)?message-id:\s*<([^<>\s]{1,995})>/im.exec(source.slice(0, READ_LENGTH))?.[1] ??
  null;

const recipientOf = (fields: ReadonlyMap<string, string>): ReportRecipient => {
  const diagnostic = fields.get('diagnostic-code')?.replace(/^[\w-]{1,20};\s*/, '');
  return {
    address: addressOf(fields.get('original-recipient') ?? fields.get('final-recipient') ?? ''),
    statusCode: STATUS.exec(fields.get('status') ?? '')?.[0] ?? null,
    diagnostic: diagnostic === undefined ? null : oneLine(diagnostic, DIAGNOSTIC_LENGTH_MAX),
  };
};

/** `rfc822; <jean@example.com>` */
const addressOf = (value: string): string =>
  oneLine(value.replace(/^[\w-]{1,20};/, '').replace(/[<>]/g, ''), 320).toLowerCase();

/** Groups of fields are separated by blank lines (RFC 3464, 2.1). */
const fieldGroups = (source: string): Map<string, string>[] =>
  source
    .slice(0, READ_LENGTH)
    .replace(/\r\n/g, '\n')
    .replace(/\n[ \t]+/g, ' ')
    .split(/\n{2,}/)
    .map((group) => {
      const fields = new Map<string, string>();
      for (const line of group.split('\n')) {
        const colon = line.indexOf(':');
        const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
        if (name !== '' && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
      }
      return fields;
    });
