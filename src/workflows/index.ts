/** The workflows of the bundle. */
export { crmActionWorkflow } from './actions.ts';
