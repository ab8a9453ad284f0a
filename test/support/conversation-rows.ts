import type { TestApi, TestCompany } from './api.ts';

interface ConversationInput {
  company: TestCompany;
  /** Null: shared by the company. Absent: the call centre of the company's people. */
  callCentreId?: number | null;
  assignedTo?: number | null;
  subject?: string;
  contactName?: string | null;
  personId?: number | null;
  projectId?: number | null;
}

/** A conversation without messages, as it is in the database. Out: its id. */
export const insertTestConversation = async (
  { superuser: sql }: Pick<TestApi, 'superuser'>,
  input: ConversationInput,
): Promise<number> => {
  const { company, callCentreId = company.callCentreId, subject = 'Devis' } = input;
  const contactName = input.contactName === undefined ? 'Marie Dumitru' : input.contactName;
  const [row] = await sql`
    insert into conversations (
      company_id, call_centre_id, channel, subject, assigned_to, contact_address, contact_name,
      person_id, project_id
    )
    values (
      ${company.id}, ${callCentreId}, 'email', ${subject}, ${input.assignedTo ?? null},
      'marie.dumitru@example.com', ${contactName}, ${input.personId ?? null},
      ${input.projectId ?? null}
    )
    returning id
  `;
  return Number(row?.['id']);
};
