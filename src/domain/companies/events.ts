import { declareInternalEvent } from '../shared/declare-event.ts';

export const companyCreated = declareInternalEvent('CompanyCreated', 'company', {
  audit: 'companies.create',
});
export const companyUpdated = declareInternalEvent('CompanyUpdated', 'company', {
  audit: 'company.update',
});

/** The database was restored from a dump: what came after it is lost (ADR 0018). */
export const databaseRestored = declareInternalEvent('DatabaseRestored', 'company', {
  audit: 'database.restore',
});

/** Values of one encrypted column were encrypted under the newest key. */
export const secretsReencrypted = declareInternalEvent('SecretsReencrypted', 'company', {
  audit: 'secrets.reencrypt',
});
