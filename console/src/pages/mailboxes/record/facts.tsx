import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { Facts } from '../../../ui/values/facts.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import type { Mailbox } from '../types.ts';

/** How a mailbox is set. Its credentials are never shown. */
export const MailboxFacts = ({ mailbox }: { mailbox: Mailbox }) => {
  const { mailbox: words, mailboxes, mailboxForm } = useMessages();
  const format = useFormat();
  const serverOf = ({ host, port, security }: Mailbox['imap']): string =>
    `${host}:${port} (${mailboxForm.securities[security]})`;
  return (
    <Facts
      facts={[
        { label: mailboxForm.centre, value: mailbox.call_centre_name ?? mailboxes.everyone },
        { label: mailboxForm.imap, value: serverOf(mailbox.imap) },
        { label: mailboxForm.smtp, value: serverOf(mailbox.smtp) },
        { label: mailboxForm.username, value: mailbox.username },
        {
          label: mailboxForm.method,
          value:
            mailbox.auth_method === 'oauth2' ? mailboxForm.methodOauth : mailboxForm.methodPassword,
        },
        {
          label: mailboxForm.trustedServer,
          value:
            mailbox.trusted_authserv_id ??
            (mailbox.confirms_senders ? mailboxForm.knownServer : mailboxForm.noTrustedServer),
        },
        { label: mailboxForm.signature, value: mailbox.signature },
        { label: mailboxes.columnNew, value: format.number(mailbox.new_count) },
        {
          label: mailboxes.columnSynced,
          value:
            mailbox.synced_at === null ? mailboxes.never : <RelativeTime at={mailbox.synced_at} />,
        },
        { label: words.createdAt, value: <RelativeTime at={mailbox.created_at} /> },
      ]}
    />
  );
};
