import type { WorkflowName } from '../ids.ts';
import { actionReconciliation } from './actions/reconcile.ts';
import type { Reconciliation } from './shared/reconciliation.ts';

/**
 * For each workflow, how the reconciler (src/background/reconciler.ts) finds rows whose run should be
 * alive, and what it does with one whose run is gone (ADR 0013).
 */
export const RECONCILED: Record<WorkflowName, Reconciliation> = {
  crmActionWorkflow: actionReconciliation,
};
