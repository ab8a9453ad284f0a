/** What the worker bundles. */
export { crmActionWorkflow } from './actions.ts';
