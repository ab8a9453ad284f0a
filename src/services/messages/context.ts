import { settingsOf, type Settings } from '../../domain/settings/shapes.ts';
import type { OwnAddresses } from '../../domain/messages/correspondents.ts';
import type { Transaction } from '../../platform/database.ts';
import { listOwnMailboxes } from '../../queries/messages/own.ts';
import { findSettings } from '../../queries/settings.ts';

/** What all mails of a transaction have in common: it is read once for a window of mails. */

export interface IngestContext {
  own: OwnAddresses;
  /** By mailbox. */
  imapHosts: ReadonlyMap<number, string>;
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
    imapHosts: new Map(mailboxes.map(({ id, imap_host: host }) => [id, host])),
    policy: inbox.contact_policy,
    hasAnnouncedOldMail: false,
  };
};

const inboxSettings = async (tx: Transaction): Promise<Settings> =>
  settingsOf((await findSettings(tx)).chosen);
