import type { leadsFr } from './words.fr.ts';

/** The English words of leads and their imports. */
export const leadsEn: typeof leadsFr = {
  codes: {
    permissions: {
      leads: 'Leads',
      'leads:assign': 'assign',
      'leads:convert': 'convert',
      'leads:import': 'import',
      'leads:export': 'export',
    },
    auditOperations: {
      'leads.create': 'Lead created',
      'leads.confirm_email': 'E-mail address of a lead confirmed',
      'leads.assign': 'Lead assigned',
      'leads.status': 'Status of a lead changed',
      'leads.convert': 'Lead converted',
      'leads.update': 'Lead changed',
      'leads.read': 'Lead viewed',
      'leads.timeline': 'History of a lead viewed',
      'leads.list': 'List of leads viewed',
      'leads.export': 'Leads exported',
      'lead_imports.create': 'File of leads uploaded',
      'lead_imports.map': 'Columns of an import of leads chosen',
      'lead_imports.start': 'Import of leads started',
      'lead_imports.rows': 'Leads imported',
      'lead_imports.cancel': 'Import of leads cancelled',
      'lead_imports.end': 'Import of leads ended',
      'lead_imports.read': 'Import of leads viewed',
      'lead_imports.list': 'List of imports of leads viewed',
      'lead_imports.errors': 'Errors of an import of leads downloaded',
    },
    auditResources: {
      lead: 'Lead',
      lead_import: 'Import of leads',
    },
  },
};
