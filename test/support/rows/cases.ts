import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { ModuleKind } from '../../../src/domain/case-modules/kinds.ts';
import type { TestApi, TestCompany } from '../api.ts';
import type { ContactRows } from './contacts.ts';
import type { InboxRows } from './inbox.ts';

/** One row in every table of cases. */

export const CASE_FILE_CONTENT = 'Statuts';
const CASE_FILE_SHA256 = createHash('sha256').update(CASE_FILE_CONTENT).digest('hex');

export interface CaseRows {
  caseId: number;
  noteId: number;
  linkId: number;
  /** Of an analysis that has ended. */
  analysisVersion: number;
  /** Its content is `CASE_FILE_CONTENT`, if a test stores it. */
  fileId: number;
  deletedFileId: number;
  /** Of two modules. */
  moduleKind: ModuleKind;
  removedModuleKind: ModuleKind;
}

export const insertCaseRows = async (
  { superuser: sql }: Pick<TestApi, 'superuser'>,
  { id: companyId, owner, callCentreId, slug }: TestCompany,
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
  const analysisId = uuidv7();
  await sql`
    insert into case_analyses (
      id, company_id, case_id, version, status, requested_by, content_version, read_at, ended_at
    )
    values (${analysisId}, ${companyId}, ${caseId}, 1, 'succeeded', ${owner.id}, 1, now(), now())
  `;
  const steps = [{ text: 'Envoyer les statuts', item_keys: ['case'], due_on: null }];
  await sql`
    insert into case_analysis_sections (company_id, analysis_id, kind, status, content, ended_at)
    values (
      ${companyId}, ${analysisId}, 'next_steps', 'done',
      ${sql.json({ steps, dropped_count: 0, not_found: [] })}, now()
    )
  `;
  await sql`
    insert into case_analysis_sources (company_id, analysis_id, key, origin, title, citation, text)
    values (${companyId}, ${analysisId}, 's1', 'library', 'Essai', 'Essai, art. 1', 'Un passage')
  `;
  const insertFile = (name: string, deletedBy: number | null) =>
    idOf(sql`
      insert into case_files (
        company_id, case_id, name, version, media_type, size_bytes, sha256, uploaded_by, scan_state,
        text_state, deleted_at, deleted_by
      )
      values (
        ${companyId}, ${caseId}, ${name}, 1, 'text/plain', 7, ${CASE_FILE_SHA256}, ${owner.id},
        'not_scanned', 'done', ${deletedBy === null ? null : new Date()}, ${deletedBy}
      )
      returning id
    `);
  const fileId = await insertFile('statuts.txt', null);
  await sql`
    insert into case_file_texts (company_id, file_id, case_id, text, is_cut)
    values (${companyId}, ${fileId}, ${caseId}, 'Statuts', false)
  `;
  await sql`
    insert into stored_contents (company_id, sha256) values (${companyId}, ${CASE_FILE_SHA256})
  `;
  const deletedFileId = await insertFile('brouillon.txt', owner.id);
  // An address names a module by its kind: the other company has other ones.
  const kinds = slug === 'atelier' ? (['legal', 'fiscal'] as const) : (['rag', 'billing'] as const);
  await sql`
    insert into case_modules (company_id, kind, base_url, secret_encrypted, is_enabled)
    select ${companyId}, kind, 'https://modules.example.com/' || kind, ${Buffer.alloc(1)}, false
    from unnest(${[...kinds]}::text[]) as kind
  `;
  return {
    caseId,
    noteId,
    linkId,
    analysisVersion: 1,
    fileId,
    deletedFileId,
    moduleKind: kinds[0],
    removedModuleKind: kinds[1],
  };
};
