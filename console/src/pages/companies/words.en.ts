import type { companiesFr } from './words.fr.ts';

/** The English words of the company. */
export const companiesEn: typeof companiesFr = {
  company: {
    title: 'Company',
    name: 'Name',
    slug: 'Identifier',
    slugHint: 'It names the company in the API and does not change.',
    locale: 'Default language',
    saved: 'Company saved',
    readOnly: 'Only an owner can change the company.',
    mail: 'E-mails',
    mailInvitations: 'Also send invitations by e-mail',
    mailSender: 'Sender’s name',
    mailSenderHint: 'Empty: the company’s name.',
    mailSaved: 'Settings saved',
  },

  codes: {
    permissions: {
      company: 'Company',
      settings: 'Settings',
    },
    auditOperations: {
      'companies.create': 'Company created',
      'company.update': 'Company changed',
      'settings.update': 'Settings changed',
      'secrets.reencrypt': 'Secrets re-encrypted',
      'database.restore': 'Database restored',
    },
    auditResources: {
      company: 'Company',
      settings: 'Settings',
    },
  },
};
