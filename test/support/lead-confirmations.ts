import { v7 as uuidv7 } from 'uuid';
import { hashToken, newToken } from '../../src/domain/shared/secrets.ts';
import type { MailStatus } from '../../src/domain/shared/mail-status.ts';
import type { TestApi, TestCompany } from './api.ts';

interface ConfirmationInput {
  company: TestCompany;
  leadId: number;
  email: string;
  status: MailStatus;
  error?: string | null;
  mailedAt?: Date | null;
}

/** The link that confirms the address of a lead, and its mail, as they are in the database. */
export const insertTestConfirmation = async (
  { superuser: sql }: Pick<TestApi, 'superuser'>,
  { company, leadId, email, status, error = null, mailedAt = null }: ConfirmationInput,
): Promise<void> => {
  await sql`
    insert into lead_confirmations (
      id, company_id, lead_id, email, token_hash, mail_status, mail_error, mailed_at, expires_at
    )
    values (
      ${uuidv7()}, ${company.id}, ${leadId}, ${email}, ${hashToken(newToken('rlc'))}, ${status},
      ${error}, ${mailedAt}, now() + interval '7 days'
    )
  `;
};
