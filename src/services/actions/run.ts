import type { Transaction } from '../../platform/database.ts';
import { actionWorkflowId } from '../../ids.ts';
import { actionSubject } from './facts.ts';
import type { ActionRow } from '../../queries/actions/records.ts';

type StartableAction = Pick<ActionRow, 'id' | 'round' | 'entite_type' | 'entity_id'>;

/** Commands the run of the action's current round. Twice: one run, because its id contains the round. */
export const startActionRun = (tx: Transaction, action: StartableAction): void =>
  tx.command({
    workflowId: actionWorkflowId(action.id, action.round),
    operation: 'start',
    name: 'crmActionWorkflow',
    input: { companyId: tx.actor.companyId, actionId: action.id, round: action.round },
    subject: actionSubject(action),
  });
