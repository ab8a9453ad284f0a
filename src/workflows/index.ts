/** What the worker bundles. */
export { crmActionWorkflow } from './crm-action.ts';
