import { buffer } from 'node:stream/consumers';
import { composeMail } from '../../platform/mailbox-smtp/compose.ts';
import { AppError } from '../../errors.ts';
import { listMessageFiles } from '../../queries/replies/context.ts';
import { findMail, findOutgoing } from '../../queries/replies/messages.ts';
import { findSender } from '../../queries/replies/senders.ts';
import { withAccount } from '../../services/mailboxes/accounts.ts';
import { transactFor } from '../shared/mails.ts';
import type { MailboxServers, ReplyActivityDeps, ReplyInput } from './contract.ts';
import { mailOf } from './mail.ts';

/** These store what is sent over their SMTP server themselves, but not always at once: a copy would be a second one. */
const STORING_PROVIDERS = ['gmail', 'outlook'];

/** Puts a copy of a sent message into the Sent folder. Out: what was done. */
export const fileCopy = async (
  deps: ReplyActivityDeps & MailboxServers,
  input: ReplyInput,
): Promise<{ outcome: string }> => {
  const { companyId, messageUuid } = input;
  const found = await transactFor(deps)(input, async (tx) => {
    const row = await findOutgoing(tx, { uuid: messageUuid });
    if (row?.status !== 'sent') return undefined;
    const sender = await findSender(tx, { id: row.mailbox_id });
    const mail = await findMail(tx, row.id);
    if (sender === undefined || sender.is_deleted || mail === undefined) return undefined;
    return { sender, mail, files: await listMessageFiles(tx, row.id) };
  });
  if (found === undefined) return { outcome: 'not_needed' };
  if (STORING_PROVIDERS.includes(found.sender.provider)) return { outcome: 'stored_by_provider' };
  try {
    const outcome = await withAccount(deps, { companyId, mailboxId: found.sender.id }, (account) =>
      deps.sentFolder.store(account, {
        internetMessageId: found.mail.internet_message_id,
        date: found.mail.occurred_at,
        content: () => buffer(composeMail(mailOf(deps, companyId, found), { keepsBcc: true })),
      }),
    );
    return { outcome };
  } catch (error) {
    throw new AppError('unavailable', 'the copy could not be stored', { cause: error });
  }
};
