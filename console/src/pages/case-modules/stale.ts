import type { StaleKeys } from '../../stream/message.ts';

export const caseModulesStale = {
  'case_module.updated': () => [['get', '/api/crm/module']],
} satisfies StaleKeys;
