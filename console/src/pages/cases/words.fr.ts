/** The French words of the cases. */
export const casesFr = {
  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      cases: 'Dossiers',
      'cases:analyse': 'faire analyser par l’IA',
      'cases:delete': 'supprimer et restaurer',
    },
    auditOperations: {
      'cases.list': 'Dossiers consultés',
      'cases.read': 'Dossier consulté',
      'cases.create': 'Dossier ouvert',
      'cases.update': 'Dossier modifié',
      'cases.status': 'Statut du dossier changé',
      'cases.delete': 'Dossier supprimé',
      'cases.restore': 'Dossier restauré',
      'cases.timeline': 'Historique du dossier consulté',
      'case_analyses.list': 'Analyses du dossier consultées',
      'case_analyses.read': 'Analyse du dossier consultée',
      'case_analyses.create': 'Analyse du dossier demandée',
      'case_analyses.cancel': 'Analyse du dossier annulée',
      'case_analyses.end': 'Analyse du dossier terminée',
      'case_links.list': 'Liens du dossier consultés',
      'case_links.create': 'Dossier lié',
      'case_links.delete': 'Lien du dossier retiré',
      'case_notes.list': 'Notes du dossier consultées',
      'case_notes.create': 'Note ajoutée au dossier',
      'case_notes.update': 'Note du dossier modifiée',
      'case_notes.delete': 'Note du dossier supprimée',
    },
    auditResources: {
      case: 'Dossier',
    },
  },
};
