import type { caseModulesFr } from './words.fr.ts';

/** The English words of the modules. */
export const caseModulesEn: typeof caseModulesFr = {
  caseModules: {
    title: 'Modules',
    description:
      'The systems that your cases consult. Each speaks a small signed HTTP contract; without it nothing is sent.',
    kinds: {
      legal: 'Legal module',
      fiscal: 'Fiscal module',
      rag: 'Document search',
      billing: 'Billing',
    },
    uses: {
      legal: 'Consulted by the analysis of legal cases.',
      fiscal: 'Consulted by the analysis of fiscal cases.',
      rag: 'Finds the references of analyses. Without this module they come from your own references (Knowledge base).',
      billing: 'Shows the billing of a client or a case.',
    },
    states: {
      absent: 'Not connected',
      off: 'Switched off',
      ready: 'Connected',
      failing: 'Last call failed',
      open: 'Does not answer',
    },
    stateHints: {
      absent: 'Nothing is sent to it.',
      off: 'Nothing is sent to it but a test.',
      ready: 'It is consulted.',
      failing: 'It is still consulted.',
      open: 'Five calls in a row failed. It is tried again at most once a minute; a test that succeeds puts it back to work.',
    },
    connect: 'Connect',
    edit: 'Edit',
    formTitles: {
      legal: 'Legal module',
      fiscal: 'Fiscal module',
      rag: 'Document search module',
      billing: 'Billing module',
    },
    baseUrl: 'Address',
    baseUrlHint: 'https, on the public internet. Relais adds the path of the contract.',
    secret: 'Secret',
    secretHint: 'Requests are signed with it. The module must have the same.',
    secretKept: 'Leave empty to keep the saved secret.',
    makeSecret: 'Make one',
    copySecret: 'Copy the secret',
    secretMade: 'Copy it into the module: it will not be shown again.',
    isEnabled: 'Enabled',
    isEnabledHint: 'Otherwise nothing is sent to it but a test.',
    leaves: {
      legal: 'Title and description of legal cases leave Relais for this server.',
      fiscal: 'Title and description of fiscal cases leave Relais for this server.',
      rag: 'The questions of analyses leave Relais for this server.',
      billing: 'The name of the client and the reference of the case leave Relais for this server.',
    },
    saved: 'Module saved',
    removed: 'Module deleted',
    removeTitle: 'Delete this module?',
    removeBody: 'Nothing will be sent to it any more, and its secret is erased.',
    lastOk: 'Last answer',
    lastError: 'Last failure',
    never: 'none',
    question: 'Test question',
    questionHint: 'Leave empty for an example',
    test: 'Test',
    answered: 'The module answered',
    notAnswered: 'No usable answer',
    invalidFields: (fields) => `Fields that do not follow the contract: ${fields}.`,
    field: (path) => (path === '' ? 'the whole answer' : path),
    emptyAnswer: 'The answer is empty.',
    passages: 'Passages',
    cut: 'Parts that were too long were cut.',
    took: (ms) => `Test about made-up data, ${ms}\u00a0ms.`,
    asOf: 'According to the module,',
    billingPending: 'The billing module is being asked…',
    billingAway: 'Billing does not answer',
    billingLeftAlone:
      'The billing module failed several times in a row. It will be asked again in a minute.',
    noLines: 'The module has no lines.',
    failures: {
      answer_too_large: 'The answer is larger than 256\u00a0KiB',
      answer_invalid: 'The answer does not follow the contract',
      circuit_open: 'Left alone after several failures',
    },
  },

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
