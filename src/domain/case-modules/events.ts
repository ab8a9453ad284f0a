import { z } from 'zod';
import { declareInternalEvent, type StreamTopicDeclaration } from '../shared/declare-event.ts';
import { MODULE_KINDS } from './kinds.ts';

/** Events of the modules. The subject is the kind. */

export const caseModuleTopics = {
  'case_module.updated': {
    permission: 'case_modules:read',
    data: z.object({ kind: z.enum(MODULE_KINDS) }),
  },
} as const satisfies Record<string, StreamTopicDeclaration>;

const stream = {
  topic: 'case_module.updated',
  data: (_data: undefined, kind: string) => ({ kind }),
};

export const caseModuleUpdated = declareInternalEvent('CaseModuleUpdated', 'case_module', {
  audit: 'case_modules.update',
  stream,
});
export const caseModuleDeleted = declareInternalEvent('CaseModuleDeleted', 'case_module', {
  audit: 'case_modules.delete',
  stream,
});
/** A person tried it. */
export const caseModuleTested = declareInternalEvent('CaseModuleTested', 'case_module', {
  audit: 'case_modules.test',
});

/** Its circuit opened. */
export const caseModuleFailing = declareInternalEvent('CaseModuleFailing', 'case_module', {
  stream,
  notification: {
    code: 'case_module_failing',
    kinds: ['CASE_MODULE_FAILING'],
    type: () => 'CASE_MODULE_FAILING',
    level: () => 'warning',
  },
});
/** Its circuit closed. */
export const caseModuleRecovered = declareInternalEvent('CaseModuleRecovered', 'case_module', {
  stream,
  notification: {
    code: 'case_module_recovered',
    kinds: ['CASE_MODULE_RECOVERED'],
    type: () => 'CASE_MODULE_RECOVERED',
    level: () => 'success',
  },
});

/** What the billing module says of a case, or of a client. */
export const caseBillingRead = declareInternalEvent('CaseBillingRead', 'case', {
  audit: 'case_billing.read',
});
export const clientBillingRead = declareInternalEvent('ClientBillingRead', 'person', {
  audit: 'client_billing.read',
});
