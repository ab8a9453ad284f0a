import { companyUpdated } from '../domain/companies/events.ts';
import { CompanyOut, CompanyPatch } from '../domain/companies/shapes.ts';
import { notFound } from '../errors.ts';
import { findCompany, updateCompany } from '../queries/companies.ts';
import { lockSetting } from '../queries/shared/locks.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';

export const companyEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'company.read',
      method: 'get',
      path: '/api/v1/company',
      permission: 'company:read',
      summary: 'My company',
      status: 200,
      answer: CompanyOut,
    },
    async ({ read }) => {
      const company = await read(findCompany);
      if (!company) throw notFound('company');
      return { body: company };
    },
  ),

  endpoint(
    deps,
    {
      id: 'company.update',
      method: 'patch',
      path: '/api/v1/company',
      permission: 'company:update',
      summary: "Change my company's name or language",
      body: CompanyPatch,
      sample: { name: 'Atelier Bijou', locale: 'fr' },
      status: 200,
      answer: CompanyOut,
    },
    async ({ body, write }) =>
      write(async (tx) => {
        await lockSetting(tx, 'company');
        const company = await findCompany(tx);
        if (!company) throw notFound('company');
        const before = { name: company.name, locale: company.locale };
        const after = { name: body.name ?? before.name, locale: body.locale ?? before.locale };
        tx.emit(companyUpdated, { subjectId: company.id, before, after });
        return { body: { ...company, ...(await updateCompany(tx, after)) } };
      }),
  ),
];
