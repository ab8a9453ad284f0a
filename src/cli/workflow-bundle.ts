/** `npm run bundle`: makes the bundle of the workflows that workers read at their start. Twice: it is there. */
import { loadWorkflowBundle } from '../platform/workflow-bundle.ts';

const { isKept } = await loadWorkflowBundle();
if (!isKept) throw new Error('the bundle could not be written below node_modules/.cache');
