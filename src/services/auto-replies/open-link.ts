import type { Deps } from '../../deps.ts';
import { autoReplyRead } from '../../domain/auto-replies/events.ts';
import {
  isDraftLink,
  type DraftLink,
  type DraftLinkState,
} from '../../domain/auto-replies/mailed-links.ts';
import { notFound } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { spendDraftLink } from '../../queries/auto-replies/mailed-links.ts';
import type { AutoReplyRow } from '../../queries/auto-replies/records.ts';

/**
 * Uses a link of a mail. Decides nothing. In: the draft under its lock. Errors: `not_found` unless it was mailed to this
 * user. Twice: `used`.
 */
export const openDraftLink = async (
  { clock, encryptionKeys: keys }: Pick<Deps, 'clock' | 'encryptionKeys'>,
  tx: Transaction,
  row: AutoReplyRow,
  { token, ...link }: Omit<DraftLink, 'companyId' | 'autoReplyId'> & { token: string },
): Promise<DraftLinkState> => {
  const named: DraftLink = { ...link, companyId: tx.actor.companyId, autoReplyId: row.id };
  if (!isDraftLink(keys, named, token)) throw notFound('link');
  tx.emit(autoReplyRead, { subjectId: row.id, after: { mail_id: link.mailId } });
  if (row.status === 'waiting' && row.expires_at !== null && row.expires_at <= clock.now()) {
    return 'expired';
  }
  if (row.status === 'expired') return 'expired';
  if (row.status !== 'waiting' && row.status !== 'drafting') return 'ended';
  if (row.status === 'drafting' || row.version !== link.version) return 'newer_version';
  return (await spendDraftLink(tx, { id: row.id, mailId: link.mailId })) ? 'opened' : 'used';
};
