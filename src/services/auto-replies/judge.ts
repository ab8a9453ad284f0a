import type { Deps } from '../../deps.ts';
import { refusalsOf, type RefusalCode } from '../../domain/auto-replies/refusals.ts';
import type { AutoReplyMode } from '../../domain/auto-replies/statuses.ts';
import { readMessageId } from '../../domain/messages/message-ids.ts';
import type { Transaction } from '../../platform/database.ts';
import { findReplyHistory } from '../../queries/auto-replies/history.ts';
import type { InboundRow } from '../../queries/auto-replies/inbound.ts';
import { ingestContext } from '../messages/context.ts';
import { boundDomainOf } from '../messages/strangers.ts';

interface Judged {
  message: InboundRow;
  /** Null: it would begin one. */
  conversationId: number | null;
  mode: AutoReplyMode;
  now: Date;
}

/** The rules that speak against an automatic reply to a message. Empty: none. */
export const judgeMessage = async (
  { encryptionKeys: keys }: Pick<Deps, 'encryptionKeys'>,
  tx: Transaction,
  { message, conversationId, mode, now }: Judged,
): Promise<RefusalCode[]> => {
  const sender = message.sender_address;
  const domain = sender === null ? null : await boundDomainOf(tx, sender);
  const [{ own }, history] = await Promise.all([
    ingestContext(tx),
    findReplyHistory(tx, { conversationId, sender: sender ?? '', domain, now }),
  ]);
  const { companyId } = tx.actor;
  return refusalsOf({
    mode,
    headers: message.headers,
    from: sender === null ? null : { name: message.sender_name, address: sender },
    subject: message.subject,
    flags: message.flags,
    own,
    isWrittenByRelais:
      message.internet_message_id !== null &&
      readMessageId(message.internet_message_id, { companyId, keys }) !== undefined,
    history,
  });
};
