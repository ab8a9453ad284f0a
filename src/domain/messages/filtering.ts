import type { ParsedMail } from './parsed.ts';

/**
 * Mail that is not stored at all. Only what no person can miss: a loop (`X-Loop`) ends because the same content
 * is stored once, and everything else is kept, be it as a newsletter.
 */

export type FilterReason = 'own_notification' | 'empty';

interface Installation {
  companyId: number;
  /** The sender of Relais' own mails, `MAIL_FROM`. */
  senderAddress: string | null;
}

export const filterReason = (mail: ParsedMail, installation: Installation): FilterReason | null => {
  if (isOwnNotification(mail, installation)) return 'own_notification';
  return isEmpty(mail) ? 'empty' : null;
};

/**
 * What Relais itself writes to its users: a notification about a message would cause the next one. The header
 * alone is not enough: another installation sets it too, and its mails to this company are read.
 */
const isOwnNotification = (
  { from, headers }: ParsedMail,
  { companyId, senderAddress }: Installation,
): boolean =>
  senderAddress !== null &&
  from?.address === senderAddress.toLowerCase() &&
  headers['x-relais-company']?.trim() === String(companyId);

/** Neither a sender nor a subject nor content: a blank mail of a customer has its sender. */
const isEmpty = ({ from, subject, text, html, attachments, report }: ParsedMail): boolean =>
  from === null &&
  subject.trim() === '' &&
  text.trim() === '' &&
  html === null &&
  attachments.length === 0 &&
  report === null;
