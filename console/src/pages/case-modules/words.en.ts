import type { caseModulesFr } from './words.fr.ts';

/** The English words of the modules. */
export const caseModulesEn: typeof caseModulesFr = {
  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      case_modules: 'Modules of cases',
    },
    auditOperations: {
      'case_modules.update': 'Module configured',
      'case_modules.delete': 'Module deleted',
      'case_modules.test': 'Module tried',
      'case_billing.read': 'Billing of a case viewed',
      'client_billing.read': 'Billing of a client viewed',
    },
    auditResources: {
      case_module: 'Module',
    },
  },
};
