import type { TestApi, TestCompany } from '../api.ts';
import type { ContactRows } from './contacts.ts';
import type { InboxRows } from './inbox.ts';

/** One row in every table of cases. */

export interface CaseRows {
  caseId: number;
  noteId: number;
  linkId: number;
}

export const insertCaseRows = async (
  { superuser: sql }: Pick<TestApi, 'superuser'>,
  { id: companyId, owner, callCentreId }: TestCompany,
  { contacts, inbox }: { contacts: ContactRows; inbox: InboxRows },
): Promise<CaseRows> => {
  const idOf = async (query: Promise<readonly { id?: unknown }[]>): Promise<number> => {
    const [row] = await query;
    return Number(row?.id);
  };
  await sql`insert into case_numbers (company_id, year, last_number) values (${companyId}, 2026, 1)`;
  const caseId = await idOf(sql`
    insert into cases (
      company_id, reference, call_centre_id, person_id, title, case_type, assigned_to, created_by
    )
    values (
      ${companyId}, 'DOS-2026-0001', ${callCentreId}, ${contacts.personId}, 'Constitution SARL',
      'legal', ${owner.id}, ${owner.id}
    )
    returning id
  `);
  const noteId = await idOf(sql`
    insert into case_notes (company_id, case_id, text, author_id)
    values (${companyId}, ${caseId}, 'Statuts relus', ${owner.id})
    returning id
  `);
  const linkId = await idOf(sql`
    insert into case_links (company_id, case_id, conversation_id, created_by)
    values (${companyId}, ${caseId}, ${inbox.conversationId}, ${owner.id})
    returning id
  `);
  return { caseId, noteId, linkId };
};
