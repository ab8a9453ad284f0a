import { declareInternalEvent } from '../shared/declare-event.ts';

export const companyCreated = declareInternalEvent('CompanyCreated', 'company', {
  audit: 'companies.create',
});
export const companyUpdated = declareInternalEvent('CompanyUpdated', 'company', {
  audit: 'company.update',
});
