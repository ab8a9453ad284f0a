import { isFreeMail, senderDomainOf } from '../../domain/messages/sender-domains.ts';
import type { Transaction } from '../../platform/database.ts';
import { hasPersonWrittenTo } from '../../queries/messages/strangers.ts';

/**
 * The domain whose senders are bound together with this one. Null: a person wrote to it before, or its addresses are of
 * people who have nothing to do with each other.
 */
export const boundDomainOf = async (tx: Transaction, address: string): Promise<string | null> => {
  const domain = senderDomainOf(address);
  return isFreeMail(domain) || (await hasPersonWrittenTo(tx, address)) ? null : domain;
};
