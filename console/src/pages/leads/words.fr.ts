/** The French words of leads and their imports. */
export const leadsFr = {
  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      leads: 'Leads',
      'leads:assign': 'attribuer',
      'leads:convert': 'convertir',
      'leads:import': 'importer',
      'leads:export': 'exporter',
    },
    auditOperations: {
      'leads.create': 'Lead créé',
      'leads.confirm_email': 'E-mail de lead confirmé',
      'leads.assign': 'Lead attribué',
      'leads.status': 'Statut de lead modifié',
      'leads.convert': 'Lead converti',
      'leads.update': 'Lead modifié',
      'leads.read': 'Lead consulté',
      'leads.timeline': 'Historique de lead consulté',
      'leads.list': 'Liste de leads consultée',
      'leads.export': 'Leads exportés',
      'lead_imports.create': 'Fichier de leads envoyé',
      'lead_imports.map': 'Colonnes d’un import de leads choisies',
      'lead_imports.start': 'Import de leads lancé',
      'lead_imports.rows': 'Leads importés',
      'lead_imports.cancel': 'Import de leads annulé',
      'lead_imports.end': 'Import de leads terminé',
      'lead_imports.read': 'Import de leads consulté',
      'lead_imports.list': 'Liste des imports de leads consultée',
      'lead_imports.errors': 'Erreurs d’un import de leads téléchargées',
    },
    auditResources: {
      lead: 'Lead',
      lead_import: 'Import de leads',
    },
  },
};
