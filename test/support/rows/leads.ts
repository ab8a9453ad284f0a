import { Readable } from 'node:stream';
import { v7 as uuidv7 } from 'uuid';
import type { TestApi, TestCompany } from '../api.ts';

/** One row in every table of leads, but those of forms. */

export interface LeadRows {
  leadId: number;
  leadImportId: string;
}

const HEADER = ['Nom', 'Prénom', 'E-mail', 'Formation'];
const ROW = ['Dumitru', 'Marie', 'marie.dumitru@example.com', 'CACES'];

export const insertLeadRows = async (
  { superuser: sql, deps }: Pick<TestApi, 'superuser' | 'deps'>,
  company: TestCompany,
): Promise<LeadRows> => {
  const leadImportId = uuidv7();
  const file = Buffer.from(`${HEADER.join(';')}\r\n${ROW.join(';')}\r\n`);
  const { sha256, sizeBytes } = await deps.files.put({
    companyId: company.id,
    content: Readable.from([file]),
    sizeMaxBytes: file.length,
  });
  await sql`
    insert into lead_imports (
      id, company_id, user_id, call_centre_id, file_name, file_hash, file_size_bytes, format, status
    )
    values (
      ${leadImportId}, ${company.id}, ${company.owner.id}, ${company.callCentreId}, 'leads.csv',
      ${sha256}, ${sizeBytes},
      ${sql.json({
        encoding: 'utf-8',
        delimiter: ';',
        header: HEADER,
        sample: [ROW],
      })},
      'uploaded'
    )
  `;
  await sql`
    insert into lead_import_errors (company_id, import_id, row_number, errors, cells)
    values (
      ${company.id}, ${leadImportId}, 2, ${sql.json([{ column: 2, code: 'email_invalid' }])},
      ${sql.json(['Dumitru', 'Marie', 'marie', 'CACES'])}
    )
  `;
  const [lead] = await sql`
    insert into leads (company_id, source, status, call_centre_id, email, name, data, import_id)
    values (
      ${company.id}, 'import', 'new', ${company.callCentreId}, 'marie.dumitru@example.com',
      'Marie Dumitru', '{}', ${leadImportId}
    )
    returning id
  `;
  await sql`
    insert into lead_turns (company_id, call_centre_id, last_user_id)
    values (${company.id}, ${company.callCentreId}, ${company.agents[0].id})
  `;
  return { leadId: Number(lead?.['id']), leadImportId };
};
