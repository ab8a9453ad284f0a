import { declareInternalEvent } from '../shared/declare-event.ts';

export const companyCreated = declareInternalEvent('CompanyCreated', 'company', {
  audit: 'companies.create',
});
export const companyUpdated = declareInternalEvent('CompanyUpdated', 'company', {
  audit: 'company.update',
});

/** Values of one encrypted column were encrypted under the newest key. */
export const secretsReencrypted = declareInternalEvent('SecretsReencrypted', 'company', {
  audit: 'secrets.reencrypt',
});
