import type { Deps } from '../../deps.ts';
import { draftLinkPath } from '../../domain/auto-replies/mailed-links.ts';
import type { Locale } from '../../domain/companies/shapes.ts';
import type { MailedNotification } from '../../domain/notifications/mail-layout.ts';
import { notificationWords } from '../../domain/notifications/texts.ts';
import type { Transaction } from '../../platform/database.ts';
import type { MailedRow } from '../../queries/notifications/mails.ts';
import { labelTypes, listTypeLabels } from '../../services/notifications/type-labels.ts';

interface MailedInput {
  companyId: number;
  userId: number;
  mailId: string;
  locale: Locale;
  rows: readonly MailedRow[];
}

/** The words and the links of notifications in a mail, in their order. */
export const mailed = async (
  { config, encryptionKeys }: Pick<Deps, 'config' | 'encryptionKeys'>,
  tx: Transaction,
  { companyId, userId, mailId, locale, rows }: MailedInput,
): Promise<MailedNotification[]> => {
  const labels = await listTypeLabels(tx, locale);
  return rows.map((row) => {
    const words = notificationWords(locale, row.code, row.params);
    const path =
      row.draft === null
        ? pathOf(row)
        : draftLinkPath(encryptionKeys, {
            companyId,
            userId,
            mailId,
            autoReplyId: row.draft.id,
            version: row.draft.version,
          });
    return {
      titre: words.titre,
      message: labelTypes(labels, words.message),
      url: new URL(path, config.PUBLIC_URL).href,
    };
  });
};

/** The page of the console that a notification is about. */
const pathOf = (row: MailedRow): string => {
  const { action_id: actionId, entite_type: type, entite_ref: ref } = row;
  const { lead_id: leadId, webhook_id: webhookId } = row;
  if (webhookId !== null) return `/webhooks/${webhookId}`;
  if (row.mailbox_id !== null) return `/mailboxes/${row.mailbox_id}`;
  if (leadId !== null) return `/leads/${leadId}`;
  if (row.case_id !== null) return `/cases/${row.case_id}`;
  if (row.conversation_id !== null) return `/conversations/${row.conversation_id}`;
  if (row.task_id !== null) return '/tasks';
  if (actionId !== null) return `/actions/${actionId}`;
  if (type !== null && ref !== null) return `/entities/${type}/${encodeURIComponent(ref)}`;
  return '/notifications';
};
