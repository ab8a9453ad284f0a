/** The French words of the modules. */
export const caseModulesFr = {
  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      case_modules: 'Modules des dossiers',
    },
    auditOperations: {
      'case_modules.update': 'Module configuré',
      'case_modules.delete': 'Module supprimé',
      'case_modules.test': 'Module essayé',
      'case_billing.read': 'Facturation d’un dossier consultée',
      'client_billing.read': 'Facturation d’un client consultée',
    },
    auditResources: {
      case_module: 'Module',
    },
  },
};
