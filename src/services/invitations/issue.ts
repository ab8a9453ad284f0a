import { v7 as uuidv7 } from 'uuid';
import type { Transaction } from '../../platform/database.ts';
import type { Deps } from '../../deps.ts';
import { invitationTokens, invitationUrl } from '../../domain/invitations/token.ts';
import { settingsOf } from '../../domain/settings/shapes.ts';
import { hashToken } from '../../domain/shared/secrets.ts';
import { userInvited } from '../../domain/users/events.ts';
import { openInvitation } from '../../queries/invitations.ts';
import { findSettings } from '../../queries/settings.ts';
import { startMailRun } from './mail.ts';

/**
 * Creates a link where a user chooses a password. It is also sent by mail if a mail server is set and the
 * company's settings allow it. Out: the link, which is shown once. An earlier link stops working, and its
 * mail is not sent any more.
 */
export const issueInvitation = async (
  { config, encryptionKeys }: Pick<Deps, 'config' | 'encryptionKeys'>,
  tx: Transaction,
  userId: number,
): Promise<{ url: string; expires_at: string; is_mailed: boolean }> => {
  const { companyId } = tx.actor;
  const issueId = uuidv7();
  const { mail } = settingsOf((await findSettings(tx)).chosen);
  const isMailed = config.SMTP_URL !== undefined && mail.sends_invitations;
  const token = invitationTokens.derive(encryptionKeys, { companyId, userId, issueId });
  const tokenHash = hashToken(token);
  const opened = await openInvitation(tx, { userId, tokenHash, issueId, isMailed });
  const expiresAt = opened.toISOString();
  tx.emit(userInvited, {
    subjectId: userId,
    data: { user_id: userId, expires_at: expiresAt },
    after: { user_id: userId, expires_at: expiresAt, is_mailed: isMailed },
  });
  if (isMailed) startMailRun(tx, { userId, issueId });
  return {
    url: invitationUrl(config.PUBLIC_URL, token),
    expires_at: expiresAt,
    is_mailed: isMailed,
  };
};
