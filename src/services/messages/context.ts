import { settingsOf, type Settings } from '../../domain/settings/shapes.ts';
import type { Receiver } from '../../domain/messages/authentication.ts';
import type { OwnAddresses } from '../../domain/messages/correspondents.ts';
import type { Transaction } from '../../platform/database.ts';
import { listOwnMailboxes } from '../../queries/messages/own.ts';
import { findSettings } from '../../queries/settings.ts';

/** What all mails of a transaction have in common: it is read once for a window of mails. */

export interface IngestContext {
  own: OwnAddresses;
  /** By mailbox. */
  receivers: ReadonlyMap<number, Receiver>;
  policy: Settings['inbox']['contact_policy'];
  /** Consoles are told once that old mail was stored. */
  hasAnnouncedOldMail: boolean;
}

const contexts = new WeakMap<Transaction, Promise<IngestContext>>();

export const ingestContext = (tx: Transaction): Promise<IngestContext> => {
  const known = contexts.get(tx);
  if (known !== undefined) return known;
  const loaded = load(tx);
  contexts.set(tx, loaded);
  return loaded;
};

const load = async (tx: Transaction): Promise<IngestContext> => {
  const [mailboxes, { inbox }] = await Promise.all([listOwnMailboxes(tx), inboxSettings(tx)]);
  return {
    own: {
      mailboxes: new Set(mailboxes.map(({ address }) => address)),
      domains: inbox.own_domains,
    },
    receivers: new Map(
      mailboxes.map(({ id, imap_host: imapHost, trusted_authserv_id: trustedServer }) => [
        id,
        { imapHost, trustedServer },
      ]),
    ),
    policy: inbox.contact_policy,
    hasAnnouncedOldMail: false,
  };
};

const inboxSettings = async (tx: Transaction): Promise<Settings> =>
  settingsOf((await findSettings(tx)).chosen);

/** A mailbox that was deleted confirms nobody. */
export const receiverOfMailbox = (
  { receivers }: IngestContext,
  mailboxId: number | null,
): Receiver => receivers.get(mailboxId ?? 0) ?? { imapHost: '', trustedServer: null };
