import { CaseOut } from '../../src/domain/cases/shapes.ts';
import { answerOf } from './actions.ts';
import type { TestApi, TestCompany, TestPerson } from './api.ts';

/** Helpers for tests about cases. */

export type Case = ReturnType<typeof CaseOut.parse>;

/** A contact. Out: its id. */
export const insertClient = async (
  { superuser: sql }: Pick<TestApi, 'superuser'>,
  { id: companyId }: TestCompany,
  name = 'Marie Dumitru',
): Promise<number> => {
  const [row] = await sql`
    insert into people (company_id, name, points) values (${companyId}, ${name}, '') returning id
  `;
  return Number(row?.['id']);
};

export const openCase = async (
  api: Pick<TestApi, 'request'>,
  person: TestPerson,
  body: object,
): Promise<Case> =>
  answerOf(
    await api.request('/api/crm/case', { key: person.key, body: { title: 'Statuts', ...body } }),
    201,
    CaseOut,
  );
