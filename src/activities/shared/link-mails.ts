import type { EndedMailStatus } from '../../domain/shared/mail-status.ts';
import { AppError } from '../../errors.ts';
import type { MailState } from '../../services/shared/mails.ts';
import { giveUp, sendOnce, type MailAttempt, type MailDeps, type OfCompany } from './mails.ts';

/** A mail with a link, which may stop working before the mail is sent. */

/** `obsolete`: the link does not work any more, so it was not sent. */
export interface LinkMailResult {
  status: EndedMailStatus | 'obsolete';
}

/** Errors: `mail_temporary`, `unavailable` (retryable). */
export const sendLink = async <Key extends OfCompany, Row extends MailState>(
  deps: MailDeps,
  attempt: MailAttempt<Key, Row>,
): Promise<LinkMailResult> => {
  if (deps.mail === undefined) throw new AppError('unavailable', 'no mail server is set');
  return resultOf(await sendOnce(deps, attempt));
};

export const giveUpLink = async <Key extends OfCompany, Row extends MailState>(
  deps: MailDeps,
  mail: Pick<MailAttempt<Key, Row>, 'store' | 'key'>,
): Promise<LinkMailResult> => resultOf(await giveUp(deps, mail));

const resultOf = (status: EndedMailStatus | 'gone'): LinkMailResult => ({
  status: status === 'gone' ? 'obsolete' : status,
});
