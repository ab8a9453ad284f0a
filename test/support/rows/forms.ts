import { randomUUID } from 'node:crypto';
import { newFormToken } from '../../../src/domain/forms/token.ts';
import { hashToken } from '../../../src/domain/shared/secrets.ts';
import type { Database } from '../../../src/platform/database.ts';

/** A form, what was sent to it, and the statuses of leads: enough of them for a lead to be created. */

interface FormRowsInput {
  companyId: number;
  userId: number;
  callCentreId: number;
}

export interface FormRows {
  formId: number;
  formToken: string;
  confirmationToken: string;
}

const FIELDS = [
  { key: 'name', type: 'text', label: 'Nom', is_required: true, help: '', options: [] },
  {
    key: 'email',
    type: 'email',
    label: 'Adresse e-mail',
    is_required: true,
    help: '',
    options: [],
  },
];

export const insertFormRows = async (
  sql: Database,
  { companyId, userId, callCentreId }: FormRowsInput,
): Promise<FormRows> => {
  await sql`
    insert into lead_statuses (company_id, code, label, tone, role, position)
    values (${companyId}, 'new', 'Nouveau', 'info', 'initial', 0),
      (${companyId}, 'converted', 'Converti', 'good', 'converted', 1)
  `;
  const formToken = newFormToken();
  const [form] = await sql`
    insert into forms (
      company_id, user_id, call_centre_id, name, token, fields, locale, is_confirmation_required,
      allowed_origins, is_active
    )
    values (
      ${companyId}, ${userId}, ${callCentreId}, 'Essai', ${formToken}, ${sql.json(FIELDS)}, 'fr',
      true, '{https://www.example.com}', true
    )
    returning id
  `;
  const formId = Number(form?.['id']);
  await sql`
    insert into form_submissions (company_id, form_id, key_hash, content_hash, expires_at)
    values (${companyId}, ${formId}, 'sample', 'sample', now() + interval '1 hour')
  `;
  const [lead] = await sql`
    insert into leads (company_id, form_id, call_centre_id, source, status, email, data)
    values (${companyId}, ${formId}, ${callCentreId}, 'form', 'new', 'marie@example.com', '{}')
    returning id
  `;
  const confirmationToken = `rlc_${randomUUID()}`;
  await sql`
    insert into lead_confirmations
      (id, company_id, lead_id, email, token_hash, expires_at, mail_status)
    values (
      ${randomUUID()}, ${companyId}, ${Number(lead?.['id'])}, 'marie@example.com',
      ${hashToken(confirmationToken)}, now() + interval '1 day', 'sent'
    )
  `;
  return { formId, formToken, confirmationToken };
};
