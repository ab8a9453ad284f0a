import type { companiesFr } from './words.fr.ts';

/** The English words of the company. */
export const companiesEn: typeof companiesFr = {
  company: {
    title: 'Company',
    name: 'Name',
    slug: 'Identifier',
    slugHint: 'Used to sign in. It does not change.',
    locale: 'Default language',
    saved: 'Company saved',
    readOnly: 'Only an owner can change the company.',
  },

  codes: {
    permissions: {
      company: 'Company',
    },
    auditOperations: {
      'companies.create': 'Company created',
      'company.update': 'Company changed',
      'secrets.reencrypt': 'Secrets re-encrypted',
    },
    auditResources: {
      company: 'Company',
    },
  },
};
