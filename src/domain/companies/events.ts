import { declareInternalEvent } from '../shared/declare-event.ts';

export const companyCreated = declareInternalEvent('CompanyCreated', 'company', {
  audit: 'companies.create',
});
export const companyUpdated = declareInternalEvent('CompanyUpdated', 'company', {
  audit: 'company.update',
});

/** Of one encrypted column: how many of its values are under the newest key now. */
export const secretsReencrypted = declareInternalEvent('SecretsReencrypted', 'company', {
  audit: 'secrets.reencrypt',
});
