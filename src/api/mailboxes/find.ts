import type { MailboxParams } from '../../domain/mailboxes/shapes.ts';
import type { Transaction } from '../../platform/database.ts';
import { findMailbox, type MailboxRow } from '../../queries/mailboxes/records.ts';
import type { LoadRequest } from '../http/spec.ts';

/** The mailbox that an address names. Undefined if there is none, or it was deleted. */

type Named = Pick<LoadRequest<typeof MailboxParams>, 'tx' | 'params'>;

export const foundMailbox = ({ tx, params }: Named): Promise<MailboxRow | undefined> =>
  findMailbox(tx, { id: params.id });

/** Locked until the commit: no other change comes between. */
export const lockedMailbox = ({ tx, params }: Named): Promise<MailboxRow | undefined> =>
  findMailbox(tx, { id: params.id, isLocked: true });

/** One that this transaction has just written. */
export const requireMailbox = async (tx: Transaction, id: number): Promise<MailboxRow> => {
  const mailbox = await findMailbox(tx, { id });
  if (mailbox === undefined) throw new Error('a mailbox that was just written must be found');
  return mailbox;
};
