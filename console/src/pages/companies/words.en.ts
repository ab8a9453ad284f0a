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
    inbox: 'Inbox',
    signature: 'Signature',
    signatureHint: 'Below each reply, unless its mailbox has a signature of its own.',
    contactPolicy: 'Create a contact for an unknown sender',
    contactPolicyHint: 'Never for a role address, such as noreply@, nor for your domains.',
    contactPolicies: {
      always: 'With their first message',
      replies_only: 'With our first reply',
      never: 'Never',
    },
    ownDomains: 'Domains of the company',
    ownDomainsHint: 'Their senders do not become contacts.',
    hours: 'Business hours',
    hoursHint: 'Statistics also give the times counted within these hours.',
    hoursDays: 'Days',
    hoursFrom: 'From',
    hoursTo: 'To',
    hoursOrder: 'Must be after the start',
    hoursZone: 'Time zone',
    days: { 1: 'Mon', 2: 'Tue', 3: 'Wed', 4: 'Thu', 5: 'Fri', 6: 'Sat', 7: 'Sun' },
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
