import type { z } from '@hono/zod-openapi';
import { mailboxState } from '../../domain/mailboxes/health.ts';
import type { MailboxOut } from '../../domain/mailboxes/shapes.ts';
import { hasTrustedServer } from '../../domain/messages/authentication.ts';
import type { MailboxRow } from '../../queries/mailboxes/records.ts';
import { imapOf, smtpOf } from '../../services/mailboxes/save.ts';

/** A mailbox as answers and the audit trail show it: without its secrets. */

export const mailboxOut = (row: MailboxRow, now: Date): z.infer<typeof MailboxOut> => ({
  id: row.id,
  ...auditedMailbox(row),
  call_centre_name: row.call_centre_name,
  confirms_senders: hasTrustedServer({
    imapHost: row.imap_host,
    trustedServer: row.trusted_authserv_id,
  }),
  state: mailboxState(row, { isSyncing: row.is_syncing, now }),
  synced_at: row.synced_at?.toISOString() ?? null,
  failure_code: row.failure_code,
  failing_since: row.failing_since?.toISOString() ?? null,
  new_count: row.new_count,
  quarantined_count: row.quarantined_count,
  version: row.version,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});

/** For the audit trail: what a user chose. */
export const auditedMailbox = (row: MailboxRow) => ({
  name: row.name,
  email: row.email,
  provider: row.provider,
  imap: imapOf(row),
  smtp: smtpOf(row),
  username: row.username,
  auth_method: row.auth_method,
  call_centre_id: row.call_centre_id,
  signature: row.signature,
  trusted_authserv_id: row.trusted_authserv_id,
  first_sync_days: row.first_sync_days,
  is_active: row.is_active,
});
